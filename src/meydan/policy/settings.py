"""What an institution may choose over a pack: the pack's own values, and the institution's overlay on top.

A setting is named with dots (`complaint_path`, `removal.insult.level`). Rows ask for it with `if:` and put it into
their steps with `$name`. Where the institution chooses what the source does not say, the step cites the setting
itself (`SETTING-complaint_path`), never a clause of the source. Example: a university that answers complaints as
its neighbour does cites its own choice.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs

from meydan.kernel.errors import InvalidPack, Problem
from meydan.policy.pack import Pack, schema_problems
from meydan.policy.source import Source

#: Settings that every installation has, whatever the pack: they order clashes and add the institution's own.
HOUSE = ("grounds", "conflict_orders", "contacts", "lexicons", "routing", "names", "classifier")


@dataclass(frozen=True, slots=True)
class Settings:
    """The values in force for one pack, and which of them the institution chose itself."""

    values: Mapping[str, Any]
    chosen: frozenset[str]
    clauses: Mapping[str, tuple[str, ...]]
    hash: str
    house: Mapping[str, Any] = field(default_factory=dict)

    def get(self, name: str) -> Any:
        """Return the value at a dotted name, or None where nothing stands there."""
        value: Any = self.values
        for part in name.split("."):
            if not isinstance(value, Mapping):
                return None
            value = value.get(part)
        return value

    def cite(self, slot: str) -> tuple[str, ...]:
        """Return the clauses behind `setting.part`; the setting itself where the institution went its own way."""
        setting = slot.partition(".")[0]
        if found := self.clauses.get(slot):
            return found
        return (f"SETTING-{setting}",) if setting in self.chosen else ()


def resolve_settings(pack: Pack, overlay: Mapping[str, Any] | None = None) -> Settings:
    """Return the pack's settings with the overlay laid over them; raise InvalidPack when a choice is not possible."""
    overlay = overlay or {}
    source = Source("settings", dict(overlay))
    problems = schema_problems("overlay", source)
    values = {name: entry.get("value") for name, entry in pack.settings.items()}
    chosen = {name for name, entry in pack.settings.items() if entry.get("house")}
    for name, value in overlay.items():
        if name in HOUSE:
            continue
        if name not in pack.settings:
            problems.append(_unknown(name, pack, source))
            continue
        merged = _merge(values[name], value)
        if merged != values[name]:
            chosen.add(name)
        values[name] = merged
    problems += _value_problems(pack, values, source)
    if problems:
        raise InvalidPack(problems)
    return Settings(
        values=values,
        chosen=frozenset(chosen),
        clauses=_slots(pack),
        hash=_hash(values, overlay),
        house={name: overlay[name] for name in HOUSE if name in overlay},
    )


def _unknown(name: str, pack: Pack, source: Source) -> Problem:
    known = ", ".join(sorted(pack.settings))
    return source.problem(
        "unknown_setting", f"The pack {pack.id} has no setting {name!r}.", name, hint=f"Known: {known}."
    )


def _merge(base: Any, own: Any) -> Any:
    """Lay `own` over `base`: mappings key by key, everything else whole."""
    if isinstance(base, Mapping) and isinstance(own, Mapping):
        return {**base, **{key: _merge(base.get(key), value) for key, value in own.items()}}
    return own


def _value_problems(pack: Pack, values: Mapping[str, Any], source: Source) -> list[Problem]:
    found = []
    for name, entry in pack.settings.items():
        value = values[name]
        choices = entry.get("choices")
        if choices and value is not None and value not in choices:
            allowed = ", ".join(str(choice) for choice in choices)
            found.append(source.problem("bad_choice", f"{name} cannot be {value!r}; it can be {allowed}.", name))
        if entry.get("schema") and value is not None:
            for error in jsonschema_rs.validator_for(entry["schema"]).iter_errors(value):
                found.append(source.problem("bad_choice", f"{name}: {error.message}", name, *error.instance_path))
    return found


def _slots(pack: Pack) -> dict[str, tuple[str, ...]]:
    """Return the clauses behind every `setting.part` of the pack."""
    return {
        f"{name}.{part}": tuple(clauses)
        for name, entry in pack.settings.items()
        for part, clauses in (entry.get("clauses") or {}).items()
    }


def _hash(values: Mapping[str, Any], overlay: Mapping[str, Any]) -> str:
    house = {name: overlay[name] for name in HOUSE if name in overlay}
    text = json.dumps({"values": values, "house": house}, sort_keys=True, ensure_ascii=False, default=str)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"
