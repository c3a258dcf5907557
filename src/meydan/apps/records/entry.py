"""An entry of the record: who did what to which subject, when; and a commitment to the rest, which can be erased.

The entry itself holds no words of any person and no name: ids only. What was said stands in a payload beside it. The
entry commits to the payload by a hash over a secret salt and the payload's own hash; once salt and payload are
destroyed the entry still stands in its place in the tree, and nobody can find out by guessing what the payload was.
Example: after an erasure, `step.complete` of a case remains with its time and its actor; the reply's text does not.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from meydan.apps.records.canonical import NotCanonical, canonical
from meydan.apps.records.merkle import leaf_hash
from meydan.kernel.errors import MeydanError

FORMAT = 1
SALT_BYTES = 32
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,99}")
_KIND = re.compile(r"[a-z][a-z_]*(\.[a-z][a-z_]*)+")
_HASH = re.compile(r"[0-9a-f]{64}")
_NAMES = ("institution", "id", "kind", "actor", "subject", "commitment", "sequence")


class InvalidEntry(MeydanError):
    """An entry that the record cannot hold; the message names the field."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record.

    `sequence` is its place in the institution's tree, from 0; None until the sequencer has given it one. `at` is aware
    of its zone. `kind` has a dot in it (`case.close`). `institution`, `id`, `actor` and `subject` are ids: letters,
    digits, `.`, `_`, `:` and `-` only, so that neither a full name nor an e-mail address fits in. `commitment` is 64
    hex digits.
    """

    institution: str
    id: str
    at: datetime
    kind: str
    actor: str
    subject: str
    commitment: str
    sequence: int | None = None

    def __post_init__(self) -> None:
        for name in ("institution", "id", "actor", "subject"):
            _fits(_ID, name, getattr(self, name))
        _fits(_KIND, "kind", self.kind)
        _fits(_HASH, "commitment", self.commitment)
        if self.at.tzinfo is None:
            raise InvalidEntry(f"at: {self.at} has no zone")
        if self.sequence is not None and (type(self.sequence) is not int or self.sequence < 0):
            raise InvalidEntry(f"sequence: {self.sequence!r} is no place in a tree")

    def as_dict(self) -> dict[str, Any]:
        """Return the entry as it is hashed and exported."""
        return {
            "actor": self.actor,
            "at": stamp(self.at),
            "commitment": self.commitment,
            "format": FORMAT,
            "id": self.id,
            "institution": self.institution,
            "kind": self.kind,
            "sequence": self.sequence,
            "subject": self.subject,
        }


def _fits(pattern: re.Pattern[str], name: str, value: object) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise InvalidEntry(f"{name}: {value!r} does not fit")


def stamp(at: datetime) -> str:
    """Return a time as the record writes it: UTC, microseconds, `Z`."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def leaf(entry: Entry) -> bytes:
    """Return the 32-byte leaf hash of an entry that has its place; raises `InvalidEntry` for one that has none."""
    if entry.sequence is None:
        raise InvalidEntry(f"sequence: entry {entry.id} has no place yet")
    return leaf_hash(canonical(entry.as_dict()))


def entry_from(fields: Mapping[str, Any]) -> Entry:
    """Return the entry of an exported or stored line; raises `InvalidEntry` when it is not what we would write."""
    try:
        at = datetime.fromisoformat(fields["at"])
        entry = Entry(at=at, **{name: fields[name] for name in _NAMES})
    except KeyError as error:
        raise InvalidEntry(f"{error.args[0]}: missing") from error
    except (TypeError, ValueError) as error:
        raise InvalidEntry(f"at: {error}") from error
    # In Python 1, 1.0 and True are equal; in JSON they are not.
    if dict(fields) != entry.as_dict() or type(fields["format"]) is not int:
        raise InvalidEntry("the line holds something else than an entry of this format")
    return entry


def commit(payload: Any, salt: bytes) -> str:
    """Return the commitment to a payload, as hex: SHA-256 of salt (32 secret random bytes) and the payload's hash."""
    if len(salt) != SALT_BYTES:
        raise InvalidEntry(f"salt: {len(salt)} bytes, must be {SALT_BYTES}")
    return hashlib.sha256(salt + hashlib.sha256(canonical(payload)).digest()).hexdigest()


def opens(commitment: str, payload: Any, salt: bytes) -> bool:
    """Return whether this payload with this salt is what was committed to; what cannot be written was not."""
    try:
        return hmac.compare_digest(commit(payload, salt), commitment)
    except (NotCanonical, InvalidEntry):
        return False
