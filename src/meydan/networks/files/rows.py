"""What a file gives: messages, rows that are wrong, and notes on the file as a whole.

One wrong row never stops the others. Example: a table of 500 comments in which line 17 has a cell too few gives 499
messages and one `WrongRow` that names line 17 and the reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from meydan.kernel.errors import UnreadableFile
from meydan.kernel.events import IncomingMessage

#: Why a row cannot be read. The command shows these in the reader's language; the English text is the fallback.
REASONS: Mapping[str, str] = {
    "missing_text": "There is no text.",
    "not_utf8": "The characters are damaged: the line is not in the encoding of the file.",
    "too_long": "The text is longer than 200,000 characters.",
    "not_json": "This is not valid JSON.",
    "wrong_columns": "The row has {found} cells where the heading has {wanted}.",
    "quotes": "A quotation mark is opened and not closed, or stands where none may stand.",
    "not_a_message": "This is no message.",
    "invalid_event": "The event is not valid: {detail}",
    "damaged": "The file is damaged or cannot be read further.",
    "unsafe_name": "The name leads out of the archive; the file was passed over.",
}

#: Why a file cannot be read at all.
PROBLEMS: Mapping[str, str] = {
    "not_found": "There is no file or folder {name}.",
    "cannot_open": "{name} cannot be opened.",
    "empty": "{name} is empty.",
    "binary": "{name} is not a text: it holds pictures, programs or other binary data.",
    "spreadsheet": "{name} is a workbook. Save it as CSV (UTF-8) and try again.",
    "no_text_column": "{name} has no column for the text of the messages. Its heading is: {heading}. "
    "Call that column text, yorum, melding or viesti.",
    "broken_json": "{name} begins as JSON does, but is not valid JSON.",
    "unknown_format": "{name} is none of the formats known here: CSV, JSON Lines, JSON, or an export.",
    "too_large": "{name} is too large to be read as one piece of JSON. Use JSON Lines or CSV.",
    "zip_damaged": "{name} is a damaged ZIP archive.",
    "zip_encrypted": "{name} is protected by a password.",
    "too_many_entries": "{name} holds more files than an export does; it was not opened.",
    "bomb": "{name} would unpack to far more than it holds; it was not opened.",
    "no_known_files": "{name} holds no comments or messages of an export that is known here.",
    "html_export": "{name} is an export in HTML. Ask the network for the export again, in the format JSON.",
}

#: What a reader should know about a file that could be read.
NOTES: Mapping[str, str] = {
    "encoding_guessed": "{name} is not UTF-8; it was read as {encoding}.",
    "doubles": "{count} rows with an id that had come before were left out.",
    "own": "{count} messages by ourselves were left out.",
    "dates": "{count} dates could not be read; the time of this run stands in their place.",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the file's name and the line, or the number of the item in a piece of JSON, from 1 on."""

    source: str
    line: int
    unit: Literal["line", "item"] = "line"


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message with its place; `url` leads to it.

    `named`: the id is the network's own; `by_holder`: whoever the export belongs to wrote it; `unread_date`: there was
    a date that nobody could read.
    """

    place: Place
    message: IncomingMessage
    url: str | None = None
    named: bool = False
    unread_date: bool = False
    by_holder: bool = False


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row, or a whole file of an export (line 0), that could not be read: where, and why."""

    place: Place
    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The reason in English."""
        return (REASONS.get(self.code) or PROBLEMS[self.code]).format_map(self.params)


@dataclass(frozen=True, slots=True)
class Note:
    """Something about the file as a whole that a reader should know."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The note in English."""
        return NOTES[self.code].format_map(self.params)


Row = MessageRow | WrongRow | Note


class FileProblem(UnreadableFile):
    """A file that cannot be read: a code with parameters, and the sentence in English as its text."""

    def __init__(self, code: str, name: str, **params: str) -> None:
        self.code = code
        self.params = {"name": name, **params}
        super().__init__(PROBLEMS[code].format_map(self.params))
