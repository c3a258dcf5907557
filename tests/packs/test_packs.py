"""Every built-in pack is clean, proves its clauses, and notices when one of them is taken out."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from meydan.policy.compiled import compile_policy
from meydan.policy.coverage import BY_EVENT, coverage, mutate
from meydan.policy.examples import Runner, examples_of
from meydan.policy.lint import lint
from meydan.policy.pack import PACKS, load_pack
from meydan.policy.pairs import BUILT_IN

CLAUSES = {"etik": 32, "ieu": 103, "kent": 28, "kinn": 44, "hameenkyro": 111}
EVERY = [*BUILT_IN, "common"]


@pytest.mark.parametrize("name", EVERY)
def test_a_pack_has_no_mistakes(name: str) -> None:
    problems = [problem for problem in lint(load_pack(name)) if problem.severity == "error"]
    assert problems == []


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_pack_holds_all_its_clauses(name: str) -> None:
    assert len(load_pack(name).clauses) == CLAUSES[name]


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_examples_of_a_pack_hold(name: str) -> None:
    pack = load_pack(name)
    failed = [(each.example.clause, each.example.name, each.problems) for each in Runner(pack).run(examples_of(pack))]
    assert [each for each in failed if each[2]] == []


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_clause_on_a_message_post_account_or_password_is_proved_on_both_sides(name: str) -> None:
    rows = [row for row in coverage(load_pack(name)) if row.clause.applies_to in BY_EVENT]
    assert [(row.clause.id, row.status) for row in rows if row.status != "proved"] == []


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_clause_taken_out_is_noticed_by_its_proofs(name: str) -> None:
    assert mutate(load_pack(name)) == {}


@pytest.mark.parametrize("name", BUILT_IN)
def test_nothing_stands_behind_no_clause(name: str) -> None:
    gaps = [problem.message for problem in lint(load_pack(name)) if problem.severity == "gap"]
    assert gaps == []


@pytest.mark.parametrize("name", BUILT_IN)
def test_every_example_names_a_clause_of_its_pack_once(name: str) -> None:
    pack = load_pack(name)
    names = [(each.clause, each.fires, each.name) for each in examples_of(pack)]
    assert len(set(names)) == len(names)
    assert {clause for clause, _, _ in names} <= set(pack.clauses)


@pytest.mark.parametrize("name", EVERY)
def test_a_reply_text_stands_in_all_five_languages_with_the_same_placeholders(name: str) -> None:
    templates = load_pack(name).templates
    for template in {key[0] for key in templates}:
        found = {lang: each for (code, lang), each in templates.items() if code == template}
        assert {"tr", "nn", "nb", "fi", "en"} <= set(found), template
        assert len({frozenset(each.placeholders) for each in found.values()}) == 1, template


def test_the_same_pack_has_the_same_hash_and_another_has_another() -> None:
    hashes = {name: load_pack(name).hash for name in EVERY}
    assert hashes == {name: load_pack(name).hash for name in EVERY}
    assert len(set(hashes.values())) == len(EVERY)


def test_the_ethics_principles_compile_beside_every_procedure() -> None:
    for name in BUILT_IN:
        if name != "etik":
            compile_policy([load_pack(name), load_pack("etik")])


def test_the_scenarios_pass_whole(shared: Path) -> None:
    folder = shared / "scenarios"
    command = f"{sys.executable} -m meydan decide"
    run = subprocess.run(
        [sys.executable, str(folder / "check.py"), str(folder / "dev.jsonl"), "--command", command],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONWARNINGS": "ignore"},
        check=False,
    )
    count = len((folder / "dev.jsonl").read_text(encoding="utf-8").splitlines())
    assert run.stdout.splitlines()[-1] == f"{count} passed, 0 failed", run.stdout


def test_every_pack_says_who_its_addressees_are() -> None:
    for name in BUILT_IN:
        pack = load_pack(name)
        used = {
            str(step[who])
            for row in pack.rows
            for step in row.then.get("steps") or ()
            for who in ("by", "to")
            if step.get(who) and not str(step[who]).startswith("$") and row.source.file.startswith(name)
        }
        assert used <= set(pack.meta.get("roles") or {}), name


def test_the_packs_lie_in_the_package() -> None:
    assert {folder.name for folder in PACKS.iterdir() if folder.is_dir()} >= set(EVERY)
    json.dumps([load_pack(name).version for name in EVERY])
