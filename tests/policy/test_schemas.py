"""The schemas say the same words as the kernel, and the pages say what the code does."""

import json
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from meydan.kernel import vocabulary
from meydan.policy.catalog import FACTS

FOLDER = resources.files("meydan.policy") / "schemas"
NAMES = sorted(each.name.removesuffix(".json") for each in FOLDER.iterdir())
ROOT = Path(__file__).parent.parent.parent


def enums(value: Any) -> list[list[Any]]:
    """Every enum in a schema."""
    if isinstance(value, dict):
        own = [value["enum"]] if isinstance(value.get("enum"), list) else []
        return own + [found for item in value.values() for found in enums(item)]
    if isinstance(value, list):
        return [found for item in value for found in enums(item)]
    return []


def schema(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_has_a_title_and_refuses_unknown_keys(name: str) -> None:
    body = schema(name)
    assert body["title"]
    assert '"additionalProperties": false' in json.dumps(body) or name in ("overlay", "sentences")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("table", vocabulary.ACTIONS),
        ("table", vocabulary.ADDRESSEES),
        ("table", vocabulary.TEMPLATES),
        ("table", vocabulary.KINDS),
        ("clauses", vocabulary.MODALITIES),
        ("clauses", vocabulary.ENFORCEMENTS),
        ("overlay", vocabulary.INCOMING_LABELS),
        ("sentences", vocabulary.LANGUAGES),
    ],
)
def test_the_words_of_a_schema_are_those_of_the_kernel(name: str, words: tuple[str, ...]) -> None:
    body = schema(name)
    listed = (
        [*enums(body), body.get("additionalProperties", {}).get("required")] if name == "sentences" else enums(body)
    )
    assert list(words) in listed


def test_every_kind_of_event_has_facts() -> None:
    assert set(FACTS) == set(vocabulary.KINDS)


def test_the_page_of_settings_is_up_to_date() -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "settings_page.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout


def test_every_command_of_the_readme_exists() -> None:
    from meydan.cli.main import main
    from meydan.cli.pack import pack_group

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {"decide", "triage", "pack"} <= set(main.commands)
    for command in pack_group.commands:
        assert f"meydan pack {command}" in readme
