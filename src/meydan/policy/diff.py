"""Shows which decisions would change when a policy or its settings change, clause by clause, with samples."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from meydan.kernel.decision import Decision

#: Samples kept for each clause that comes or goes.
SAMPLES = 3


@dataclass(frozen=True, slots=True)
class Change:
    """One event whose decision differs: what it was, what it would be."""

    id: str
    old: Decision
    new: Decision

    @property
    def gone(self) -> frozenset[str]:
        """Clauses that no longer speak."""
        return self.old.cited() - self.new.cited()

    @property
    def come(self) -> frozenset[str]:
        """Clauses that speak now."""
        return self.new.cited() - self.old.cited()


@dataclass(slots=True)
class Difference:
    """The sum over all events: how many, how many changed, and by which clauses."""

    events: int = 0
    changed: int = 0
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    gone: Counter[str] = field(default_factory=Counter)
    come: Counter[str] = field(default_factory=Counter)
    samples: dict[str, list[Change]] = field(default_factory=dict)


def compare(pairs: Iterable[tuple[Decision, Decision]]) -> Difference:
    """Return what changes between the old and the new decision of each event."""
    found = Difference()
    for old, new in pairs:
        found.events += 1
        if not differs(old, new):
            continue
        found.changed += 1
        change = Change(old.id, old, new)
        if old.outcome != new.outcome:
            found.outcomes[old.outcome, new.outcome] += 1
        found.gone.update(change.gone)
        found.come.update(change.come)
        for clause in change.gone | change.come or {"-"}:
            kept = found.samples.setdefault(clause, [])
            if len(kept) < SAMPLES:
                kept.append(change)
    return found


def differs(old: Decision, new: Decision) -> bool:
    """Whether two decisions demand different things; their packs and settings may differ all the same."""
    return any(
        getattr(old, part) != getattr(new, part)
        for part in ("outcome", "steps", "refusals", "approvals", "warnings", "conflicts")
    )


def describe(change: Change) -> Mapping[str, tuple[str, ...]]:
    """Return the steps that fall away and that come, by name and weight."""
    old = {f"{step.name} ({step.needed}, {step.due or '-'})" for step in change.old.steps}
    new = {f"{step.name} ({step.needed}, {step.due or '-'})" for step in change.new.steps}
    return {"gone": tuple(sorted(old - new)), "come": tuple(sorted(new - old))}
