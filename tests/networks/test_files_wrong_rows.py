"""A row that is wrong is named with its line and reason, and costs no other row."""

import json

import pytest

from meydan.networks.files import MessageRow, WrongRow, read_messages


def read(folder, name, content):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    rows = list(read_messages(path))
    good = [row.message.text for row in rows if isinstance(row, MessageRow)]
    bad = [(row.place.line, row.code) for row in rows if isinstance(row, WrongRow)]
    assert all(row.sentence for row in rows if isinstance(row, WrongRow))
    return good, bad


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b",ali", "missing_text"),
        (b"   ,ali", "missing_text"),
        (b"only one cell", "wrong_columns"),
        (b"one,two,three", "wrong_columns"),
        (b"bro\xffken,ali", "not_utf8"),
        (b'"open,ali', "quotes"),
        (b'"a"b,ali', "quotes"),
        (b"x" * 200_001 + b",ali", "too_long"),
        (b"y" * 3_000_000 + b",ali", "too_long"),
        (b'"' + b"z" * 1_500_000 + b'",ali', "too_long"),
    ],
)
def test_a_wrong_row_of_a_table_costs_only_itself(tmp_path, line, code):
    content = "text,author\nışık,ali\n".encode() + line + b"\nson,veli\n"
    assert read(tmp_path, "a.csv", content) == (["ışık", "son"], [(3, code)])


def test_a_quotation_mark_that_is_never_closed_swallows_nothing(tmp_path):
    content = 'text,author\n"never closed,a\n' + "".join(f"row {n},b\n" for n in range(2000))
    good, bad = read(tmp_path, "a.csv", content)
    assert bad == [(2, "quotes")]
    assert good == [f"row {n}" for n in range(2000)]


def test_a_quotation_mark_closed_by_a_later_row_costs_its_row_only(tmp_path):
    content = 'text,author\n"never closed,a\nplain,b\n"quoted, well",c\nlast,d\n'
    good, bad = read(tmp_path, "a.csv", content)
    assert bad == [(2, "quotes")]
    assert good == ["plain", "quoted, well", "last"]


def test_a_row_over_several_lines_is_named_by_its_first(tmp_path):
    assert read(tmp_path, "a.csv", 'text,author\n"a\nb\nc"\nd,e\n') == (["d"], [(2, "wrong_columns")])


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{broken", "not_json"),
        (b"[1, 2]", "not_a_message"),
        (b"12", "not_a_message"),
        (b"null", "not_a_message"),
        (b'{"author": "ali"}', "missing_text"),
        (b'{"text": null}', "missing_text"),
        (b'{"text": ["a"]}', "missing_text"),
        (b'{"kind": "contact", "id": "1", "what": "unsure"}', "not_a_message"),
        (b'{"kind": "incoming_message", "text": "a", "colour": "red"}', "invalid_event"),
        (b'{"kind": "incoming_message", "text": "a", "at": "today"}', "invalid_event"),
        (b'{"text": "bro\xffken"}', "not_utf8"),
        (b'{"text": "bro\\udc80ken"}', "not_utf8"),
        (b'{"text": "' + b"x" * 200_001 + b'"}', "too_long"),
        (b'{"kind": "incoming_message", "text": "' + b"x" * 200_001 + b'"}', "too_long"),
        (b'{"text": "' + b"x" * 3_000_000 + b'"}', "too_long"),
        (b'{"text": ' + b"9" * 5000 + b"}", "not_json"),
        (b"[" * 100_000, "not_json"),
    ],
)
def test_a_wrong_line_of_json_lines_costs_only_itself(tmp_path, line, code):
    first = '{"text": "ışık"}\n'.encode()
    assert read(tmp_path, "a.jsonl", first + line + b'\n\n{"text": "son"}\n') == (["ışık", "son"], [(2, code)])


def test_json_lines_with_a_broken_first_line_are_still_json_lines(tmp_path):
    assert read(tmp_path, "data.txt", '{"text": broken}\n{"text": "a"}\n{"text": "b"}\n') == (
        ["a", "b"],
        [(1, "not_json")],
    )


def test_a_wrong_entry_of_a_list_is_named_by_its_number(tmp_path):
    good, bad = read(tmp_path, "a.json", json.dumps([{"text": "a"}, 5, {"id": 1}, {"text": "b"}]))
    assert good == ["a", "b"]
    assert bad == [(2, "not_a_message"), (3, "missing_text")]


@pytest.mark.parametrize("entry", [5, None, "x", [], {}, {"data": 3}, {"data": [3]}, {"data": [{"comment": 3}]}])
def test_entries_of_an_export_that_make_no_sense_are_wrong_rows(tmp_path, entry):
    good, bad = read(tmp_path, "comments.json", json.dumps({"comments_v2": [entry]}))
    assert good == []
    assert [line for line, _ in bad] == [1]


@pytest.mark.parametrize("entry", [5, None, {"string_map_data": 3}, {"string_map_data": {"Comment": 3}}, {"x": {}}])
def test_entries_of_an_instagram_export_that_make_no_sense_are_wrong_rows(tmp_path, entry):
    good, bad = read(tmp_path, "c.json", json.dumps({"comments_reels_comments": [entry]}))
    assert (good, [line for line, _ in bad]) == ([], [1])


@pytest.mark.parametrize("entry", [5, None, {}, {"content": 3}, {"content": "", "photos": []}])
def test_entries_of_a_talk_that_make_no_sense_are_wrong_rows(tmp_path, entry):
    good, bad = read(tmp_path, "m.json", json.dumps({"participants": [], "messages": [entry]}))
    assert (good, [line for line, _ in bad]) == ([], [1])
