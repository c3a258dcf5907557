"""What the policy says about one event: an outcome, steps in order, refusals, approvals, warnings, clashes.

Codes and parameters are what is stored and compared; the sentence is rendered for its reader. Example: the refusal
`consent_missing` with `{"network": "youtube"}` reads differently in Turkish and Finnish and is the same refusal.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from meydan.kernel.findings import Finding

Spans = tuple[tuple[int, int], ...]
Params = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do. `after` names the steps (`action` or `action:to`) that must be complete before it."""

    action: str
    by: str | None = None
    to: str | None = None
    unit: str | None = None
    needed: str = "must"
    after: tuple[str, ...] = ()
    due: str | None = None
    template: str | None = None
    lang: str | None = None
    how: str | None = None
    clauses: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """`action:to`, or the action alone where nobody is told or asked."""
        return f"{self.action}:{self.to}" if self.to else self.action


@dataclass(frozen=True, slots=True)
class Notice:
    """A refusal or a warning: a code with parameters and the clauses that it rests on."""

    code: str
    params: Params = field(default_factory=dict)
    clauses: tuple[str, ...] = ()
    spans: Spans = ()


@dataclass(frozen=True, slots=True)
class ApprovalNeed:
    """An approval, or a prior notice, that the policy demands of `by`, or of one of `any_of` where it names several."""

    by: str
    kind: str
    given: bool
    clauses: tuple[str, ...]
    any_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Clauses that pull apart on this event and that no setting orders."""

    clauses: tuple[str, ...]
    code: str
    params: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """A reason why a person should look before the work rests on what was seen."""

    why: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PackRef:
    """Which pack decided, in which version, with which content."""

    id: str
    version: str
    hash: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer of one or several packs to one event."""

    id: str
    kind: str
    outcome: str
    packs: tuple[PackRef, ...]
    settings: str
    lang: str | None = None
    sentiment: str | None = None
    labels: tuple[Finding, ...] = ()
    look: tuple[Look, ...] = ()
    steps: tuple[Step, ...] = ()
    refusals: tuple[Notice, ...] = ()
    approvals: tuple[ApprovalNeed, ...] = ()
    warnings: tuple[Notice, ...] = ()
    conflicts: tuple[Conflict, ...] = ()

    def cited(self) -> frozenset[str]:
        """Every clause that stands behind some part of this decision."""
        parts: list[Any] = [*self.steps, *self.refusals, *self.approvals, *self.warnings, *self.conflicts]
        return frozenset(clause for part in parts for clause in part.clauses)
