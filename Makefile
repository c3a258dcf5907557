# Everything a newcomer needs: `make demo` and `make test`. The tools set themselves up under .tools and .venv.

UV := .tools/bin/uv
PY := .venv/bin/python

.PHONY: help setup demo postgresql test check bench format lock clean

help:
	@echo "make demo    triage a few hundred invented messages and name the page to open"
	@echo "make test    run the tests"
	@echo "make check   format, lint, types, layers, packs, budgets"
	@echo "make bench   measure speed and memory, as ratios within one run"

setup: .venv/.ready

$(UV):
	@python3 -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check uv

.venv/.ready: $(UV) pyproject.toml requirements.lock
	@$(UV) venv --quiet --allow-existing --python "$$(python3 -c 'import sys; print(sys.executable)')" .venv
	@$(UV) pip sync --quiet --require-hashes --python $(PY) requirements.lock
	@$(UV) pip install --quiet --no-deps --python $(PY) --editable .
	@touch .venv/.ready

demo: setup
	@$(PY) scripts/demo.py

# The desk's tests want a real PostgreSQL: root gets it, everybody else is told how.
postgresql:
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 \
	  || { [ "$$(id -u)" = 0 ] && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null; } \
	  || { echo "The tests need PostgreSQL; run first: apt-get install -y postgresql"; exit 1; }

test: setup postgresql
	@$(PY) -m pytest -n auto
	@MEYDAN_TEST_DATABASE=postgresql $(PY) -m pytest -n auto tests/people tests/tenancy tests/settings

check: setup
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@.venv/bin/meydan pack lint etik ieu kent kinn hameenkyro common
	@$(PY) scripts/settings_page.py --check
	@$(PY) scripts/eye_page.py --check
	@$(PY) scripts/lifecycle_page.py --check
	@$(PY) scripts/environment_page.py --check
	@$(PY) scripts/messages.py --check
	@$(PY) scripts/budgets.py

bench: setup
	@$(PY) -m bench

format: setup
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

lock: $(UV)
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate --all-extras --group dev pyproject.toml --output-file requirements.lock

clean:
	@rm -rf .venv .tools build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
