"""Reads JSON Lines, a line at a time, and JSON as one piece: a list of messages or a file of an export."""

import json
from collections.abc import Iterator
from contextlib import closing

from meydan.networks.files.columns import FIELDS, plain_name
from meydan.networks.files.meta import is_meta, read_meta
from meydan.networks.files.records import row_of_object
from meydan.networks.files.rows import FileProblem, MessageRow, Place, WrongRow
from meydan.networks.files.texts import Encoding, Source, lines_of

MAX_WHOLE = 64 * 1024 * 1024
_LINES_TO_TRY = 50
#: Under these names programs wrap a list of messages.
_WRAPPERS = ("data", "comments", "messages", "items")


def read_json(source: Source, encoding: Encoding, head: str) -> Iterator[MessageRow | WrongRow]:
    """Yield the messages of a file that begins as JSON does; raise FileProblem when it is none."""
    if source.name.endswith((".jsonl", ".ndjson")) or _first_line_is_message(head):
        yield from read_lines(source, encoding)
        return
    with source.open() as stream:
        raw = stream.read(MAX_WHOLE + 1)
    if len(raw) > MAX_WHOLE:
        raise FileProblem("too_large", source.name)
    try:
        data = json.loads(raw.decode(encoding.name, encoding.errors))
    except (ValueError, RecursionError):
        if not any(_object(line) is not None for line in head.splitlines()[:_LINES_TO_TRY]):
            raise FileProblem("broken_json", source.name) from None
        yield from read_lines(source, encoding)
        return
    del raw
    yield from _read_whole(data, source.name)


def read_lines(source: Source, encoding: Encoding) -> Iterator[MessageRow | WrongRow]:
    """Yield the messages of JSON Lines; blank lines are passed over."""
    with source.open() as stream, closing(lines_of(stream, encoding)) as lines:
        for line in lines:
            place = Place(source.name, line.number)
            if line.flaw:
                yield WrongRow(place, line.flaw)
            elif line.text.strip():
                yield _row_of_line(line.text, place)


def _row_of_line(line: str, place: Place) -> MessageRow | WrongRow:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return WrongRow(place, "not_json")
    return row_of_object(data, place)


def _first_line_is_message(head: str) -> bool:
    first, _, rest = head.lstrip().partition("\n")
    data = _object(first)
    if data is None or is_meta(data):
        return False
    return bool(rest.strip()) or _wrapped(data) is None


def _object(line: str) -> dict[str, object] | None:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _wrapped(data: dict[str, object]) -> list[object] | None:
    """Return the list of messages that an object holds, unless it is a message itself."""
    if any(FIELDS.get(plain_name(str(name))) == "text" and isinstance(value, str) for name, value in data.items()):
        return None
    return next((value for name in _WRAPPERS if isinstance(value := data.get(name), list)), None)


def _read_whole(data: object, name: str) -> Iterator[MessageRow | WrongRow]:
    if is_meta(data):
        yield from read_meta(data, name)
        return
    items = _wrapped(data) or [data] if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise FileProblem("unknown_format", name)
    for number, item in enumerate(items, 1):
        yield row_of_object(item, Place(name, number, "item"))
