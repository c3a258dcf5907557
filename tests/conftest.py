"""What tests share: the folder of shared material, a small pack of their own, and two institutions of the desk."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import desk_rows
import desk_settings
import postgresql

if TYPE_CHECKING:
    from meydan.apps.tenancy.models import Institution

SHARED = Path(os.environ.get("MEYDAN_SHARED", "../shared"))


@pytest.fixture
def shared() -> Path:
    """The folder of shared scenarios and messages; a stranger's checkout has none."""
    if not SHARED.is_dir():
        pytest.skip("no shared material here (MEYDAN_SHARED)")
    return SHARED


class PackFolder:
    """A pack under construction: `write` a file, then load the folder."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir(parents=True, exist_ok=True)

    def write(self, name: str, data: Any) -> "PackFolder":
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = data if isinstance(data, str) else json.dumps(data, indent=1)  # YAML holds JSON
        path.write_text(text, encoding="utf-8")
        return self

    def clauses(self, *ids: str, lang: str = "en") -> "PackFolder":
        place = {"path": ["1"], "ordinal": 1, "hash": "sha256:" + "0" * 64}
        entry = {"place": place, "modality": "obligation", "applies_to": "incoming_message", "enforced_by": ["gate"]}
        return self.write("clauses.yaml", [{"id": each, **entry, "text": {"en": each, lang: each}} for each in ids])

    def table(
        self, name: str, rows: list[dict[str, Any]], on: Any = "incoming_message", hit: str = "collect"
    ) -> "PackFolder":
        return self.write(f"tables/{name}.yaml", {"table": name, "on": on, "hit": hit, "rows": rows})


@pytest.fixture
def pack_folder(tmp_path: Path) -> PackFolder:
    """An empty pack `acme` in English that extends the common choices."""
    folder = PackFolder(tmp_path / "acme" / "2026.1")
    meta = {"id": "acme", "version": "2026.1", "languages": ["en"], "title": {"en": "Acme"}, "extends": "common/2026.1"}
    return folder.write("pack.yaml", meta)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL (`MEYDAN_TEST_DATABASE=postgresql`) run the tests that use a database, and those alone."""
    if os.environ.get("MEYDAN_TEST_DATABASE") != "postgresql":
        return
    with_database = [item for item in items if uses_database(item)]
    config.hook.pytest_deselected(items=[item for item in items if not uses_database(item)])
    items[:] = with_database
    if desk_settings.MISSING:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=desk_settings.MISSING))


def uses_database(item: pytest.Item) -> bool:
    """Whether a test touches the desk's database."""
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(fixtures & {"db", "transactional_db"})


@pytest.fixture(scope="session")
def postgresql_url() -> Iterator[str]:
    """The address of a throw-away PostgreSQL, for a test that needs one whatever the others run on."""
    try:
        server = postgresql.Server()
    except postgresql.Missing as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    yield server.url
    server.stop()


@pytest.fixture
def now() -> datetime:
    """The moment at which a test of the desk takes place: a Friday morning."""
    return datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def institution(db: None) -> "Institution":
    """A Turkish university."""
    return desk_rows.institution("bozkir")


@pytest.fixture
def other_institution(db: None) -> "Institution":
    """A Nynorsk municipality that shares the installation with the university."""
    return desk_rows.institution("fjordvik", language="nn")
