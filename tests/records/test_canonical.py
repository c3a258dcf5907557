"""One value has one text, as RFC 8785 writes it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.apps.records.canonical import MOST, NotCanonical, canonical, parse

TEXT = st.text(st.characters(exclude_categories=("Cs",)))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-MOST, MOST) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (0, "0"),
        (-7, "-7"),
        (MOST, "9007199254740991"),
        ("", '""'),
        ([], "[]"),
        ((1, "a"), '[1,"a"]'),
        ({}, "{}"),
        ({"b": 1, "a": {"d": [], "c": None}}, '{"a":{"c":null,"d":[]},"b":1}'),
        ('€$\x0f\nA\'B"\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\"/"'),
        ("\b\t\n\f\r\x00\x1f\x7f", '"\\b\\t\\n\\f\\r\\u0000\\u001f\x7f"'),
        ("İıŞş ÅØæ äö \u2028", '"İıŞş ÅØæ äö \u2028"'),
    ],
)
def test_a_value_is_written_as_the_standard_says(value: Any, text: str) -> None:
    assert canonical(value) == text.encode("utf-8")


def test_keys_stand_in_the_order_of_their_utf16_units_as_in_section_3_2_3_of_the_standard() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    ordered = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(dict.fromkeys(keys, 1)))) == ordered
    assert sorted(keys) != ordered


DEEP: Any = 1
for _ in range(40):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        0.5,
        float("nan"),
        MOST + 1,
        -MOST - 1,
        b"x",
        {1: 2},
        {None: 1},
        {"a": {2}},
        [1.5],
        "\ud800",
        {"\udfff": 1},
        DEEP,
    ],
)
def test_what_programs_would_write_differently_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


@settings(deadline=None)
@given(VALUES)
def test_what_is_written_can_be_read_and_is_written_the_same_again(value: Any) -> None:
    text = canonical(value)
    assert parse(text) == value
    assert canonical(json.loads(text)) == text


@pytest.mark.parametrize(
    "text", [b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1,"a":1}', b'"\\u0041"', b"1.0", b"1e2", b"-0", b"", b"["]
)
def test_a_text_that_is_not_the_canonical_one_is_refused(text: bytes) -> None:
    with pytest.raises(NotCanonical):
        parse(text)
