"""Turns the bytes of a file into lines of text, whatever program wrote them.

UTF-8 with or without a mark, UTF-16 with one; else the code page of Turkish or western Windows, and the reader is
told that this was a guess. A file that is UTF-8 but for a few damaged lines stays UTF-8: those lines are wrong.
"""

import codecs
import io
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import BinaryIO

from meydan.networks.files.records import BROKEN

HEAD = 4 * 1024 * 1024
#: A text of 200,000 characters, each written as two escapes of JSON, and room for the fields beside it.
MAX_LINE = 2_500_000
#: Bytes that are letters in Turkish and Icelandic only; none of our western languages writes Icelandic.
_TURKISH = frozenset(b"\xd0\xdd\xde\xf0\xfd\xfe")
_BINARY_CONTROLS = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 26, 27})


@dataclass(frozen=True, slots=True)
class Source:
    """A file that can be opened, again and again: on the disk or inside an archive."""

    name: str
    open: Callable[[], BinaryIO]

    def head(self) -> bytes:
        """Return the first bytes of the file."""
        with self.open() as stream:
            return stream.read(HEAD)


@dataclass(frozen=True, slots=True)
class Encoding:
    """The encoding of a file, and whether it was guessed."""

    name: str
    guessed: bool = False

    @property
    def errors(self) -> str:
        """What becomes of bytes that the encoding does not know: marked, where the codec can mark them."""
        return "replace" if self.name == "utf-16" else "surrogateescape"


@dataclass(frozen=True, slots=True)
class Line:
    """A line with its number from 1 on; `flaw` is `not_utf8`, `too_long` or nothing."""

    number: int
    text: str
    flaw: str = ""


def detect_encoding(head: bytes) -> Encoding:
    """Return the encoding that the first bytes of a file tell."""
    if head.startswith(codecs.BOM_UTF8):
        return Encoding("utf-8-sig")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Encoding("utf-16")
    if head.isascii():
        return Encoding("utf-8")
    good = bad = 0
    for line in _whole_lines(head):
        if line.isascii():
            continue
        try:
            codecs.getincrementaldecoder("utf-8")().decode(line, final=len(head) < HEAD)
            good += 1
        except UnicodeDecodeError:
            bad += 1
    if bad <= good:
        return Encoding("utf-8")
    return Encoding("cp1254" if _TURKISH & set(head) else "cp1252", guessed=True)


def _whole_lines(head: bytes) -> list[bytes]:
    lines = head.splitlines()
    return lines[:-1] if len(head) >= HEAD and len(lines) > 1 else lines


def is_binary(head: bytes) -> bool:
    """Whether the first bytes are no text: more than one in a hundred is a control character."""
    sample = head[:65536]
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return False
    controls = len(sample) - len(sample.translate(None, _BINARY_CONTROLS))
    return controls * 100 > len(sample)


def lines_of(stream: BinaryIO, encoding: Encoding) -> Generator[Line, None, None]:
    """Yield the lines of a file; the rest of one that is too long is passed over, so that nobody fills the memory."""
    with io.TextIOWrapper(stream, encoding=encoding.name, errors=encoding.errors, newline="") as text:
        number = 0
        while line := text.readline(MAX_LINE):
            number += 1
            if len(line) == MAX_LINE and line[-1] not in "\r\n":
                while (rest := text.readline(MAX_LINE)) and rest[-1] not in "\r\n":
                    pass
                yield Line(number, "", "too_long")
            elif not line.isascii() and BROKEN.search(line):
                yield Line(number, line, "not_utf8")
            else:
                yield Line(number, line)
