"""Keeps the account of a replay: each chunk counts once, and what is counted is not lost.

A chunk is known by its number and the hash of its content. Counted twice, because a worker died after its answer was
on the way, it still counts once. With a folder the account is a journal, a line a chunk, from which a replay that was
broken off goes on; a line that was cut short by the break is done again. Example: after Ctrl-C at chunk 700 the same
command with `--resume` counts from chunk 701 on, unless the file, a pack or the settings have changed since.
"""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from meydan.flow.replay import Chunk, Counts
from meydan.kernel.errors import MeydanError
from meydan.networks.files import FileProblem
from meydan.networks.files.archives import open_file, open_folder
from meydan.networks.files.texts import Source

JOURNAL = "journal.jsonl"
#: How the lines of a journal are to be read; another number is another way.
FORMAT = 1
BLOCK = 1024 * 1024


class ReplayStopped(MeydanError):
    """A replay that cannot begin or go on; the text says why and what would help. What was counted stands."""


@dataclass(frozen=True, slots=True)
class Result:
    """A chunk counted: its number and hash, the detectors that looked (`key@version ...`), and the counts."""

    number: int
    hash: str
    detectors: str
    counts: Counts


class Ledger:
    """The account of one replay; `head` says of what: file, packs, settings. `path` is the journal, or None."""

    def __init__(self, head: Mapping[str, Any], path: Path | None = None, *, resume: bool = False) -> None:
        """Open the account; raise ReplayStopped where a journal stands in the way or does not fit."""
        self.head = json.loads(json.dumps({"format": FORMAT, **head}))
        self.counts = Counts()
        self._path = path
        self._stream: BinaryIO | None = None
        self._done: dict[int, str] = {}
        self._read: dict[int, str] = {}
        self._detectors: str | None = None
        if path is None or not _holds_something(path):
            return
        if not resume:
            raise ReplayStopped(f"{path} is there already. Go on from it with --resume, or name another folder.")
        self._read_journal(path)

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        if self._stream is not None:
            self._stream.close()

    def holds(self, chunk: Chunk) -> bool:
        """Whether a chunk that was read is counted already; raise ReplayStopped when it was another one then."""
        self._read[chunk.number] = chunk.hash
        known = self._done.get(chunk.number)
        if known is not None and known != chunk.hash:
            raise ReplayStopped(
                "The journal counted other messages here. The file is read differently now: begin anew."
            )
        return known is not None

    def add(self, result: Result) -> bool:
        """Count a chunk, unless it is counted already; raise ReplayStopped when it does not fit the others."""
        if self._read.get(result.number) != result.hash:
            raise ReplayStopped("A worker counted messages that are not those of the file.")
        if result.number in self._done:
            return False
        self._check_detectors(result.detectors)
        self._write(_line_of(result))
        self._take(result)
        return True

    def close_account(self) -> Counts:
        """Return the sum; raise ReplayStopped unless every chunk read is counted, and no other."""
        if self._done != self._read:
            raise ReplayStopped("Not every part of the file is counted, or a part that is no longer in it is.")
        return self.counts

    def _take(self, result: Result) -> None:
        self._done[result.number] = result.hash
        self.counts = self.counts.merge(result.counts)

    def _check_detectors(self, detectors: str) -> None:
        if self._detectors is None:
            self._detectors = detectors
        if self._detectors != detectors:
            raise ReplayStopped(f"The detectors differ: {self._detectors} before, {detectors} now.")

    def _write(self, line: bytes) -> None:
        """Write a line so that it is on the disk before the chunk counts; the head comes before the first."""
        if self._path is None:
            return
        try:
            if self._stream is None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                is_new = not _holds_something(self._path)
                self._stream = self._path.open("ab")
                # A line that a break cut short is closed, so that the next one stands for itself.
                self._stream.write(_as_line(self.head) if is_new else b"\n")
            self._stream.write(line)
            self._stream.flush()
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise ReplayStopped(f"{self._path} cannot be written: {error.strerror}") from error

    def _read_journal(self, path: Path) -> None:
        with path.open("rb") as lines:
            head = _value(next(lines, b""))
            if not isinstance(head, dict):
                raise ReplayStopped(f"{path} is no journal of a replay.")
            changed = sorted(name for name in {*head, *self.head} if head.get(name) != self.head.get(name))
            if changed:
                raise ReplayStopped(f"{path} is the journal of another replay: {', '.join(changed)} differ.")
            for line in lines:
                result = _result_of(_value(line))
                if result is not None and result.number not in self._done:
                    self._check_detectors(result.detectors)
                    self._take(result)


def fingerprint(path: Path) -> tuple[str, int]:
    """Return the hash of a file, or of the known files of a folder with their names, and how many lines these have.

    Raises FileProblem when it is neither or cannot be read.
    """
    try:
        return _fingerprint(path)
    except OSError as error:
        raise FileProblem("cannot_open", path.name or str(path)) from error


def _fingerprint(path: Path) -> tuple[str, int]:
    if not path.is_file() and not path.is_dir():
        raise FileProblem("cannot_open" if path.exists() else "not_found", path.name or str(path))
    sources = open_folder(path).sources if path.is_dir() else (Source("", partial(open_file, path)),)
    found, lines = hashlib.sha256(), 0
    for source in sources:
        found.update(f"{source.name}\0".encode("utf-8", "surrogateescape"))
        with source.open() as stream:
            while block := stream.read(BLOCK):
                found.update(block)
                lines += block.count(b"\n")
        found.update(b"\0")
    return found.hexdigest(), lines


def _holds_something(path: Path) -> bool:
    return path.exists() and path.stat().st_size > 0


def _as_line(value: object) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode("ascii") + b"\n"


def _value(line: bytes) -> Any:
    """Return what a line says; None for one that was cut short."""
    try:
        return json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None


def _line_of(result: Result) -> bytes:
    counts = result.counts
    return _as_line(
        {
            "chunk": result.number,
            "hash": result.hash,
            "detectors": result.detectors,
            "messages": counts.messages,
            "tally": [[*key, count] for key, count in sorted(counts.tally.items())],
            "differing": [
                [*key, count, counts.samples.get(key, ())] for key, count in sorted(counts.differing.items())
            ],
        }
    )


def _result_of(value: Any) -> Result | None:
    """Return the result that a line holds, or None where it holds none."""
    try:
        differing: Sequence[Any] = value["differing"]
        counts = Counts(
            int(value["messages"]),
            {(pack, part, code, detail): int(count) for pack, part, code, detail, count in value["tally"]},
            {(one, other, part, code): int(count) for one, other, part, code, count, _ in differing},
            {
                (one, other, part, code): tuple((int(number), str(name)) for number, name in samples)
                for one, other, part, code, _, samples in differing
            },
        )
        return Result(int(value["chunk"]), str(value["hash"]), str(value["detectors"]), counts)
    except (KeyError, TypeError, ValueError):
        return None
