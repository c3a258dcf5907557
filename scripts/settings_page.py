"""Writes docs/settings.md: every setting of every built-in pack with its choices and what each pack chose.

`python scripts/settings_page.py` writes the page; `--check` fails when it is out of date.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from meydan.policy.pack import load_pack
from meydan.policy.pairs import BUILT_IN

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"


def main() -> int:
    """Write the page, or say whether it is as it should be."""
    text = "\n".join(page()) + "\n"
    if "--check" in sys.argv:
        current = PAGE.read_text(encoding="utf-8") if PAGE.is_file() else ""
        if current != text:
            print("docs/settings.md is out of date: run scripts/settings_page.py")
            return 1
        return 0
    PAGE.write_text(text, encoding="utf-8")
    return 0


def page() -> Iterator[str]:
    """Yield the page's lines."""
    common = load_pack("common")
    yield "# Settings"
    yield ""
    yield "Written by `scripts/settings_page.py`. An institution lays its own choices over a pack in one YAML file"
    yield "(`--settings ours.yaml`): the name of a setting and its value; choices over a second pack stand under that"
    yield "pack's id. Beside them stand `grounds` (own reasons for removal), `conflict_orders` (which goes first),"
    yield "`contacts` (what the institution publishes itself), `lexicons`, `routing`, `names` and `classifier`"
    yield "(`adaptation`: the file of what `meydan model adapt` learnt, beside the settings)."
    yield ""
    yield "## The twenty choices, and those of the house"
    yield ""
    packs = {name: load_pack(name) for name in BUILT_IN}
    for name, entry in common.settings.items():
        yield from section(name, entry, {key: pack.settings[name].get("value") for key, pack in packs.items()})
    for key, pack in packs.items():
        own = {name: entry for name, entry in pack.settings.items() if name not in common.settings}
        if own:
            yield f"## Choices of `{key}` alone"
            yield ""
        for name, entry in own.items():
            yield from section(name, entry, {key: entry.get("value")})


def section(name: str, entry: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of one setting."""
    title = (entry.get("title") or {}).get("en", "")
    number = f" ({entry['number']})" if entry.get("number") else ""
    yield f"### `{name}`{number}"
    yield ""
    yield f"{title}. {(entry.get('help') or {}).get('en', '')}".strip()
    yield ""
    if entry.get("choices"):
        yield f"Choices: {', '.join(f'`{shown(each)}`' for each in entry['choices'])}"
    elif entry.get("schema"):
        yield f"Form: `{form(entry['schema'])}`"
    yield ""
    for key, value in values.items():
        if value not in (None, {}, []):
            yield f"- {key}: `{shown(value)}`"
    yield ""


def form(schema: Mapping[str, Any]) -> str:
    """Return a short form of a JSON Schema: the names and the words that they may take."""
    properties = schema.get("properties")
    if properties:
        return ", ".join(f"{key}: {form(value)}" for key, value in properties.items())
    if "enum" in schema:
        return " | ".join(shown(each) for each in schema["enum"])
    if schema.get("type") == "array":
        return f"[{form(schema.get('items') or {})} ...]"
    inner = schema.get("additionalProperties")
    if isinstance(inner, Mapping):
        return f"name: {{{form(inner)}}}"
    kind = schema.get("type", "any")
    return " | ".join(kind) if isinstance(kind, list) else str(kind)


def shown(value: Any) -> str:
    """Return a value as it would stand in YAML."""
    if value is None:
        return "null"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    sys.exit(main())
