"""What tests share: the folder of shared material, where it lies, and a small pack of their own."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

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
