"""Finds the files of comments and messages inside an export: a folder or a ZIP archive.

Nothing is unpacked onto the disk and nothing but the files known by name is opened. An archive that would unpack to
far more than an export holds is refused before it is read, a name that leads out of the archive is passed over.
"""

import os
import re
import stat
import struct
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, cast

from meydan.networks.files.rows import FileProblem, Place, WrongRow
from meydan.networks.files.texts import Source

MAX_ENTRIES = 200_000
MAX_DIRECTORY = 64 * 1024 * 1024
MAX_TOTAL = 1024 * 1024 * 1024
#: Text is packed ten to thirty times smaller; what is packed two hundred times smaller was made to do harm.
MAX_RATIO = 200
_SMALL = 1024 * 1024

KNOWN = re.compile(
    r"(?:post_comments(?:_\d+)?|reels_comments(?:_\d+)?|comments|message_\d+)\.json"
    r"|(?:comments|live[ _-]chats?|yorumlar|kommentarer|kommentit)(?: ?\(\d+\))?\.csv"
)
_HTML = re.compile(r"(?:post_comments(?:_\d+)?|comments|message_\d+|my-comments)\.html")
_OFFICE = frozenset({"[Content_Types].xml", "mimetype"})


@dataclass(frozen=True, slots=True)
class Export:
    """The known files of an export in the order of their names, and the entries that were passed over."""

    sources: tuple[Source, ...]
    wrong: tuple[WrongRow, ...] = ()


def is_zip(head: bytes) -> bool:
    """Whether a file begins as a ZIP archive does."""
    return head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def open_folder(path: Path) -> Export:
    """Return the known files of a folder; links are not followed."""
    found: list[Source] = []
    names: list[str] = []
    for root, _, files in os.walk(path):
        for file in files:
            names.append(file)
            if len(names) > MAX_ENTRIES:
                raise FileProblem("too_many_entries", path.name)
            place = Path(root) / file
            if KNOWN.fullmatch(file.casefold()) and not place.is_symlink() and place.is_file():
                found.append(Source(place.relative_to(path).as_posix(), partial(open_file, place)))
    if not found:
        raise _nothing_found(path.name, names)
    return Export(tuple(sorted(found, key=lambda each: _in_order(each.name))))


def open_file(path: Path) -> BinaryIO:
    """Return the bytes of a file on the disk."""
    return path.open("rb")


def _in_order(name: str) -> tuple[str | int, ...]:
    """`message_10` comes after `message_2`; the parts of names alternate between text and number."""
    return tuple(int(part) if part.isdigit() else part for part in re.split(r"([0-9]{1,18})", name))


@contextmanager
def open_archive(path: Path) -> Iterator[Export]:
    """Open a ZIP archive and give its known files; raise FileProblem when it is unsafe or damaged."""
    with path.open("rb") as stream:
        if _directory_size(stream) > MAX_DIRECTORY:
            raise FileProblem("too_many_entries", path.name)
    try:
        with zipfile.ZipFile(path) as archive:
            yield _check_archive(archive, path.name)
    except (zipfile.BadZipFile, NotImplementedError, struct.error, ValueError, EOFError) as error:
        raise FileProblem("zip_damaged", path.name) from error


def _directory_size(stream: BinaryIO) -> int:
    """Return how large the archive's list of files says that it is, before anything of it is read."""
    stream.seek(0, os.SEEK_END)
    stream.seek(max(0, stream.tell() - 65_600))
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 16:
        return 0
    size = int.from_bytes(tail[end + 12 : end + 16], "little")
    locator = tail.rfind(b"PK\x06\x07", 0, end)
    if locator >= 0:
        stream.seek(min(int.from_bytes(tail[locator + 8 : locator + 16], "little"), 2**62))
        record = stream.read(48)
        if record.startswith(b"PK\x06\x06"):
            size = max(int.from_bytes(record[40:48], "little"), 0 if size == 0xFFFFFFFF else size)
    return size


def _check_archive(archive: zipfile.ZipFile, name: str) -> Export:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise FileProblem("too_many_entries", name)
    if _OFFICE & {entry.filename for entry in entries[:50]}:
        raise FileProblem("spreadsheet", name)
    known = [entry for entry in entries if KNOWN.fullmatch(_base(entry.filename)) and not _is_link(entry)]
    safe = [entry for entry in known if _is_safe(entry.filename)]
    wrong = tuple(WrongRow(Place(entry.filename[:200], 0), "unsafe_name") for entry in known if entry not in safe)
    if not known:
        raise _nothing_found(name, [entry.filename for entry in entries])
    if any(entry.flag_bits & 1 for entry in safe):
        raise FileProblem("zip_encrypted", name)
    _refuse_bomb(safe, name)
    sources = [Source(entry.filename, partial(_open_entry, archive, entry)) for entry in safe]
    return Export(tuple(sorted(sources, key=lambda each: _in_order(each.name))), wrong)


def _open_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> BinaryIO:
    return cast(BinaryIO, archive.open(entry))


def _refuse_bomb(entries: Iterable[zipfile.ZipInfo], name: str) -> None:
    total = 0
    for entry in entries:
        total += entry.file_size
        packed = max(entry.compress_size, 1)
        if total > MAX_TOTAL or (entry.file_size > _SMALL and entry.file_size > packed * MAX_RATIO):
            raise FileProblem("bomb", name)


def _base(name: str) -> str:
    return name.replace("\\", "/").rpartition("/")[2].casefold()


def _is_safe(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return ".." not in parts and not name.startswith(("/", "\\")) and ":" not in parts[0]


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)


def _nothing_found(name: str, files: Iterable[str]) -> FileProblem:
    is_html = any(_HTML.fullmatch(_base(file)) for file in files)
    return FileProblem("html_export" if is_html else "no_known_files", name)
