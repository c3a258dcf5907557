"""Finds the rows that an event matches, by bit masks: one look-up for each fact, whatever the number of rows.

Every row is a bit. For each fact the index knows, for every value, the rows that this value lets through; a mask
`and` over the facts leaves the rows that match. Example: with a thousand rows an event costs a dozen look-ups and
`and`s of a thousand-bit number, not a thousand comparisons.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from meydan.policy.facts import Fact, Scene, Value

#: Values remembered for each fact. Most facts have a handful; sets of labels or units have more.
KEPT_VALUES = 2_000


@dataclass(frozen=True, slots=True)
class Condition:
    """What one row asks of one fact: one of `any`, all of `all`, none of `none`; `empty` for a set's emptiness."""

    any: frozenset[str] = frozenset()
    all: frozenset[str] = frozenset()
    none: frozenset[str] = frozenset()
    empty: bool | None = None


def read_condition(raw: Any) -> Condition:
    """Return the condition that a table's YAML writes as a value, a list or any / all / not / empty."""
    if isinstance(raw, Mapping):
        return Condition(
            any=_strings(raw.get("any")),
            all=_strings(raw.get("all")),
            none=_strings(raw.get("not")),
            empty=raw.get("empty"),
        )
    return Condition(any=_strings(raw))


def _strings(raw: Any) -> frozenset[str]:
    if raw is None:
        return frozenset()
    items = raw if isinstance(raw, list) else [raw]
    return frozenset(("yes" if item else "no") if isinstance(item, bool) else str(item) for item in items)


@dataclass(slots=True)
class _Masks:
    """The rows of one fact: let through by any value (`free`), by this value, shut out or demanded by it."""

    fact: Fact
    free: int = 0
    any: dict[str, int] = field(default_factory=dict)
    deny: dict[str, int] = field(default_factory=dict)
    demand: dict[str, int] = field(default_factory=dict)
    if_empty: int = 0
    if_filled: int = 0
    #: What values that came before let through.
    kept: dict[Value, int] = field(default_factory=dict)

    def add(self, bit: int, condition: Condition) -> None:
        if not condition.any:
            self.free |= bit
        for masks, values in ((self.any, condition.any), (self.deny, condition.none), (self.demand, condition.all)):
            for value in values:
                masks[value] = masks.get(value, 0) | bit
        if condition.empty is True:
            self.if_empty |= bit
        elif condition.empty is False:
            self.if_filled |= bit

    def passing(self, value: Value) -> int:
        """Return the rows that a value of the fact lets through."""
        if isinstance(value, str):
            return (self.free | self.any.get(value, 0)) & ~self.deny.get(value, 0)
        passed, shut = self.free, self.if_empty if value else self.if_filled
        for each in value:
            passed |= self.any.get(each, 0)
            shut |= self.deny.get(each, 0)
        for each, mask in self.demand.items():
            if each not in value:
                shut |= mask
        return passed & ~shut


class Index:
    """The compiled tables of one kind of event. `match` gives the matching rows as a bit mask."""

    def __init__(self, facts: Mapping[str, Fact], conditions: Iterable[Mapping[str, Condition]]) -> None:
        listed = list(conditions)
        self.all_rows = (1 << len(listed)) - 1
        used = {name for row in listed for name in row}
        self._masks = [_Masks(facts[name]) for name in facts if name in used]
        for position, row in enumerate(listed):
            for masks, name in zip(self._masks, (name for name in facts if name in used), strict=True):
                masks.add(1 << position, row.get(name, _ANY))
        self.readings = [(masks.fact.read, masks.kept, masks) for masks in self._masks]

    def match(self, scene: Scene) -> int:
        """Return the rows whose conditions all hold for `scene`, bit by bit."""
        mask = self.all_rows
        for read, kept, masks in self.readings:
            value = read(scene)
            passing = kept.get(value)
            if passing is None:
                passing = masks.passing(value)
                if len(kept) >= KEPT_VALUES:
                    kept.clear()
                kept[value] = passing
            mask &= passing
            if not mask:
                break
        return mask


_ANY = Condition()


def bits(mask: int) -> Iterator[int]:
    """Yield the positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
