"""An act on a network goes out exactly once: it is written down, claimed, made, and its result is kept.

What was surely not sent may be tried again; what was perhaps sent is unknown and is never repeated blindly: somebody
reads the account, and the act is then done or failed. Being reconciled is therefore a move, not a state. Example: the
connection breaks while a reply is being published; two minutes later the act is unknown, the reply is found on the
account, and the act is done with the reply's id.

`done`, `failed` and `cancelled` are ends; a further attempt is a new act with a new intent.
"""

from meydan.lifecycle.table import Lifecycle
from meydan.lifecycle.values import Deadline, Move, Need, State

OUTBOX = Lifecycle(
    name="outbox",
    states=(
        State("intended", owner="engine"),
        State("claimed", owner="engine"),
        State("unknown", owner="engine"),
        State("done"),
        State("failed"),
        State("cancelled"),
    ),
    moves=(
        Move(
            "intend",
            sources=(),
            target="intended",
            who=("assignee", "leader"),
            needs=(Need("allowed", "act_not_allowed"),),
            keeps=("verb", "account", "content", "idempotency_key"),
            deadline=Deadline("PT5M", then="claim"),
        ),
        # The policy is asked again at the last moment: a crisis may have begun, evidence may have been lost.
        Move(
            "claim",
            sources=("intended",),
            target="claimed",
            who=("engine",),
            needs=(Need("connected", "account_not_connected"), Need("allowed", "act_not_allowed")),
            keeps=("attempt",),
            deadline=Deadline("PT2M", then="lose"),
        ),
        Move(
            "put_back",
            sources=("claimed",),
            target="intended",
            who=("engine",),
            needs=(Need("surely_not_sent", "perhaps_sent"),),
            asks=("reason", "until"),
            deadline=Deadline("given", then="claim"),
        ),
        Move("deliver", sources=("claimed",), target="done", who=("engine",), keeps=("remote_id",)),
        Move(
            "reject",
            sources=("claimed",),
            target="failed",
            who=("engine",),
            needs=(Need("surely_not_sent", "perhaps_sent"),),
            asks=("reason",),
        ),
        Move(
            "lose",
            sources=("claimed",),
            target="unknown",
            who=("engine",),
            keeps=("cause",),
            deadline=Deadline("PT15M", then="find"),
        ),
        # Networks show what they took with some delay: "absent" is said only after that delay has passed.
        Move(
            "find",
            sources=("unknown",),
            target="done",
            who=("engine", "desk", "leader"),
            needs=(Need("seen_on_account", "not_seen_on_account"),),
            keeps=("remote_id", "proof"),
        ),
        Move(
            "miss",
            sources=("unknown",),
            target="failed",
            who=("engine", "desk", "leader"),
            needs=(Need("absent_from_account", "absence_not_shown"),),
            keeps=("proof",),
        ),
        Move(
            "cancel",
            sources=("intended",),
            target="cancelled",
            who=("assignee", "leader", "engine"),
            asks=("reason",),
        ),
    ),
)
