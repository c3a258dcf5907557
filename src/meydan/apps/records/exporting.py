"""The lines of an export of the record, as docs/record-format.md has them and `scripts/verify_record.py` reads them.

What leaves the house is what was hashed and signed, nothing rewritten: an entry's line holds the very object whose
canonical text is the leaf.
"""

from typing import Any

from meydan.apps.records.canonical import canonical
from meydan.apps.records.entry import Entry, leaf
from meydan.apps.records.signing import SignedHead


def entry_line(entry: Entry) -> bytes:
    """Return the line of `entries.jsonl`; an entry without a place yet has no leaf."""
    kept = "" if entry.sequence is None else leaf(entry).hex()
    return canonical({"entry": entry.as_dict(), "leaf": kept}) + b"\n"


def head_line(signed: SignedHead) -> bytes:
    """Return the line of `heads.jsonl`."""
    return canonical(signed.as_dict()) + b"\n"


def payload_line(sequence: int, salt: bytes, body: Any) -> bytes:
    """Return the line of `payloads.jsonl` for a payload that is still there."""
    return canonical({"payload": body, "salt": salt.hex(), "sequence": sequence}) + b"\n"
