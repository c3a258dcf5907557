"""Whether a record is what was signed; if not, which entries were changed, dropped, moved, or never given a place.

Every line is held against the leaf under which it was sequenced, every leaf against the signed heads, every payload
that is left against its commitment. Example: somebody changes the actor of entry 7 in the database: entry 7 is named.
They change its leaf too: the next signed head no longer fits, and the entries since the head before are named.

What this cannot see: entries at the end that were dropped together with every head that covers them. Against that helps
a head that somebody else has kept, or a time stamp over it; give it to `check` among the heads.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from meydan.apps.records.entry import Entry, InvalidEntry, entry_from, leaf, opens
from meydan.apps.records.merkle import Frontier, append, root
from meydan.apps.records.signing import Check, SignedHead, origin_of
from meydan.kernel.decision import Notice


@dataclass(frozen=True, slots=True)
class Line:
    """A stored or exported entry: its fields, the leaf hash kept beside it (hex; empty where it has no place yet)."""

    fields: Mapping[str, Any]
    leaf: str = ""


@dataclass(frozen=True, slots=True)
class Payload:
    """What an entry committed to, while it is still there."""

    salt: bytes
    body: Any


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, and the faults: codes with parameters, in the order in which they were found."""

    entries: int
    signed: int
    heads: int
    payloads: int
    faults: tuple[Notice, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


@dataclass(slots=True)
class _Walk:
    """One pass over the lines. Lines that come too early wait until those before them are there."""

    institution: str
    heads: Mapping[int, Sequence[SignedHead]]
    payloads: Mapping[int, Payload]
    faults: list[Notice] = field(default_factory=list)
    frontier: Frontier = field(default_factory=Frontier)
    waiting: dict[int, bytes] = field(default_factory=dict)
    read: int = 0
    opened: int = 0
    highest: int = -1
    trusted: int = 0
    disorder: list[tuple[int, int]] = field(default_factory=list)
    broken: bool = False

    def say(self, code: str, **params: str | int) -> None:
        self.faults.append(Notice(code, {key: str(value) for key, value in params.items()}))

    def line(self, line: Line) -> None:
        """Take in one line: is it an entry of ours, unchanged, in its place?"""
        self.read += 1
        try:
            entry = entry_from(line.fields)
        except InvalidEntry:
            self._unreadable(line)
            return
        if entry.institution != self.institution:
            self.say("entry_foreign", id=entry.id, institution=entry.institution)
        elif entry.sequence is None:
            self.say("entry_never_sequenced", id=entry.id)
        else:
            self._entry(entry, entry.sequence, line.leaf)

    def _unreadable(self, line: Line) -> None:
        """A line that is no entry any more was altered; it still stands where its leaf was, if it says where."""
        sequence = line.fields.get("sequence")
        if not isinstance(sequence, int) or isinstance(sequence, bool) or sequence < 0:
            self.say("entry_unreadable", line=self.read)
            return
        self.say("entry_altered", sequence=sequence, id=str(line.fields.get("id", "")))
        self._place(sequence, _bytes(line.leaf) or bytes(32))

    def _entry(self, entry: Entry, sequence: int, kept: str) -> None:
        now = leaf(entry)
        if kept != now.hex():
            self.say("entry_altered", sequence=sequence, id=entry.id)
        payload = self.payloads.get(sequence)
        if payload is not None:
            self.opened += 1
            if not opens(entry.commitment, payload.body, payload.salt):
                self.say("payload_altered", sequence=sequence, id=entry.id)
        self._place(sequence, _bytes(kept) or now)

    def _place(self, sequence: int, hashed: bytes) -> None:
        if sequence < self.frontier.size or sequence in self.waiting:
            self.say("entry_twice", sequence=sequence)
            return
        if sequence < self.highest:
            self._disordered(sequence)
        self.highest = max(self.highest, sequence)
        self.waiting[sequence] = hashed
        while self.frontier.size in self.waiting:
            self.frontier, _ = append(self.frontier, self.waiting.pop(self.frontier.size))
            self.compare()

    def _disordered(self, sequence: int) -> None:
        """Note the stretch in which the order is wrong: from the late entry to the one that stood too early."""
        first, last = sequence, self.highest
        while self.disorder and self.disorder[-1][1] >= first:
            first = min(first, self.disorder.pop()[0])
        self.disorder.append((first, last))

    def compare(self) -> None:
        """Hold the tree as it now stands against the heads that were signed at this size."""
        heads = self.heads.get(self.frontier.size, ())
        now = root(self.frontier) if heads else b""
        if any(each.head.root == now for each in heads):
            self.trusted = self.frontier.size
        elif heads and not self.broken:
            # What comes after grows from the same wrong tree: only the first head that does not fit says where.
            self.broken = True
            self.say("head_mismatch", size=self.frontier.size, first=self.trusted, last=max(self.frontier.size - 1, 0))

    def finish(self) -> None:
        """Name what stands in the wrong order, what is missing, and what nobody has signed."""
        for first, last in self.disorder:
            self.say("entries_out_of_order", first=first, last=last)
        size = self.frontier.size
        ends = [*sorted(self.waiting), max(self.heads, default=0)]
        for end in ends:
            if end > size:
                self.say("entries_missing", first=size, last=end - 1)
            size = max(size, end + 1)
        covered = max(self.heads, default=0)
        if self.highest >= covered:
            self.say("entries_unsigned", first=covered, last=self.highest)
        for sequence in sorted(each for each in self.payloads if each > self.highest):
            self.say("payload_without_entry", sequence=sequence)


def check(
    institution: str,
    lines: Iterable[Line],
    heads: Iterable[SignedHead],
    keys: Mapping[str, Check],
    payloads: Mapping[int, Payload] | None = None,
) -> Report:
    """Return what is wrong with an institution's record: `lines` in the order in which they are kept.

    `keys` says how to check the signatures of each key id; it must come from somebody other than whoever is checked.
    `payloads` are those still there, by sequence; one that is missing was erased and is no fault. Reads the lines once;
    needs memory for heads, payloads and lines out of order only.
    """
    faults: list[Notice] = []
    sound = [head for head in heads if _is_sound(head, institution, keys, faults)]
    sizes: dict[int, list[SignedHead]] = {}
    for signed in sound:
        sizes.setdefault(signed.head.size, []).append(signed)
    faults += [
        Notice("head_forked", {"size": str(size)})
        for size, each in sorted(sizes.items())
        if len({signed.head.root for signed in each}) > 1
    ]
    walk = _Walk(institution, sizes, payloads or {}, faults)
    walk.compare()
    for line in lines:
        walk.line(line)
    walk.finish()
    return Report(walk.read, walk.trusted, len(sound), walk.opened, tuple(faults))


def _is_sound(signed: SignedHead, institution: str, keys: Mapping[str, Check], faults: list[Notice]) -> bool:
    """Whether a head is this institution's and its signature holds; otherwise it counts for nothing and is named."""
    params = {"size": str(signed.head.size), "key": signed.key}
    if signed.head.origin != origin_of(institution):
        faults.append(Notice("head_foreign", params))
    elif signed.key not in keys:
        faults.append(Notice("head_key_unknown", params))
    elif not keys[signed.key](signed.head.text(), signed.signature):
        faults.append(Notice("head_forged", params))
    else:
        return True
    return False


def _bytes(text: str) -> bytes:
    """Return 32 bytes from their hex, or nothing where it is none."""
    try:
        found = bytes.fromhex(text)
    except (ValueError, TypeError):
        return b""
    return found if len(found) == 32 else b""
