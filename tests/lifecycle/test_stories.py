"""The tables of the house, told as the stories that the desk lives by."""

import pytest

from meydan.lifecycle.asking import may
from meydan.lifecycle.case import CASE
from meydan.lifecycle.catalog import LIFECYCLES
from meydan.lifecycle.outbox import OUTBOX
from meydan.lifecycle.step import STEP
from meydan.lifecycle.table import Lifecycle
from meydan.lifecycle.values import INPUTS, Move


def walk(table: Lifecycle, *moves: str) -> str:
    """Make the moves one after the other, each by somebody who may and with all that it needs; the state reached."""
    facts = {name: True if name not in INPUTS else "said" for name in table.facts}
    state: str | None = None
    for name in moves:
        move = table.move(name)
        assert may(table, state, name, parts=set(move.who), facts=facts) is None, (state, name)
        state = move.target
    assert state is not None
    return state


@pytest.mark.parametrize(
    ("table", "story", "ends_in"),
    [
        (CASE, "receive take close dispose", "disposed"),
        (CASE, "receive close", "closed"),
        (CASE, "receive take snooze resume wait resume close", "closed"),
        (CASE, "receive assign release take assign", "open"),
        (CASE, "receive take close reopen take close contest take", "open"),
        (CASE, "receive take contest", "queued"),
        (STEP, "plan unblock claim complete", "done"),
        (STEP, "plan unblock enter", "done"),
        (STEP, "plan unblock claim do_by_hand", "done"),
        (STEP, "plan unblock claim send confirm", "done"),
        (STEP, "plan unblock claim send fail claim send confirm", "done"),
        (STEP, "plan unblock claim send fail claim do_by_hand", "done"),
        (STEP, "plan unblock claim send call_back supersede", "superseded"),
        (STEP, "plan unblock claim hold_back unblock claim complete", "done"),
        (STEP, "plan unblock claim release claim skip", "skipped"),
        (STEP, "plan waive", "skipped"),
        (OUTBOX, "intend claim deliver", "done"),
        (OUTBOX, "intend claim put_back claim reject", "failed"),
        (OUTBOX, "intend claim lose find", "done"),
        (OUTBOX, "intend claim lose miss", "failed"),
        (OUTBOX, "intend cancel", "cancelled"),
    ],
)
def test_a_story_can_be_lived(table: Lifecycle, story: str, ends_in: str) -> None:
    assert walk(table, *story.split()) == ends_in


def names(moves: tuple[Move, ...]) -> set[str]:
    return {move.name for move in moves}


@pytest.mark.parametrize("state", ["blocked", "ready", "claimed", "failed"])
def test_a_corrected_label_takes_a_step_out_of_the_plan_wherever_it_stands(state: str) -> None:
    assert "supersede" in names(STEP.moves_from(state))


def test_an_act_on_its_way_is_called_back_or_awaited_never_forgotten() -> None:
    assert names(STEP.moves_from("underway")) == {"confirm", "fail", "call_back"}


def test_an_unknown_act_is_never_sent_again() -> None:
    assert names(OUTBOX.moves_from("unknown")) == {"find", "miss"}
    assert not {"claim", "put_back"} & names(OUTBOX.moves_from("unknown"))


def test_what_was_perhaps_sent_is_neither_put_back_nor_called_failed() -> None:
    for move in ("put_back", "reject"):
        refusal = may(OUTBOX, "claimed", move, parts={"engine"}, facts={"surely_not_sent": False, "reason": "503"})
        assert refusal is not None and refusal.code == "perhaps_sent"


@pytest.mark.parametrize("move", ["claim", "complete", "do_by_hand", "send", "skip", "waive"])
def test_the_program_never_does_what_a_person_must_decide(move: str) -> None:
    assert "engine" not in STEP.move(move).who


def test_the_program_alone_finishes_only_bookkeeping() -> None:
    refusal = may(STEP, "ready", "enter", parts={"engine"}, facts={"earlier_steps_settled": True, "allowed": True})
    assert refusal is not None and refusal.code == "needs_a_person"


@pytest.mark.parametrize("move", ["enter", "complete", "do_by_hand", "send"])
def test_no_way_of_doing_a_step_goes_round_the_policy_or_the_order(move: str) -> None:
    assert {"allowed", "earlier_steps_settled"} <= {need.fact for need in STEP.move(move).needs}


@pytest.mark.parametrize("move", ["claim", "complete", "do_by_hand", "send"])
def test_an_objection_is_decided_by_another_person(move: str) -> None:
    assert "another_person" in {need.fact for need in STEP.move(move).needs}


def test_the_policy_is_asked_when_an_act_is_written_and_again_when_it_leaves() -> None:
    for move in ("intend", "claim"):
        assert "allowed" in {need.fact for need in OUTBOX.move(move).needs}


def test_a_person_decides_to_send_and_the_program_carries_it_out() -> None:
    assert "engine" not in OUTBOX.move("intend").who
    assert OUTBOX.move("claim").who == ("engine",)


def test_a_case_rests_only_until_a_date_and_wakes_by_itself() -> None:
    for name in ("snooze", "wait"):
        deadline = CASE.move(name).deadline
        assert deadline is not None
        assert (deadline.length, deadline.then) == ("given", "resume")


@pytest.mark.parametrize("state", ["queued", "open", "waiting", "closed"])
def test_an_author_may_object_whatever_the_state_of_the_case(state: str) -> None:
    assert "contest" in names(CASE.moves_from(state))


def test_what_is_skipped_waived_or_superseded_says_why() -> None:
    assert all("reason" in STEP.move(each).asks for each in ("skip", "waive", "supersede", "hold_back"))


def test_every_step_is_planned_with_its_clause() -> None:
    refusal = may(STEP, None, "plan", parts={"engine"}, facts={})
    assert refusal is not None and refusal.code == "clause_needed"


def test_no_two_lifecycles_share_a_name() -> None:
    assert len({table.name for table in LIFECYCLES}) == len(LIFECYCLES) == 3
