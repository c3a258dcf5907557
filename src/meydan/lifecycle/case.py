"""A case: the work that a message, a report or another event causes, from its arrival until nothing of it is kept.

Somebody takes it out of the queue and handles it; it can rest until a date or until others have answered; it closes
when every step is settled and opens again when something new comes. An author may object to what was done to a message:
the case then goes back to the queue, whatever its state, and the step that decides it is for another person. Example:
a closed case whose label is corrected is reopened by the program, because its plan has changed.

A correction of a case that is not closed needs no move: its steps change (see `step`), the case stays where it is.
"""

from meydan.lifecycle.table import Lifecycle
from meydan.lifecycle.values import Deadline, Move, Need, State

CASE = Lifecycle(
    name="case",
    states=(
        State("queued", owner="desk"),
        State("open", owner="assignee"),
        State("waiting", owner="assignee"),
        State("closed", owner="engine"),
        State("disposed"),
    ),
    moves=(
        Move(
            "receive",
            sources=(),
            target="queued",
            who=("engine", "desk"),
            keeps=("subject", "decision"),
            deadline=Deadline("policy"),
        ),
        Move("take", sources=("queued",), target="open", who=("desk",)),
        Move(
            "assign",
            sources=("queued", "open", "waiting"),
            target="open",
            who=("leader",),
            needs=(Need("assignee_available", "assignee_unavailable"),),
            keeps=("assignee",),
        ),
        # The program releases the cases of somebody who is absent or has left.
        Move("release", sources=("open", "waiting"), target="queued", who=("assignee", "leader", "engine")),
        Move(
            "snooze",
            sources=("open",),
            target="waiting",
            who=("assignee", "leader"),
            needs=(Need("before_next_deadline", "snooze_past_deadline"),),
            asks=("until",),
            deadline=Deadline("given", then="resume"),
        ),
        Move(
            "wait",
            sources=("open",),
            target="waiting",
            who=("assignee", "leader"),
            needs=(Need("somebody_awaited", "nobody_awaited"),),
            asks=("until",),
            keeps=("awaited",),
            deadline=Deadline("given", then="resume"),
        ),
        # The program resumes on the day, when an answer comes, or when the author writes again.
        Move("resume", sources=("waiting",), target="open", who=("assignee", "leader", "engine")),
        # The program closes what nobody needs to look at: a case whose plan leaves nothing for a person to do.
        Move(
            "close",
            sources=("queued", "open", "waiting"),
            target="closed",
            who=("assignee", "leader", "engine"),
            needs=(Need("steps_settled", "steps_open"),),
            deadline=Deadline("policy", then="dispose"),
        ),
        Move(
            "reopen",
            sources=("closed",),
            target="queued",
            who=("desk", "leader", "engine"),
            asks=("reason",),
            deadline=Deadline("policy"),
        ),
        Move(
            "contest",
            sources=("queued", "open", "waiting", "closed"),
            target="queued",
            who=("desk", "leader"),
            needs=(Need("something_restricted", "nothing_to_contest"),),
            keeps=("objection", "restriction"),
            deadline=Deadline("policy"),
        ),
        Move(
            "dispose",
            sources=("closed",),
            target="disposed",
            who=("engine",),
            needs=(Need("retention_over", "retention_running"), Need("no_hold", "hold_in_force")),
            asks=("clause",),
        ),
    ),
)
