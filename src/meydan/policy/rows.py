"""Turns the rows of a pack, under its settings, into effects that are ready to be put together.

What depends on settings is decided here, once: rows whose `if` does not hold are left out, `$name` becomes the
setting's value, `setting.part` the clauses behind it. A row without a clause behind any of its effects is empty.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from meydan.kernel.decision import Notice, Step
from meydan.policy.index import Condition, read_condition
from meydan.policy.pack import Row
from meydan.policy.removal import RemovalRule, read_removal
from meydan.policy.settings import Settings


@dataclass(frozen=True, slots=True)
class Edge:
    """`first` must be complete before `then` may start; `should` edges warn where `must` edges refuse.

    `how` narrows `first` to the step done in that manner, where two steps have one name.
    """

    first: str
    then: str
    needed: str
    clauses: tuple[str, ...]
    how: str | None = None


@dataclass(frozen=True, slots=True)
class ApprovalRule:
    """A demand for an approval or a prior notice by one of `any_of`."""

    any_of: tuple[str, ...]
    kind: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CompiledRow:
    """A row with everything resolved. `labels` are those whose presence it asks for (to point at passages)."""

    id: str
    table: str
    pack: int
    when: Mapping[str, Condition]
    clauses: tuple[str, ...]
    default: bool
    first_of: str | None
    source: Row | None = None
    outcome: str | None = None
    steps: tuple[Step, ...] = ()
    life: frozenset[str] = frozenset()
    each_unit: frozenset[str] = frozenset()
    edges: tuple[Edge, ...] = ()
    removal: RemovalRule | None = None
    silence: tuple[str, ...] = ()
    publish: tuple[str, ...] = ()
    refuse: tuple[Notice, ...] = ()
    warn: tuple[Notice, ...] = ()
    advise: tuple[Notice, ...] = ()
    approve: tuple[ApprovalRule, ...] = ()
    labels: frozenset[str] = field(default=frozenset())


def compile_rows(
    rows: Iterable[Row], kind: str, settings: Settings, pack: int, without: str | None = None
) -> list[CompiledRow]:
    """Return the rows for that kind of event that are alive under `settings`, in order.

    `without` leaves a clause out, as if the policy did not hold it: what rests on it alone disappears.
    """
    found = []
    for row in rows:
        if kind in row.on and holds(row.only_if, settings):
            compiled = _Compiler(row, settings, pack, without).compile()
            if compiled is not None:
                found.append(compiled)
    return found


def holds(conditions: Mapping[str, Any], settings: Settings) -> bool:
    """Whether the settings are as a row's `if` asks."""
    return all(_is_so(settings.get(name), wanted) for name, wanted in conditions.items())


def _is_so(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, Mapping):
        return not _is_so(value, wanted["not"])
    options = wanted if isinstance(wanted, list) else [wanted]
    if isinstance(value, list):
        return any(option in value for option in options)
    return value in options


