"""Steps stand in the order in which they may be started."""

from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.decision import Step
from meydan.policy.order import in_order, sooner, stronger, urgency
from meydan.policy.rows import Edge


def names(steps: tuple[Step, ...]) -> list[str]:
    return [step.name for step in steps]


def test_what_waits_stands_behind_what_it_waits_for() -> None:
    steps = [Step("remove", due="immediately"), Step("capture_link"), Step("capture_screenshot")]
    edges = [Edge("capture_link", "remove", "must", ("C",)), Edge("capture_screenshot", "remove", "must", ("C",))]
    ordered = in_order(steps, edges, frozenset())
    assert names(ordered) == ["capture_link", "capture_screenshot", "remove"]
    assert ordered[2].after == ("capture_link", "capture_screenshot")


def test_evidence_for_an_urgent_removal_is_itself_urgent() -> None:
    steps = [
        Step("log"),
        Step("notify", to="x", due="promptly"),
        Step("capture_link"),
        Step("remove", due="immediately"),
    ]
    ordered = in_order(steps, [Edge("capture_link", "remove", "must", ("C",))], frozenset())
    assert names(ordered) == ["capture_link", "remove", "notify:x", "log"]


def test_life_comes_first_and_waits_for_nothing() -> None:
    steps = [Step("consult", to="directorate", due="immediately"), Step("message_author", due="promptly")]
    edges = [Edge("consult:directorate", "message_author", "must", ("C",))]
    ordered = in_order(steps, edges, frozenset({"message_author"}))
    assert names(ordered) == ["message_author", "consult:directorate"]
    assert ordered[0].after == ()


def test_an_action_alone_names_every_addressee() -> None:
    steps = [Step("reply"), Step("notify", to="a"), Step("notify", to="b")]
    ordered = in_order(steps, [Edge("notify", "reply", "must", ("C",))], frozenset())
    assert names(ordered) == ["notify:a", "notify:b", "reply"]


def test_words_are_more_urgent_than_durations_and_durations_than_none() -> None:
    assert (
        urgency("immediately")
        < urgency("promptly")
        < urgency("PT30M")
        < urgency("PT4H")
        < urgency("P1D")
        < urgency(None)
    )
    assert sooner(None, "PT4H") == "PT4H"
    assert stronger("may", "should") == "should"


ACTIONS = ["log", "notify", "reply", "remove", "examine", "forward"]


@given(
    st.lists(st.sampled_from(ACTIONS), unique=True, min_size=1),
    st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from(ACTIONS)), max_size=12),
)
def test_no_step_is_lost_and_none_waits_for_a_later_one(actions: list[str], pairs: list[tuple[str, str]]) -> None:
    steps = [Step(action) for action in actions]
    ordered = in_order(steps, [Edge(a, b, "must", ("C",)) for a, b in pairs], frozenset())
    assert sorted(names(ordered)) == sorted(actions)
    for position, step in enumerate(ordered):
        assert set(step.after) <= {before.action for before in ordered[:position]}
