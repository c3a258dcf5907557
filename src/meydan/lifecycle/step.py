"""A step: one thing to do, with the clause behind it, from the plan until it is settled.

A step waits for those before it, then for somebody of the addressed unit. Who has taken it completes it, does it by
hand on the network and proves it, or sends it through the outbox, which alone speaks to networks. When a label is
corrected the plan changes at once: steps that it no longer holds are superseded, those that now come later are held
back, whoever has them; only an act that is already on its way is first called back or awaited. Example: "remove" cannot
be taken before the screenshot is there, and is done when the network has confirmed it or the official has shown proof.

What is done, skipped or superseded stays so; what must be done again is a new step.
"""

from meydan.lifecycle.table import Lifecycle
from meydan.lifecycle.values import Deadline, Move, Need, State

_IN_ORDER = Need("earlier_steps_settled", "earlier_steps_open")
_ALLOWED = Need("allowed", "act_not_allowed")
_ANOTHER = Need("another_person", "another_person_decides")
_UNSETTLED = ("blocked", "ready", "claimed", "failed")

STEP = Lifecycle(
    name="step",
    states=(
        State("blocked", owner="engine"),
        State("ready", owner="desk"),
        State("claimed", owner="assignee"),
        State("underway", owner="engine"),
        State("failed", owner="desk"),
        State("done"),
        State("skipped"),
        State("superseded"),
    ),
    moves=(
        Move(
            "plan",
            sources=(),
            target="blocked",
            who=("engine",),
            asks=("clause",),
            keeps=("action", "addressee", "due"),
            deadline=Deadline("PT5M", then="unblock"),
        ),
        Move(
            "unblock",
            sources=("blocked",),
            target="ready",
            who=("engine",),
            needs=(_IN_ORDER,),
            deadline=Deadline("policy"),
        ),
        Move(
            "claim",
            sources=("ready", "failed"),
            target="claimed",
            who=("desk",),
            needs=(Need("addressed", "step_for_others"), _ANOTHER),
            deadline=Deadline("PT8H", then="release"),
        ),
        Move(
            "release",
            sources=("claimed",),
            target="ready",
            who=("assignee", "leader", "engine"),
            deadline=Deadline("policy"),
        ),
        # A corrected plan puts something new before a step that could already be done.
        Move(
            "hold_back",
            sources=("ready", "claimed", "failed"),
            target="blocked",
            who=("engine",),
            asks=("reason",),
            deadline=Deadline("PT5M", then="unblock"),
        ),
        # Bookkeeping only: an entry, a line in the report, a copy to the archive. People decide everything else.
        Move(
            "enter",
            sources=("ready",),
            target="done",
            who=("engine",),
            needs=(Need("bookkeeping", "needs_a_person"), _IN_ORDER, _ALLOWED),
            keeps=("result",),
        ),
        Move(
            "complete",
            sources=("claimed",),
            target="done",
            who=("assignee",),
            needs=(Need("inside", "network_act"), _ANOTHER, _IN_ORDER, _ALLOWED),
            keeps=("result",),
        ),
        Move(
            "do_by_hand",
            sources=("claimed",),
            target="done",
            who=("assignee",),
            needs=(_ANOTHER, _IN_ORDER, _ALLOWED, Need("proof", "proof_missing")),
            keeps=("proof",),
        ),
        Move(
            "send",
            sources=("claimed",),
            target="underway",
            who=("assignee",),
            needs=(Need("network_can", "network_cannot"), _ANOTHER, _IN_ORDER, _ALLOWED),
            keeps=("act",),
            deadline=Deadline("PT1H"),
        ),
        Move(
            "confirm",
            sources=("underway",),
            target="done",
            who=("engine",),
            needs=(Need("act_done", "act_not_done"),),
            keeps=("remote_id",),
        ),
        Move(
            "fail",
            sources=("underway",),
            target="failed",
            who=("engine",),
            needs=(Need("act_failed", "act_not_failed"),),
            asks=("reason",),
            deadline=Deadline("policy"),
        ),
        Move(
            "call_back",
            sources=("underway",),
            target="ready",
            who=("engine",),
            needs=(Need("act_cancelled", "act_not_cancelled"),),
            asks=("reason",),
            deadline=Deadline("policy"),
        ),
        Move(
            "skip",
            sources=("claimed",),
            target="skipped",
            who=("assignee",),
            needs=(Need("optional", "step_is_duty"),),
            asks=("reason",),
        ),
        # A duty that cannot be fulfilled any more, as when the author has deleted the message before the screenshot.
        Move(
            "waive",
            sources=_UNSETTLED,
            target="skipped",
            who=("leader",),
            needs=(Need("waivable", "step_never_waived"),),
            asks=("reason",),
        ),
        Move("supersede", sources=_UNSETTLED, target="superseded", who=("engine",), asks=("reason",)),
    ),
)