class _Compiler:
    """Compiles one row; remembers whether any of its clauses is left."""

    def __init__(self, row: Row, settings: Settings, pack: int, without: str | None) -> None:
        self.row = row
        self.settings = settings
        self.pack = pack
        self.without = without

    def cite(self, raw: Iterable[str] | None) -> tuple[str, ...]:
        """Return clause ids: slots looked up, the clause that is taken out left out."""
        found: list[str] = []
        for clause in self.row.clauses if raw is None else raw:
            found += [clause] if "-" in clause and clause[0].isupper() else self.settings.cite(clause)
        return tuple(clause for clause in dict.fromkeys(found) if clause != self.without)

    def value(self, raw: Any) -> Any:
        return self.settings.get(raw[1:]) if isinstance(raw, str) and raw.startswith("$") else raw

    def compile(self) -> CompiledRow | None:
        then, own = self.row.then, self.cite(None)
        when = {name: read_condition(raw) for name, raw in self.row.when.items()}
        wanted = when.get("labels", Condition())
        steps = self.steps(then.get("steps") or ())
        compiled = CompiledRow(
            id=self.row.id,
            table=f"{self.pack}.{self.row.table}",
            pack=self.pack,
            when=when,
            clauses=own,
            default=self.row.default,
            first_of=self.row.table if self.row.hit in ("first", "unique") else None,
            source=self.row,
            outcome=then.get("outcome") if own else None,
            steps=steps,
            life=frozenset(raw["action"] for raw in then.get("steps") or () if raw.get("life")),
            each_unit=frozenset(raw["action"] for raw in then.get("steps") or () if raw.get("each_unit")),
            edges=self.edges(then),
            removal=read_removal(then.get("removal"), self.settings, own, self.cite),
            silence=self.cite(then["silence"].get("clauses")) if "silence" in then else (),
            publish=self.cite(then["publish"].get("clauses")) if "publish" in then else (),
            refuse=self.notices(then.get("refuse")),
            warn=self.notices(then.get("warn")),
            advise=self.notices(then.get("advise")),
            approve=self.approvals(then.get("approve") or ()),
            labels=wanted.any | wanted.all,
        )
        return compiled if self.row.default or has_effect(compiled) else None

    def steps(self, raw: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
        found = []
        for entry in raw:
            clauses = self.cite(entry.get("clauses"))
            if clauses:
                found.append(
                    Step(
                        action=entry["action"],
                        by=self.value(entry.get("by")),
                        to=self.value(entry.get("to")),
                        needed=self.value(entry.get("needed")) or "must",
                        due=self.value(entry.get("due")),
                        template=entry.get("template"),
                        how=entry.get("how"),
                        clauses=clauses,
                    )
                )
        return tuple(found)

    def edges(self, then: Mapping[str, Any]) -> tuple[Edge, ...]:
        """Return the orders between steps: those written as `order` and those written as a step's `after`."""
        found = []
        for entry in then.get("order") or ():
            clauses = self.cite(entry.get("clauses"))
            needed = entry.get("needed") or "must"
            found += [Edge(a, b, needed, clauses) for a in entry["first"] for b in entry["then"] if clauses]
        for entry in then.get("steps") or ():
            clauses = self.cite(entry.get("clauses"))
            to = self.value(entry.get("to"))
            name = f"{entry['action']}:{to}" if to else entry["action"]
            found += [Edge(a, name, "must", clauses) for a in entry.get("after") or () if clauses]
        return tuple(found)

    def notices(self, raw: Iterable[Mapping[str, Any]] | None) -> tuple[Notice, ...]:
        found = []
        for entry in raw or ():
            clauses = self.cite(entry.get("clauses"))
            if clauses:
                params = {key: str(self.value(value)) for key, value in (entry.get("params") or {}).items()}
                found.append(Notice(entry["code"], params, clauses))
        return tuple(found)

    def approvals(self, raw: Iterable[Mapping[str, Any]]) -> tuple[ApprovalRule, ...]:
        found = []
        for entry in raw:
            clauses = self.cite(entry.get("clauses"))
            chosen = self.value(entry.get("by"))
            any_of = tuple(entry.get("any_of") or (chosen if isinstance(chosen, list) else [chosen]))
            if clauses and any_of:
                found.append(ApprovalRule(any_of, entry.get("kind") or "approval", clauses))
        return tuple(found)


def has_effect(row: CompiledRow) -> bool:
    """Whether a row does anything at all."""
    return bool(
        row.outcome
        or row.steps
        or row.edges
        or row.removal
        or row.silence
        or row.publish
        or row.refuse
        or row.warn
        or row.advise
        or row.approve
    )


def with_default_conditions(rows: list[CompiledRow]) -> list[CompiledRow]:
    """Return the rows with the default rows last, so that they are seen after those that they stand in for."""
    return [row for row in rows if not row.default] + [replace(row, when={}) for row in rows if row.default]
