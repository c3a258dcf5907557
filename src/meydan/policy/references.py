"""What stands behind each clause: the rows, settings, duties, chains, states, periods and texts that cite it."""

from collections.abc import Iterator
from typing import Any

from meydan.policy.pack import Pack

LISTS = {
    "chains": "chain",
    "duties": "duty",
    "invariants": "invariant",
    "states": "state",
    "retention": "retention",
    "routing": "route",
}


def references(pack: Pack) -> dict[str, tuple[str, ...]]:
    """Return for each clause the places that cite it, such as `row threats.threat` or `duty review_yearly`."""
    found: dict[str, dict[str, None]] = {}
    for name, place in _all(pack):
        setting, _, part = name.partition(".")
        entry = {} if name[0].isupper() else (pack.settings.get(setting) or {}).get("clauses") or {}
        for clause in [name] if name[0].isupper() else entry.get(part) or ():
            found.setdefault(clause, {})[place] = None
    return {clause: tuple(places) for clause, places in found.items()}


def _all(pack: Pack) -> Iterator[tuple[str, str]]:
    for row in pack.rows:
        if row.table != "invariants":
            yield from ((clause, f"row {row.table}.{row.id}") for clause in _clauses_in(row.then, row.clauses))
    for name, word in LISTS.items():
        for entry in pack.entries(name):
            label = entry.get("id") or entry.get("class") or entry.get("subject")
            yield from ((clause, f"{word} {label}") for clause in _clauses_in(entry, ()))
    for name, setting in pack.settings.items():
        for part, clauses in (setting.get("clauses") or {}).items():
            yield from ((clause, f"setting {name}.{part}") for clause in clauses)
    for template in pack.templates.values():
        yield from ((clause, f"template {template.id}") for clause in template.clauses)
    for clause in pack.clauses.values():
        yield from ((clause.id, f"reading {each['id']}") for each in clause.readings if each.get("setting"))


def _clauses_in(value: Any, own: tuple[str, ...]) -> Iterator[str]:
    """Yield every clause id under any `clauses` key of a nested value."""
    yield from own
    if isinstance(value, dict):
        for key, item in value.items():
            if key == "clauses":
                yield from _flat(item)
            else:
                yield from _clauses_in(item, ())
    elif isinstance(value, list):
        for item in value:
            yield from _clauses_in(item, ())


def _flat(item: Any) -> Iterator[str]:
    if isinstance(item, dict):
        for clauses in item.values():
            yield from clauses
    else:
        yield from item or ()
