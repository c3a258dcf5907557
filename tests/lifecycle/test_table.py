"""A faulty table never becomes a lifecycle, and every fault is named."""

from dataclasses import FrozenInstanceError, replace

import pytest

from meydan.lifecycle.table import Lifecycle
from meydan.lifecycle.values import Deadline, InvalidLifecycle, Move, Need, State, UnknownName

OPEN, DONE = State("open", owner="desk"), State("done")
MAKE = Move("make", sources=(), target="open", who=("desk",))
END = Move("finish", sources=("open",), target="done", who=("desk",))


def build(*moves: Move, states: tuple[State, ...] = (OPEN, DONE)) -> Lifecycle:
    return Lifecycle(name="thing", states=states, moves=moves)


def test_the_smallest_lifecycle_has_a_start_and_an_end() -> None:
    thing = build(MAKE, END)
    assert thing.start == "open"
    assert [move.name for move in thing.moves_from("open")] == ["finish"]
    assert thing.moves_from("done") == ()
    assert thing.kind("finish") == "thing.finish"


def test_a_lifecycle_cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        build(MAKE, END).name = "other"  # type: ignore[misc]


@pytest.mark.parametrize("name", ["Make", "1", "", "make it", "note"])
def test_a_state_has_a_plain_name_that_a_diagram_can_hold(name: str) -> None:
    refuse("bad_name", MAKE, END, states=(OPEN, DONE, State(name)))


WAITING = State("waiting", owner="desk")
ENGINE = State("open", owner="engine")
WATCHED = Deadline("PT5M", then="finish")
REST = Move("rest", sources=("open",), target="waiting", who=("desk",))
RISE = Move("rise", sources=("waiting",), target="open", who=("desk",))

FAULTS: list[tuple[str, tuple[Move, ...], tuple[State, ...]]] = [
    ("named_twice", (MAKE, END, END), (OPEN, DONE)),
    ("named_twice", (MAKE, END), (OPEN, DONE, DONE)),
    ("named_twice", (MAKE, replace(END, sources=("open", "open"))), (OPEN, DONE)),
    ("unknown_state", (MAKE, replace(END, target="gone")), (OPEN, DONE)),
    ("unknown_state", (MAKE, replace(END, sources=("gone",))), (OPEN, DONE)),
    ("unknown_part", (MAKE, replace(END, who=("boss",))), (OPEN, DONE)),
    ("unknown_part", (MAKE, END), (State("open", owner="boss"), DONE)),
    ("nobody", (MAKE, replace(END, who=())), (OPEN, DONE)),
    ("unknown_input", (MAKE, replace(END, asks=("mood",))), (OPEN, DONE)),
    ("unknown_input", (MAKE, replace(END, needs=(Need("reason", "x"),))), (OPEN, DONE)),
    ("no_single_start", (END,), (OPEN, DONE)),
    ("no_single_start", (MAKE, replace(MAKE, name="also", target="done"), END), (OPEN, DONE)),
    ("unreachable", (MAKE, END), (OPEN, DONE, State("lost"))),
    ("no_end", (MAKE, REST, RISE), (OPEN, WAITING)),
    ("end_with_exit", (MAKE, END, Move("again", ("done",), "open", ("desk",))), (OPEN, DONE)),
    (
        "no_way_out",
        (MAKE, END, REST, replace(RISE, target="asleep"), Move("stir", ("asleep",), "waiting", ("desk",))),
        (OPEN, WAITING, State("asleep", owner="desk"), DONE),
    ),
    ("owner_cannot_act", (MAKE, replace(END, who=("leader",))), (OPEN, DONE)),
    (
        "owner_cannot_act",
        (MAKE, replace(END, who=("leader",)), Move("stay", ("open",), "open", ("desk",))),
        (OPEN, DONE),
    ),
    ("unwatched", (MAKE, replace(END, who=("engine",))), (ENGINE, DONE)),
    ("until_without_deadline", (replace(MAKE, asks=("until",)), END), (OPEN, DONE)),
    ("until_without_deadline", (replace(MAKE, deadline=Deadline("given")), END), (OPEN, DONE)),
    ("bad_duration", (replace(MAKE, deadline=Deadline("soon")), END), (OPEN, DONE)),
    ("bad_duration", (replace(MAKE, deadline=Deadline("P")), END), (OPEN, DONE)),
    ("bad_duration", (replace(MAKE, deadline=Deadline("P1DT")), END), (OPEN, DONE)),
    ("deadline_leads_nowhere", (replace(MAKE, deadline=Deadline("PT5M", then="gone")), END), (OPEN, DONE)),
    ("deadline_leads_nowhere", (MAKE, replace(END, deadline=WATCHED)), (OPEN, DONE)),
    ("deadline_needs_a_person", (replace(MAKE, deadline=WATCHED), END), (OPEN, DONE)),
    (
        "deadline_needs_a_person",
        (
            replace(MAKE, deadline=WATCHED),
            replace(END, who=("desk", "engine"), asks=("until",), deadline=Deadline("given")),
        ),
        (OPEN, DONE),
    ),
]


@pytest.mark.parametrize(("code", "moves", "states"), FAULTS, ids=[f"{i}-{each[0]}" for i, each in enumerate(FAULTS)])
def test_a_faulty_table_is_refused_by_name(code: str, moves: tuple[Move, ...], states: tuple[State, ...]) -> None:
    refuse(code, *moves, states=states)


def refuse(code: str, *moves: Move, states: tuple[State, ...]) -> None:
    with pytest.raises(InvalidLifecycle) as caught:
        build(*moves, states=states)
    assert {problem.code for problem in caught.value.problems} == {code}
    assert code in str(caught.value)


@pytest.mark.parametrize("length", ["PT5M", "PT8H", "P1D", "P30DT12H", "policy"])
def test_a_time_is_a_duration_or_the_policys_own(length: str) -> None:
    assert build(replace(MAKE, deadline=Deadline(length)), END).start == "open"


def test_a_watched_state_of_the_program_is_allowed() -> None:
    assert build(replace(MAKE, deadline=WATCHED), replace(END, who=("engine",)), states=(ENGINE, DONE)).start == "open"


def test_an_unknown_name_is_a_mistake_that_lists_what_there_is() -> None:
    with pytest.raises(UnknownName, match="it has make, finish"):
        build(MAKE, END).move("fly")
    with pytest.raises(UnknownName, match="it has open, done"):
        build(MAKE, END).moves_from("limbo")


def test_the_record_of_a_move_holds_what_was_said_and_what_the_move_keeps() -> None:
    assert replace(END, asks=("reason",), keeps=("proof", "reason")).records == ("reason", "proof")
