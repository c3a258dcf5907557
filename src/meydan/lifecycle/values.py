"""The words of a lifecycle: states with an owner, and named moves between them.

A move says from where to where, who may make it, what must be true, what must be said with it, what the record keeps,
and how long the subject may then stand where it is. Example: closing a case leads from "open" to "closed"; the one who
handles it may do so, once every step is settled; the record keeps it as `case.close`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from meydan.kernel.decision import Notice
from meydan.kernel.errors import MeydanError, Problem

#: Why a move is not possible: a code, its parameters, and the clauses that it rests on.
Refusal = Notice

#: What somebody can be to a subject. `engine` is the program itself, `desk` whoever may take such work in the unit,
#: `assignee` the one who has taken it, `leader` who leads the desk. Which role fills which part is the app's to say.
PARTS = ("engine", "desk", "assignee", "leader")

#: What a person can be asked to say with a move, and the refusal when it is left out.
INPUTS: Mapping[str, str] = {"reason": "reason_needed", "clause": "clause_needed", "until": "until_needed"}

#: A fact is true or not; a text for what was said; or the refusal that the policy itself gave, which is passed on.
Facts = Mapping[str, Any]


class InvalidLifecycle(MeydanError):
    """A table that cannot be a lifecycle; `problems` names every fault with its place."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


class UnknownName(MeydanError):
    """A state, move, part or fact that the lifecycle does not have: a mistake in the program, not in its use."""


@dataclass(frozen=True, slots=True)
class State:
    """A place where a subject can stand. `owner` is the part that must act next; an end has none."""

    name: str
    owner: str = ""

    @property
    def is_end(self) -> bool:
        """Whether nothing follows."""
        return not self.owner


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long a subject may stand where the move led it.

    `length` is a duration (`PT5M`, `P1D`), `given` (said with the move) or `policy` (the policy's word or period for
    it). When it is over, the program tries the move `then`, again and again until it is possible; without `then` the
    subject is shown as overdue and waits for a person.
    """

    length: str
    then: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A condition: unless the fact is known to be true, the move is refused with `code`."""

    fact: str
    code: str


@dataclass(frozen=True, slots=True)
class Move:
    """A named way from one of `sources` to `target`. A move without sources brings the subject into being.

    `who` are the parts that may make it, any of them; `asks` what must be said with it; `keeps` what the record holds
    beside that and beside who, when, from where and to where.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    who: tuple[str, ...]
    needs: tuple[Need, ...] = ()
    asks: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()
    deadline: Deadline | None = None

    @property
    def records(self) -> tuple[str, ...]:
        """What the record of this move holds."""
        return tuple(dict.fromkeys((*self.asks, *self.keeps)))
