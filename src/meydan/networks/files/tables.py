"""Reads tables of comma-, semicolon- or tab-separated values, row by row.

A cell may hold line breaks when it is quoted. A quotation mark that is never closed would swallow the rest of the
file; here it costs its own row, and the rows after it are read again. Every line is looked at twice at most.
A cell that looks like a formula is text, as everything else.
"""

import csv
import json
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

from meydan.networks.files.columns import find_columns, is_youtube
from meydan.networks.files.records import make_row
from meydan.networks.files.rows import FileProblem, MessageRow, Place, WrongRow
from meydan.networks.files.texts import Encoding, Line, Source, lines_of

MAX_FIELD = 1_000_000
#: Stands between the cells of a table with a single column: a character that no program writes into a text.
_NO_DELIMITER = "\x1f"


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one row and the number of its first line; `flaw` says why there are none."""

    line: int
    cells: Sequence[str]
    flaw: str = ""


class _Feed:
    """Hands lines to the reader, remembers those of the present row, and takes one back when a row went wrong."""

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._back: deque[Line] = deque()
        self.used: list[Line] = []

    def __iter__(self) -> "_Feed":
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.used.append(line)
        return line.text

    def take_back(self, line: Line) -> None:
        self._back.append(line)


def read_table(source: Source, encoding: Encoding) -> Iterator[MessageRow | WrongRow]:
    """Yield the messages of a table; raise FileProblem when no column holds texts."""
    csv.field_size_limit(max(csv.field_size_limit(), MAX_FIELD))
    with source.open() as stream, closing(lines_of(stream, encoding)) as lines:
        heading, delimiter = _read_heading(lines, source.name)
        columns = find_columns(heading)
        youtube = is_youtube(heading)
        for record in _records(lines, delimiter):
            place = Place(source.name, record.line)
            if record.flaw:
                yield WrongRow(place, record.flaw)
            elif len(record.cells) != len(heading):
                yield WrongRow(place, "wrong_columns", {"found": str(len(record.cells)), "wanted": str(len(heading))})
            else:
                fields = {name: record.cells[position] for name, position in columns.items()}
                yield _youtube_row(fields, place) if youtube else make_row(fields, place)


def _read_heading(lines: Iterator[Line], name: str) -> tuple[list[str], str]:
    """Return the heading and the delimiter under which one of its names is the text's."""
    for line in lines:
        text = line.text.strip("\r\n")
        if not text.strip() or text.casefold().startswith("sep="):
            continue
        found = [(cells, mark) for mark in ",;\t" if (cells := _split(text, mark)) and "text" in find_columns(cells)]
        if not found:
            shown = " ".join(text[:120].split())
            raise FileProblem("no_text_column", name, heading=shown)
        cells, delimiter = max(found, key=lambda each: len(each[0]))
        return cells, delimiter if len(cells) > 1 else _NO_DELIMITER
    raise FileProblem("empty", name)


def _split(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return []


def _records(lines: Iterator[Line], delimiter: str) -> Iterator[Record]:
    feed = _Feed(lines)
    reader = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.used = []
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield from _after_error(feed, delimiter, error)
            reader = csv.reader(feed, delimiter=delimiter, strict=True)
            continue
        flaw = next((line.flaw for line in feed.used if line.flaw), "")
        if flaw or any(cell.strip() for cell in cells):
            yield Record(feed.used[0].number, cells, flaw)


def _after_error(feed: _Feed, delimiter: str, error: csv.Error) -> Iterator[Record]:
    """The first line of the row is wrong; those that it swallowed stand for themselves, the last may begin a row."""
    first, *swallowed = feed.used
    yield Record(first.number, (), first.flaw or ("too_long" if "limit" in str(error) else "quotes"))
    if swallowed:
        feed.take_back(swallowed.pop())
    for line in swallowed:
        cells = _split(line.text, delimiter)
        if line.text.strip():
            yield Record(line.number, cells, line.flaw or ("" if cells else "quotes"))


def _youtube_row(fields: dict[str, str], place: Place) -> MessageRow | WrongRow:
    """Google writes a comment as pieces of JSON, and names the video beside it."""
    video, comment = fields.get("video", ""), fields.get("id", "")
    url = None
    if video.replace("-", "").replace("_", "").isalnum() and video.isascii():
        url = f"https://www.youtube.com/watch?v={video}" + (f"&lc={comment}" if _is_id(comment) else "")
    text = join_pieces(fields["text"])
    return make_row({**fields, "text": text, "url": url}, place, network="youtube", surface="comment")


def _is_id(text: str) -> bool:
    return text.isascii() and text.replace("-", "").replace("_", "").replace(".", "").isalnum()


def join_pieces(cell: str) -> str:
    """Return the text of `{"text":"..."},{"text":"..."}` or `{"takeoutSegments":[...]}`; any other cell as it is."""
    if not cell.lstrip().startswith("{"):
        return cell
    try:
        pieces = json.loads(f"[{cell}]")
    except (ValueError, RecursionError):
        return cell
    found: list[str] = []
    for piece in pieces:
        inner = piece.get("takeoutSegments", [piece]) if isinstance(piece, dict) else []
        for each in inner if isinstance(inner, list) else []:
            text = each.get("text") if isinstance(each, dict) else None
            if isinstance(text, str):
                found.append(text)
    return "".join(found) if found else cell
