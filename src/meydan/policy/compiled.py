"""A policy ready to decide: one or several packs under their settings, compiled into indexed tables.

Compiling happens once; deciding looks up and puts together. Each set of matching rows is put together once and
kept, so that a thousand messages that fall under the same rows cost one composition.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from meydan.kernel.decision import PackRef
from meydan.kernel.vocabulary import KINDS
from meydan.policy.catalog import FACTS
from meydan.policy.compose import Ground, Plan, compose
from meydan.policy.facts import Scene, Setup
from meydan.policy.index import Index, bits
from meydan.policy.pack import Pack
from meydan.policy.rows import CompiledRow, compile_rows, with_default_conditions
from meydan.policy.settings import Settings, resolve_settings
from meydan.policy.setup import ground_rows, make_setup

#: Plans kept per kind of event; far more sets of rows than occur, far fewer than would fill the memory.
KEPT_PLANS = 8_000
#: The institution's own grounds stand beside the packs like a pack: a clash with a clause is shown and ordered.
OWN_GROUNDS = -1


@dataclass(slots=True)
class Tables:
    """The compiled tables for one kind of event."""

    rows: list[CompiledRow]
    index: Index
    groups: list[tuple[int, int, bool]]
    plans: dict[Any, Plan] = field(default_factory=dict)

    def matching(self, mask: int) -> list[CompiledRow]:
        """Return the rows that speak: default rows only where no other row of their table does, one row of a
        table that asks for the first."""
        for others, default, only_first in self.groups:
            hit = mask & others
            if hit and only_first:
                mask = (mask & ~others) | (hit & -hit)
            if hit:
                mask &= ~default
        return [self.rows[position] for position in bits(mask)]


@dataclass(slots=True)
class Policy:
    """One or several packs under their settings. Immutable in effect: only plans are kept in it."""

    packs: tuple[Pack, ...]
    settings: tuple[Settings, ...]
    refs: tuple[PackRef, ...]
    settings_hash: str
    setup: Setup
    orders: frozenset[tuple[str, str]]
    notice_clauses: Mapping[int, tuple[str, ...]]
    tables: Mapping[str, Tables]
    without: str | None = None

    @property
    def main(self) -> Pack:
        """The first pack: the institution's own procedure."""
        return self.packs[0]

    def plan(self, kind: str, scene: Scene, second: Scene | None, units: tuple[str, ...], lang: str | None) -> Plan:
        """Return the plan for a scene; `second` is the same scene with the labels that nobody is sure of."""
        tables = self.tables[kind]
        mask = tables.index.match(scene)
        wider = tables.index.match(second) if second is not None else mask
        key = (mask, wider, units, lang)
        plan = tables.plans.get(key)
        if plan is None:
            plan = self._compose(kind, tables, mask, wider, units, lang)
            if len(tables.plans) >= KEPT_PLANS:
                tables.plans.clear()
            tables.plans[key] = plan
        return plan

    def _compose(
        self, kind: str, tables: Tables, mask: int, wider: int, units: tuple[str, ...], lang: str | None
    ) -> Plan:
        rows = tables.matching(mask)
        more = tables.matching(wider) if wider != mask else []
        known = {id(row) for row in rows}
        unsure = [row for row in more if id(row) not in known and not row.default]
        ground = Ground(kind, self.notice_clauses, self.orders, units, lang)
        return compose(rows, unsure, ground)


def compile_policy(
    packs: Sequence[Pack], overlay: Mapping[str, Any] | None = None, *, without: str | None = None
) -> Policy:
    """Return the packs' policy under an institution's settings; raise InvalidPack when a choice is not possible.

    The overlay speaks to the first pack; a key that is another pack's id holds the choices over that pack.
    `without` takes one clause out, to show what rests on it.
    """
    shares = _shares(packs, overlay or {})
    settings = tuple(resolve_settings(pack, share) for pack, share in zip(packs, shares, strict=True))
    tables = {kind: _tables(packs, settings, kind, without) for kind in KINDS}
    return Policy(
        packs=tuple(packs),
        settings=settings,
        refs=tuple(PackRef(pack.id, pack.version, pack.hash) for pack in packs),
        settings_hash=_joined_hash(settings),
        setup=make_setup(packs, settings),
        orders=_orders(settings),
        notice_clauses={
            position: tuple(c for c in each.cite("removal.notice") if c != without)
            for position, each in enumerate(settings)
        },
        tables=tables,
        without=without,
    )


def _shares(packs: Sequence[Pack], overlay: Mapping[str, Any]) -> list[dict[str, Any]]:
    ids = {pack.id for pack in packs}
    own = {name: value for name, value in overlay.items() if name not in ids}
    shares: list[dict[str, Any]] = [{**own, **dict(overlay.get(packs[0].id) or {})}]
    shares += [dict(overlay.get(pack.id) or {}) for pack in packs[1:]]
    return shares


def _tables(packs: Sequence[Pack], settings: Sequence[Settings], kind: str, without: str | None) -> Tables:
    rows: list[CompiledRow] = []
    for position, (pack, own) in enumerate(zip(packs, settings, strict=True)):
        rows += compile_rows(pack.rows, _rows_of(kind), own, position, without)
        rows += compile_rows(ground_rows(own), _rows_of(kind), own, OWN_GROUNDS, without)
    rows = with_default_conditions(rows)
    index = Index(FACTS[kind], [row.when for row in rows])
    return Tables(rows, index, _groups(rows))


def _rows_of(kind: str) -> str:
    """A request to remove is judged by the tables of the message that is to go."""
    return "incoming_message" if kind == "removal_request" else kind


def _groups(rows: Sequence[CompiledRow]) -> list[tuple[int, int, bool]]:
    """Return for each table that needs it: its ordinary rows, its default rows, whether only the first counts."""
    ordinary: dict[str, int] = {}
    default: dict[str, int] = {}
    first = set()
    for position, row in enumerate(rows):
        target = default if row.default else ordinary
        target[row.table] = target.get(row.table, 0) | (1 << position)
        if row.first_of:
            first.add(row.table)
    names = [name for name in {**ordinary, **default} if name in default or name in first]
    return [(ordinary.get(name, 0), default.get(name, 0), name in first) for name in names]


def _joined_hash(settings: Sequence[Settings]) -> str:
    if len(settings) == 1:
        return settings[0].hash
    import hashlib

    return "sha256:" + hashlib.sha256("\n".join(each.hash for each in settings).encode()).hexdigest()


def _orders(settings: Sequence[Settings]) -> frozenset[tuple[str, str]]:
    return frozenset(
        (entry["first"], entry["over"]) for each in settings for entry in each.house.get("conflict_orders") or ()
    )
