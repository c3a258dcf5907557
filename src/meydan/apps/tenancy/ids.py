"""Gives a new row its id. This is the one place below the pages, commands and jobs where a clock is read.

Nothing is decided by the time in an id, so it need not be told; what is decided by time takes `now`.
"""

import os
import time
from uuid import UUID

from meydan.kernel.ids import RANDOM_BYTES, uuid7


def new_id() -> UUID:
    """Return an id that no row has."""
    return uuid7(now_ms=time.time_ns() // 1_000_000, random=os.urandom(RANDOM_BYTES))
