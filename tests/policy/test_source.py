"""A pack's files are read with their lines, and hostile ones are refused by name."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.errors import InvalidPack
from meydan.policy.source import parse_yaml, read_yaml


def test_lines_are_remembered() -> None:
    source = parse_yaml("a:\n  - b: 1\n  - c: no\n", "x.yaml")
    assert source.data == {"a": [{"b": 1}, {"c": "no"}]}
    assert source.line("a", 1, "c") == 3


@pytest.mark.parametrize("text", ["no", "on", "yes", "2026-01-01", "2026.1", "1e3", "0x1F", "1_000"])
def test_only_true_false_null_and_whole_numbers_are_more_than_words(text: str) -> None:
    assert parse_yaml(f"a: {text}", "x").data == {"a": text}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a: &x 1\nb: *x\n", "not_yaml"),
        ("a: 1\na: 2\n", "double_key"),
        ("a: [1\n", "not_yaml"),
        ("? [a]\n: 1\n", "bad_key"),
        ("a: " + "[" * 60 + "]" * 60, "too_deep"),
        ("a: !!python/object/apply:os.system ['true']\nb: 1\nb: 2", "double_key"),
        ("\x00", "not_yaml"),
    ],
)
def test_a_hostile_file_is_refused_with_its_place(text: str, code: str) -> None:
    with pytest.raises(InvalidPack) as caught:
        parse_yaml(text, "bad.yaml")
    problem = caught.value.problems[0]
    assert (problem.code, problem.file) == (code, "bad.yaml")
    assert problem.line >= 1


def test_a_tag_never_runs_anything() -> None:
    assert parse_yaml("a: !!python/object/apply:os.system ['exit']", "x").data == {"a": ["exit"]}


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: \xff\xfe")
    with pytest.raises(InvalidPack, match="UTF-8"):
        read_yaml(path)


def test_nesting_that_would_overflow_the_stack_is_refused() -> None:
    with pytest.raises(InvalidPack):
        parse_yaml("[" * 100_000, "deep.yaml")


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_yaml(text, "x")
    except InvalidPack as error:
        assert error.problems
