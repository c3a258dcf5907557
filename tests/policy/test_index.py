"""The bit masks find exactly the rows that a plain reading of the conditions finds."""

from types import SimpleNamespace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.policy.facts import Fact, Scene, Setup
from meydan.policy.index import KEPT_VALUES, Condition, Index, bits, read_condition

FACTS = {
    "colour": Fact(lambda scene: scene.event.colour),
    "size": Fact(lambda scene: scene.event.size),
    "tags": Fact(lambda scene: scene.event.tags, is_set=True),
}
WORDS = st.sampled_from(["a", "b", "c", "d"])
SETS = st.frozensets(WORDS, max_size=3)
CONDITIONS = st.builds(Condition, any=SETS, all=SETS, none=SETS, empty=st.none() | st.booleans())
SCALAR_CONDITIONS = st.builds(Condition, any=SETS, none=SETS)
ROWS = st.lists(
    st.fixed_dictionaries({}, optional={"colour": SCALAR_CONDITIONS, "size": SCALAR_CONDITIONS, "tags": CONDITIONS}),
    min_size=1,
    max_size=40,
)


def holds(condition: Condition, value: Any) -> bool:
    """The plain reading: what a condition means, one row at a time."""
    if isinstance(value, str):
        return (not condition.any or value in condition.any) and value not in condition.none
    if condition.empty is not None and condition.empty != (not value):
        return False
    return (not condition.any or bool(condition.any & value)) and condition.all <= value and not condition.none & value


@settings(max_examples=300)
@given(ROWS, WORDS, WORDS, SETS)
def test_masks_and_plain_reading_agree(
    rows: list[dict[str, Condition]], colour: str, size: str, tags: frozenset[str]
) -> None:
    event = SimpleNamespace(colour=colour, size=size, tags=tags)
    scene = Scene(event, Setup(frozenset()))
    plain = [
        number
        for number, row in enumerate(rows)
        if all(holds(condition, getattr(event, name)) for name, condition in row.items())
    ]
    assert list(bits(Index(FACTS, rows).match(scene))) == plain


@given(ROWS, st.lists(st.tuples(WORDS, WORDS, SETS), min_size=2, max_size=8))
def test_an_index_that_has_matched_before_matches_as_a_new_one(
    rows: list[dict[str, Condition]], events: list[tuple[str, str, frozenset[str]]]
) -> None:
    used = Index(FACTS, rows)
    for colour, size, tags in events:
        scene = Scene(SimpleNamespace(colour=colour, size=size, tags=tags), Setup(frozenset()))
        assert used.match(scene) == Index(FACTS, rows).match(scene)


def test_no_more_values_are_kept_than_memory_bears() -> None:
    index = Index(FACTS, [{"colour": Condition(any=frozenset({"7"}))}])
    for number in range(2 * KEPT_VALUES + 1):
        scene = Scene(SimpleNamespace(colour=str(number), size="a", tags=frozenset()), Setup(frozenset()))
        assert index.match(scene) == (number == 7)
    assert all(len(kept) <= KEPT_VALUES for _, kept, _ in index.readings)


def test_truth_values_are_read_as_yes_and_no() -> None:
    assert read_condition([True, False]).any == {"yes", "no"}
    assert read_condition({"not": True}).none == {"yes"}
