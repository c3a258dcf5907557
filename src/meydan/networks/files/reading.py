"""Reads messages from a file or an export, whatever of the known formats it is.

The content decides, not the name: a table called `data.txt` is read as a table. Tables and JSON Lines are read as a
stream, so that a file of any size needs the same memory. A message that comes twice with one id counts once, what the
institution wrote itself does not count.
"""

import hashlib
import lzma
import zipfile
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path

from meydan.networks.files.archives import Export, is_zip, open_archive, open_file, open_folder
from meydan.networks.files.json_files import read_json, read_lines
from meydan.networks.files.records import same_name
from meydan.networks.files.rows import FileProblem, MessageRow, Note, Place, Row, WrongRow
from meydan.networks.files.tables import read_table
from meydan.networks.files.texts import Source, detect_encoding, is_binary

#: Ids that are remembered to find doubles; beyond these the oldest is forgotten.
KEPT_IDS = 100_000
_SHEETS = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",)


def read_messages(path: Path, own: Iterable[str] = ()) -> Iterator[Row]:
    """Yield the messages of a file, a folder or a ZIP archive, its wrong rows, and notes on the file.

    `own` are the names (or ids of channels) under which the institution itself writes. The first step raises
    FileProblem, an UnreadableFile with a code, when the file is none of the known formats.
    """
    names = frozenset(same_name(name) for name in own if same_name(name))
    counts = {"doubles": 0, "own": 0, "dates": 0}
    known: OrderedDict[bytes, None] = OrderedDict()
    for row in _read_path(path):
        if isinstance(row, MessageRow):
            reason = _left_out(row, names, known)
            if reason:
                counts[reason] += 1
                continue
            counts["dates"] += row.unread_date
        yield row
    for code, count in counts.items():
        if count:
            yield Note(code, {"count": str(count)})


def _left_out(row: MessageRow, own: frozenset[str], known: OrderedDict[bytes, None]) -> str | None:
    author = row.message.author
    if own and author and any(same_name(name) in own for name in (author.handle, author.key) if name):
        return "own"
    if own and row.by_holder:
        return "own"
    if not row.named:
        return None
    key = f"{row.message.network or ''}\n{row.message.id}".encode("utf-8", "surrogatepass")
    digest = hashlib.blake2b(key, digest_size=12).digest()
    if digest in known:
        return "doubles"
    known[digest] = None
    if len(known) > KEPT_IDS:
        known.popitem(last=False)
    return None


def _read_path(path: Path) -> Iterator[Row]:
    if "\x00" in str(path):
        raise FileProblem("not_found", path.name)
    try:
        if path.is_dir():
            yield from _read_export(open_folder(path))
            return
        if not path.is_file():
            raise FileProblem("not_found" if not path.exists() else "cannot_open", path.name or str(path))
        source = Source(path.name, partial(open_file, path))
        head = source.head()
        if is_zip(head):
            with open_archive(path) as export:
                yield from _read_export(export)
        else:
            yield from _read_source(source, head)
    except OSError as error:
        raise FileProblem("cannot_open", path.name or str(path)) from error


def _read_export(export: Export) -> Iterator[Row]:
    """One file of an export that cannot be read does not stop the others."""
    yield from export.wrong
    for source in export.sources:
        try:
            yield from _read_source(source, source.head())
        except FileProblem as problem:
            yield WrongRow(Place(source.name, 0), problem.code, problem.params)
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError):
            yield WrongRow(Place(source.name, 0), "damaged")


def _read_source(source: Source, head: bytes) -> Iterator[Row]:
    if not head.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise FileProblem("binary" if b"\x00" in head else "empty", source.name)
    if head.startswith(_SHEETS):
        raise FileProblem("spreadsheet", source.name)
    if is_binary(head):
        raise FileProblem("binary", source.name)
    encoding = detect_encoding(head)
    if encoding.guessed:
        yield Note("encoding_guessed", {"name": source.name, "encoding": encoding.name})
    text = head.decode(encoding.name, "replace")
    if source.name.endswith((".jsonl", ".ndjson")):
        yield from read_lines(source, encoding)
    elif text.lstrip()[:1] in ("{", "["):
        yield from read_json(source, encoding, text)
    else:
        yield from read_table(source, encoding)
