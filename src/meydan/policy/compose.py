"""Puts the matching rows together into one plan: all duties add up, no step stands twice.

Several packs: a clash of remove and keep leaves the message open, with both clauses named, until the institution
orders them. A state of silence stops every step by which the institution speaks, save those that protect a life.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from meydan.kernel.decision import Conflict, Notice, Step
from meydan.kernel.vocabulary import OUTCOMES, PROTECTIVE_ACTIONS, SPEAKING_ACTIONS
from meydan.policy.order import in_order, sooner, stronger
from meydan.policy.removal import RemovalRule, removal_edges, removal_steps
from meydan.policy.rows import ApprovalRule, CompiledRow, Edge

#: Steps that carry a language: what is written to somebody outside.
WRITTEN_ACTIONS = frozenset(SPEAKING_ACTIONS - {"ask_for_solution"})
#: How a person looks at what nobody is sure of; this look is a step of its own beside an examination by others.
_CONFIRM = "confirm_label"
_REMOVAL_STEPS = frozenset({"remove", "block_author", "report_to_platform", "inform_of_removal"})


@dataclass(frozen=True, slots=True)
class Plan:
    """What a set of matching rows amounts to; made once for each set and kept."""

    outcome: str | None
    steps: tuple[Step, ...]
    edges: tuple[Edge, ...]
    removals: tuple[RemovalRule, ...]
    silence: tuple[str, ...]
    life: frozenset[str]
    refuse: tuple[tuple[Notice, frozenset[str]], ...]
    warn: tuple[tuple[Notice, frozenset[str]], ...]
    advise: tuple[tuple[Notice, frozenset[str]], ...]
    approve: tuple[ApprovalRule, ...]
    conflicts: tuple[Conflict, ...]
    keeps: tuple[str, ...] = ()


@dataclass(slots=True)
class _Verdict:
    """What one pack says about removing: the removals and the clauses that keep."""

    removals: list[RemovalRule] = field(default_factory=list)
    keeps: list[str] = field(default_factory=list)

    @property
    def level(self) -> str:
        if any(rule.level == "must" for rule in self.removals):
            return "must_remove"
        if self.keeps:
            return "must_keep"
        return "may_remove" if self.removals else "open"


@dataclass(frozen=True, slots=True)
class Ground:
    """What composing needs to know beside the rows."""

    kind: str
    notice_clauses: Mapping[int, tuple[str, ...]]
    orders: frozenset[tuple[str, str]]
    units: tuple[str, ...] = ()
    lang: str | None = None


def compose(rows: Sequence[CompiledRow], unsure: Sequence[CompiledRow], ground: Ground) -> Plan:
    """Return the plan of the rows that match; `unsure` rows match only with labels that nobody is sure of."""
    verdicts = _verdicts(rows)
    level, dropped, conflicts = _settle(verdicts, ground)
    steps = _Steps(ground)
    edges: list[Edge] = [edge for row in rows for edge in row.edges]
    life = frozenset(action for row in (*rows, *unsure) for action in row.life)
    for row in rows:
        steps.add_row(row, lowered=bool(conflicts) and level == "open")
        if row.removal and row.removal.level != "must_not":
            steps.add_removal(row.removal, ground.notice_clauses.get(max(row.pack, 0), ()), lowered=level == "open")
            edges += [Edge(*each) for each in removal_edges(row.removal)]
    steps.drop(dropped)
    edges += steps.add_unsure(unsure)
    silence = tuple(dict.fromkeys(clause for row in rows for clause in row.silence))
    if silence:
        conflicts = [*conflicts, *steps.silence(silence, life)]
    return Plan(
        outcome=_outcome(rows, level, ground.kind),
        steps=in_order(steps.all(), edges, life),
        edges=tuple(edges),
        removals=tuple(rule for verdict in verdicts.values() for rule in verdict.removals),
        silence=silence,
        life=life,
        refuse=_notices(rows, "refuse"),
        warn=_notices(rows, "warn") + _notices(unsure, "refuse") + _notices(unsure, "warn"),
        advise=_notices(rows, "advise") + _notices(unsure, "advise"),
        approve=_approvals(rows),
        conflicts=(*conflicts, *_refused_though_wanted(rows)),
        keeps=tuple(dict.fromkeys(clause for verdict in verdicts.values() for clause in verdict.keeps)),
    )


def _verdicts(rows: Iterable[CompiledRow]) -> dict[int, _Verdict]:
    found: dict[int, _Verdict] = {}
    for row in rows:
        verdict = found.setdefault(row.pack, _Verdict())
        if row.removal and row.removal.level != "must_not":
            verdict.removals.append(row.removal)
        if row.outcome == "must_keep" or (row.removal and row.removal.level == "must_not"):
            verdict.keeps.extend(row.clauses)
    return found


def _settle(verdicts: Mapping[int, _Verdict], ground: Ground) -> tuple[str, frozenset[str], list[Conflict]]:
    """Return the outcome, the actions that fall away with it, and the clashes."""
    conflicts = [conflict for verdict in verdicts.values() for conflict in _tension(verdict)]
    removing = [verdict for verdict in verdicts.values() if verdict.level in ("must_remove", "may_remove")]
    keeping = [verdict for verdict in verdicts.values() if verdict.level == "must_keep"]
    clashes = [
        (rule, keep)
        for verdict in removing
        for rule in verdict.removals
        for other in keeping
        for keep in dict.fromkeys(other.keeps)
    ]
    won = [_winner(rule, keep, ground.orders) for rule, keep in clashes]
    if clashes and "open" in won:
        conflicts += [_clash(rule, keep) for (rule, keep), who in zip(clashes, won, strict=True) if who == "open"]
        return "open", frozenset(), conflicts
    if clashes and "keep" in won:
        return "must_keep", _REMOVAL_STEPS, conflicts
    levels = {verdict.level for verdict in removing} | ({"must_keep"} if keeping and not clashes else set())
    level = next((each for each in OUTCOMES["incoming_message"] if each in levels), "open")
    if level == "must_keep":
        return level, _REMOVAL_STEPS, conflicts
    return level, frozenset({"keep"}) if level == "must_remove" or clashes else frozenset(), conflicts


def _tension(verdict: _Verdict) -> list[Conflict]:
    """A permission to remove that meets a ban within one pack is shown, and the ban holds."""
    if verdict.level != "must_keep" or not verdict.removals:
        return []
    reasons = [clause for rule in verdict.removals for clause in rule.reason]
    return [Conflict(tuple(dict.fromkeys([*verdict.keeps, *reasons])), "keep_over_may_remove")]


def _winner(rule: RemovalRule, keep: str, orders: frozenset[tuple[str, str]]) -> str:
    if any((reason, keep) in orders for reason in rule.reason):
        return "remove"
    if any((keep, reason) in orders for reason in rule.reason):
        return "keep"
    return "open"


def _clash(rule: RemovalRule, keep: str) -> Conflict:
    blocking = rule.clauses.get("block_author", ()) if rule.block else ()
    clauses = tuple(dict.fromkeys((keep, *rule.reason, *blocking)))
    return Conflict(clauses, "remove_and_keep", {"reason": rule.reason[0], "keep": keep})


def _refused_though_wanted(rows: Sequence[CompiledRow]) -> list[Conflict]:
    """One policy wants the public informed, another refuses the post: that clash is shown."""
    found: dict[tuple[str, ...], Conflict] = {}
    for wanting in rows:
        for refusing in rows:
            if wanting.publish and refusing.refuse and wanting.pack != refusing.pack:
                clauses = (*wanting.publish, *(clause for notice in refusing.refuse for clause in notice.clauses))
                found[clauses] = Conflict(tuple(dict.fromkeys(clauses)), "publish_and_refuse")
    return list(found.values())


class _Steps:
    """Collects steps, merging those that are the same thing to do."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._steps: dict[tuple[str, str | None, str | None], Step] = {}

    def all(self) -> list[Step]:
        return list(self._steps.values())

    def add(self, step: Step, *, each_unit: bool = False) -> None:
        lang = self.ground.lang if step.action in WRITTEN_ACTIONS else None
        step = replace(step, lang=lang) if lang else step
        for unit in self.ground.units if each_unit and self.ground.units else (step.unit,):
            key = (step.action, step.to, unit if step.how != _CONFIRM else _CONFIRM)
            placed = replace(step, unit=unit) if unit != step.unit else step
            known = self._steps.get(key)
            self._steps[key] = merged(known, placed) if known else placed

    def add_row(self, row: CompiledRow, *, lowered: bool) -> None:
        for step in row.steps:
            self.add(step, each_unit=step.action in row.each_unit)
        if row.outcome == "must_keep" or (row.removal and row.removal.level == "must_not"):
            self.add(Step("keep", by="responsible", needed="may" if lowered else "must", clauses=row.clauses))

    def add_removal(self, rule: RemovalRule, notice_clauses: tuple[str, ...], *, lowered: bool) -> None:
        for step in removal_steps(rule, notice_clauses=notice_clauses):
            may_only = lowered and step.action in _REMOVAL_STEPS
            self.add(replace(step, needed="may") if may_only else step)

    def drop(self, actions: frozenset[str]) -> None:
        self._steps = {key: step for key, step in self._steps.items() if step.action not in actions}

    def silence(self, clauses: tuple[str, ...], life: frozenset[str]) -> list[Conflict]:
        """Drop the steps by which the institution speaks; report those that stay because a life hangs on them."""
        spared = [step for step in self._steps.values() if step.action in SPEAKING_ACTIONS and step.action in life]
        self.drop(frozenset(SPEAKING_ACTIONS - {step.action for step in spared}))
        return [Conflict((*clauses, *step.clauses), "life_over_silence", {"action": step.action}) for step in spared]

    def add_unsure(self, rows: Sequence[CompiledRow]) -> list[Edge]:
        """Add what protects people and proof, and a look by a person first; never a removal, a block or a reply."""
        protective: list[Step] = []
        for row in rows:
            protective += [step for step in row.steps if step.action in PROTECTIVE_ACTIONS - {"examine"}]
            if row.removal and row.removal.level != "must_not":
                protective += [
                    step for step in removal_steps(row.removal, notice_clauses=()) if "capture" in step.action
                ]
        if not rows:
            return []
        clauses = tuple(dict.fromkeys(clause for row in rows for clause in row.clauses))
        due = None
        for step in protective:
            due = sooner(due, step.due)
            offered = step.action == "message_author" or step.needed == "may"
            self.add(replace(step, needed="may" if offered else "should"))
        if not clauses:
            return []
        self.add(Step("examine", by="responsible", due=due, how=_CONFIRM, clauses=clauses))
        return [Edge("examine", action, "must", clauses, _CONFIRM) for action in sorted(SPEAKING_ACTIONS)]


