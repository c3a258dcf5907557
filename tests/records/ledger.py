"""A small record to check and to tamper with: entries, payloads, heads, all invented; keys that need no library."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from meydan.apps.records.checking import Line, Payload, Report, check
from meydan.apps.records.entry import Entry, commit, leaf
from meydan.apps.records.merkle import Frontier, append
from meydan.apps.records.signing import Check, SignedHead, head_of

HOUSE = "0198f3a0-7c1e-7b21-9f10-6d2c4b8a9e01"
START = datetime(2026, 11, 20, 13, 40, tzinfo=UTC)
KEY = "0badcafe"


def stamped(text: bytes) -> bytes:
    """What stands for a signature here: only whoever holds the secret can make it."""
    return hashlib.sha512(b"the institution's secret" + text).digest()


def holds(text: bytes, signature: bytes) -> bool:
    return signature == stamped(text)


KEYS: dict[str, Check] = {KEY: holds}


@dataclass
class Ledger:
    """A record that can be looked at and changed: the lists are those that `check` gets."""

    lines: list[Line]
    heads: list[SignedHead]
    payloads: dict[int, Payload]

    def check(self, more: Iterable[SignedHead] = ()) -> Report:
        return check(HOUSE, self.lines, [*self.heads, *more], KEYS, self.payloads)

    def faults(self, more: Iterable[SignedHead] = ()) -> list[tuple[str, dict[str, str]]]:
        return [(fault.code, dict(fault.params)) for fault in self.check(more).faults]


def entry(number: int, sequence: int | None, **other: Any) -> Entry:
    fields = {
        "institution": HOUSE,
        "id": f"id-{number}",
        "at": START + timedelta(seconds=number),
        "kind": "case.close",
        "actor": "member:1",
        "subject": f"case:{number}",
        "commitment": commit(body(number), salt(number)),
    }
    return Entry(**{**fields, **other}, sequence=sequence)


def body(number: int) -> dict[str, Any]:
    return {"reason": f"Gerekçe {number}", "from": "open", "to": "closed"}


def salt(number: int) -> bytes:
    return hashlib.sha256(f"salt {number}".encode()).digest()


def line(made: Entry) -> Line:
    return Line(made.as_dict(), leaf(made).hex() if made.sequence is not None else "")


@cache
def made(number: int) -> Line:
    """The line of a whole record's entry; made once, for it never changes."""
    return line(entry(number, number))


def ledger(size: int, signed_at: Iterable[int] = ()) -> Ledger:
    """A whole record of `size` entries, signed at these sizes and at its end."""
    lines = [made(number) for number in range(size)]
    frontier, heads = Frontier(), []
    at = {*signed_at, size}
    for each in lines:
        frontier, _ = append(frontier, bytes.fromhex(each.leaf))
        if frontier.size in at:
            heads.append(signed(frontier))
    payloads = {number: Payload(salt(number), body(number)) for number in range(size)}
    return Ledger(lines, heads, payloads)


def signed(frontier: Frontier, key: str = KEY, institution: str = HOUSE) -> SignedHead:
    head = head_of(institution, frontier)
    return SignedHead(head, key, stamped(head.text()))
