"""Every row of the house has one id: made before the row is written, in order of time, the same in links and records.

It is a UUID of version 7 (RFC 9562): 48 bits of milliseconds since 1970, then 74 bits of chance. Example: of two
messages the one that came a minute later has the greater id. An id's time is good for sorting and for nothing else: no
deadline and no proof rests on it.
"""

from uuid import UUID

#: How many bytes of chance an id takes.
RANDOM_BYTES = 10
_LAST_MS = 2**48 - 1


def uuid7(*, now_ms: int, random: bytes) -> UUID:
    """Return the id for a moment and ten bytes of chance.

    `now_ms` counts milliseconds since 1970 (UTC). Raises `ValueError` when either does not fit.
    """
    if not 0 <= now_ms <= _LAST_MS:
        raise ValueError(f"{now_ms} ms is no moment that an id can hold")
    if len(random) != RANDOM_BYTES:
        raise ValueError(f"an id takes {RANDOM_BYTES} random bytes, not {len(random)}")
    chance = int.from_bytes(random)
    above, below = (chance >> 62) & 0xFFF, chance & (2**62 - 1)
    return UUID(int=now_ms << 80 | 0x7 << 76 | above << 64 | 0b10 << 62 | below)