def merged(one: Step, other: Step) -> Step:
    """Return one step for two that are the same thing to do: the stronger, the sooner, with all clauses."""
    how = one.how or other.how
    if one.template and other.template and one.template != other.template:
        how = f"also:{other.template}"
    return replace(
        one,
        by=one.by or other.by,
        needed=stronger(one.needed, other.needed),
        due=sooner(one.due, other.due),
        template=one.template or other.template,
        how=how,
        clauses=tuple(dict.fromkeys([*one.clauses, *other.clauses])),
    )


def _outcome(rows: Iterable[CompiledRow], level: str, kind: str) -> str | None:
    if kind in ("incoming_message", "removal_request"):
        return level
    said = {row.outcome for row in rows if row.outcome}
    return next((each for each in OUTCOMES[kind] if each in said), None)


def _notices(rows: Iterable[CompiledRow], part: str) -> tuple[tuple[Notice, frozenset[str]], ...]:
    """Return notices with the labels they speak of; the same code with the same parameters stands once."""
    found: dict[tuple[str, tuple[tuple[str, str], ...]], tuple[Notice, frozenset[str]]] = {}
    for row in rows:
        for notice in getattr(row, part):
            key = (notice.code, tuple(sorted(notice.params.items())))
            if key in found:
                known, labels = found[key]
                clauses = tuple(dict.fromkeys([*known.clauses, *notice.clauses]))
                found[key] = (replace(known, clauses=clauses), labels | row.labels)
            else:
                found[key] = (notice, row.labels)
    return tuple(found.values())


def _approvals(rows: Iterable[CompiledRow]) -> tuple[ApprovalRule, ...]:
    found: dict[tuple[tuple[str, ...], str], ApprovalRule] = {}
    for row in rows:
        for rule in row.approve:
            key = (rule.any_of, rule.kind)
            clauses = (*found[key].clauses, *rule.clauses) if key in found else rule.clauses
            found[key] = ApprovalRule(rule.any_of, rule.kind, tuple(dict.fromkeys(clauses)))
    return tuple(found.values())
