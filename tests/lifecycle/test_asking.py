"""Who may make which move, and why not: one answer for the guard, the button, the API and the command line."""

import pytest

from meydan.kernel.decision import Notice
from meydan.lifecycle.asking import may
from meydan.lifecycle.catalog import LIFECYCLES
from meydan.lifecycle.table import Lifecycle
from meydan.lifecycle.values import INPUTS, PARTS, Deadline, Facts, Move, Need, State, UnknownName

THING = Lifecycle(
    name="thing",
    states=(State("open", owner="assignee"), State("resting", owner="engine"), State("done")),
    moves=(
        Move("make", sources=(), target="open", who=("desk",)),
        Move(
            "rest",
            sources=("open",),
            target="resting",
            who=("assignee", "leader"),
            asks=("until", "reason"),
            deadline=Deadline("given", then="finish"),
        ),
        Move(
            "finish",
            sources=("open", "resting"),
            target="done",
            who=("assignee", "engine"),
            needs=(Need("ready", "not_ready"), Need("seen", "not_seen")),
        ),
        Move("vanish", sources=("resting",), target="done", who=("engine",)),
    ),
)
READY: Facts = {"ready": True, "seen": True}
POLICY = Notice("silence", {}, ("IEU-6.4.7",))


@pytest.mark.parametrize(
    ("state", "move", "parts", "facts", "code"),
    [
        (None, "make", {"desk"}, {}, None),
        (None, "make", {"leader"}, {}, "not_for_you"),
        ("open", "make", {"desk"}, {}, "thing_elsewhere"),
        ("open", "finish", {"assignee"}, READY, None),
        ("open", "finish", {"engine"}, READY, None),
        ("open", "finish", {"desk", "assignee"}, READY, None),
        ("done", "finish", {"assignee"}, READY, "thing_elsewhere"),
        ("open", "finish", {"desk"}, READY, "not_for_you"),
        ("open", "finish", set(), READY, "not_for_you"),
        ("open", "finish", {"assignee"}, {}, "not_ready"),
        ("open", "finish", {"assignee"}, {"ready": False, "seen": True}, "not_ready"),
        ("open", "finish", {"assignee"}, {"ready": None, "seen": True}, "not_ready"),
        ("open", "finish", {"assignee"}, {"ready": "yes", "seen": True}, "not_ready"),
        ("open", "finish", {"assignee"}, {"ready": True}, "not_seen"),
        ("open", "finish", {"assignee"}, {"ready": POLICY, "seen": True}, "silence"),
        ("open", "vanish", {"assignee"}, {}, "thing_elsewhere"),
        ("resting", "vanish", {"assignee", "desk", "leader"}, {}, "follows_by_itself"),
        ("open", "rest", {"leader"}, {"until": "2026-12-01", "reason": "leave"}, None),
        ("open", "rest", {"leader"}, {"reason": "leave"}, "until_needed"),
        ("open", "rest", {"leader"}, {"until": "2026-12-01"}, "reason_needed"),
        ("open", "rest", {"leader"}, {"until": "2026-12-01", "reason": "  \n"}, "reason_needed"),
        ("open", "rest", {"leader"}, {"until": "2026-12-01", "reason": False}, "reason_needed"),
    ],
)
def test_a_move_is_free_or_refused_by_code(
    state: str | None, move: str, parts: set[str], facts: Facts, code: str | None
) -> None:
    refusal = may(THING, state, move, parts=parts, facts=facts)
    assert (refusal and refusal.code) == code


def test_a_refusal_names_the_state_and_the_move() -> None:
    refusal = may(THING, "done", "finish", parts={"assignee"}, facts=READY)
    assert refusal == Notice("thing_elsewhere", {"state": "thing.done", "move": "thing.finish"})


def test_a_refusal_names_whose_turn_it_is_without_the_program() -> None:
    assert may(THING, "open", "finish", parts={"desk"}, facts=READY) == Notice("not_for_you", {"part": "assignee"})
    rest = may(THING, "open", "rest", parts={"desk"}, facts={})
    assert rest == Notice("not_for_you", {"part": "assignee_or_leader"})


def test_a_condition_is_refused_with_the_clauses_of_the_subject() -> None:
    refusal = may(THING, "open", "finish", parts={"assignee"}, facts={"ready": True}, clauses=("IEU-6.4.13",))
    assert refusal == Notice("not_seen", {}, ("IEU-6.4.13",))


def test_the_policys_own_refusal_is_passed_on_as_it_is() -> None:
    facts = {"ready": POLICY, "seen": True}
    assert may(THING, "open", "finish", parts={"assignee"}, facts=facts, clauses=("X",)) is POLICY


@pytest.mark.parametrize(
    ("state", "move", "parts", "facts"),
    [
        ("open", "fly", {"desk"}, {}),
        ("limbo", "finish", {"assignee"}, {}),
        ("open", "finish", {"boss"}, {}),
        ("open", "finish", {"assignee"}, {"raedy": True}),
        (None, "finish", {"assignee"}, READY),
    ],
)
def test_a_name_that_the_table_lacks_is_a_mistake_in_the_program(
    state: str | None, move: str, parts: set[str], facts: Facts
) -> None:
    with pytest.raises(UnknownName):
        may(THING, state, move, parts=parts, facts=facts)


ALL_MOVES = [(table, move) for table in LIFECYCLES for move in table.moves]


@pytest.mark.parametrize(("table", "move"), ALL_MOVES, ids=[f"{t.name}.{m.name}" for t, m in ALL_MOVES])
def test_every_move_of_the_house_is_free_only_in_its_place_to_its_people_with_all_it_needs(
    table: Lifecycle, move: Move
) -> None:
    full = {name: True if name not in INPUTS else "said" for name in table.facts}
    for state in (each.name for each in table.states):
        for part in PARTS:
            free = state in move.sources and part in move.who
            assert (may(table, state, move.name, parts={part}, facts=full) is None) == free
    for missing in (*(need.fact for need in move.needs), *move.asks):
        facts = {name: told for name, told in full.items() if name != missing}
        assert may(table, (move.sources or (None,))[0], move.name, parts=set(move.who), facts=facts) is not None
