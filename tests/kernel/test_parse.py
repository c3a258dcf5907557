"""Events are read as the contract says, and refused with the path of what is wrong."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.errors import InvalidEvent
from meydan.kernel.events import EVENT_TYPES, IncomingMessage, OutgoingPost
from meydan.kernel.parse import parse_event

MESSAGE = {"id": "1", "kind": "incoming_message"}


def test_absent_and_null_are_both_unknown() -> None:
    assert parse_event({**MESSAGE, "labels": None}) == parse_event(MESSAGE)


def test_an_empty_list_is_a_statement() -> None:
    event = parse_event({**MESSAGE, "labels": []})
    assert isinstance(event, IncomingMessage)
    assert event.labels == ()


def test_a_bare_name_is_an_approval_for_the_event_as_it_stands() -> None:
    event = parse_event(
        {"id": "1", "kind": "outgoing_post", "approved_by": ["delegate", {"by": "director", "content": "x"}]}
    )
    assert isinstance(event, OutgoingPost)
    assert event.approved_by is not None
    assert [(each.by, each.content) for each in event.approved_by] == [("delegate", None), ("director", "x")]


@pytest.mark.parametrize(
    ("extra", "path", "code"),
    [
        ({"colour": "red"}, "colour", "unknown_field"),
        ({"account": {"colour": "red"}}, "account.colour", "unknown_field"),
        ({"surface": "wall"}, "surface", "unknown_value"),
        ({"labels": ["rude"]}, "labels[0]", "unknown_label"),
        ({"labels": "threat"}, "labels", "wrong_type"),
        ({"text": 7}, "text", "wrong_type"),
        ({"asked_why_removed": "yes"}, "asked_why_removed", "wrong_type"),
        ({"media": [{"people": [{"minor": 1}]}]}, "media[0].people[0].minor", "wrong_type"),
        ({"at": "yesterday"}, "at", "not_a_time"),
        ({"at": "2026-11-20T09:00:00"}, "at", "not_a_time"),
        ({"text": "a" * 200_001}, "text", "too_long"),
        ({"concerns": ["a"] * 1001}, "concerns", "too_long"),
    ],
)
def test_a_wrong_field_is_named_by_its_path(extra: dict[str, Any], path: str, code: str) -> None:
    with pytest.raises(InvalidEvent) as caught:
        parse_event({**MESSAGE, **extra})
    assert (caught.value.problem.path, caught.value.problem.code) == (path, code)


@pytest.mark.parametrize("data", [None, 3, "x", [], {}, {"kind": "party"}, {"kind": ["incoming_message"]}])
def test_what_is_no_event_is_refused(data: object) -> None:
    with pytest.raises(InvalidEvent):
        parse_event(data)


def test_every_event_has_an_id_but_a_message_inside_another_may_lack_it() -> None:
    with pytest.raises(InvalidEvent, match="id"):
        parse_event({"kind": "contact"})
    parse_event({"id": "1", "kind": "removal_request", "message": {"labels": ["drugs"]}})


def test_own_labels_are_accepted_when_they_say_so() -> None:
    event = parse_event({**MESSAGE, "labels": ["x-noise"]})
    assert isinstance(event, IncomingMessage)
    assert event.labels == ("x-noise",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
FIELDS = st.sampled_from(sorted({name for cls in EVENT_TYPES.values() for name in cls.__dataclass_fields__}))


@given(st.sampled_from(sorted(EVENT_TYPES)), st.dictionaries(FIELDS, JSON, max_size=6))
def test_any_json_is_read_or_refused_and_never_crashes(kind: str, fields: dict[str, Any]) -> None:
    try:
        event = parse_event({"id": "1", **fields, "kind": kind})
    except InvalidEvent as error:
        assert error.problem.code
        json.dumps(error.problem.message)
    else:
        assert event.kind == kind
