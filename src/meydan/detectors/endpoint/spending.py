"""How much is spent outside in a day, and that it never grows beyond what the institution allows.

Rule: what a request may cost is set aside before it is sent; where the rest of the day does not suffice, nothing is
sent. Example: of 2,000,000 tokens 1,999,000 are spent and a request may cost 2,500: the detector stays silent until
midnight (UTC).

Without a file every process counts for itself; with one (SQLite) all processes of the institution count together, and
a file that cannot be read counts as a day that is spent.
"""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_SECONDS_A_DAY = 86_400
#: Seconds that a process waits for another that is counting.
_PATIENCE = 2.0


@dataclass(frozen=True, slots=True)
class Spent:
    """What a day (days since 1970, UTC) has cost so far; the tokens of requests under way are counted in."""

    day: int = 0
    requests: int = 0
    tokens: int = 0


@dataclass(frozen=True, slots=True)
class SetAside:
    """What a request under way may cost, and on which day."""

    day: int
    tokens: int


class Purse:
    """Counts requests and tokens of the day. Threads may share it; processes share the file."""

    def __init__(self, requests: int, tokens: int, file: Path | None, clock: Callable[[], float]) -> None:
        """Allow so many requests and tokens a day; `clock` tells seconds since 1970."""
        self._most = Spent(0, requests, tokens)
        self._file = file
        self._clock = clock
        self._lock = threading.Lock()
        self._memory = Spent()

    def set_aside(self, tokens: int) -> SetAside | None:
        """Count one request that may cost so many tokens; None where the day's rest does not suffice."""
        day = int(self._clock() // _SECONDS_A_DAY)

        def count(spent: Spent) -> Spent | None:
            # A clock that is set back does not open a new day.
            now = spent if spent.day >= day else Spent(day)
            after = Spent(now.day, now.requests + 1, now.tokens + tokens)
            return after if after.requests <= self._most.requests and after.tokens <= self._most.tokens else None

        after = self._change(count)
        return SetAside(after.day, tokens) if after else None

    def settle(self, aside: SetAside, tokens: int) -> None:
        """Put what a request did cost in the place of what was set aside for it."""

        def count(spent: Spent) -> Spent | None:
            if spent.day != aside.day:
                return None
            return Spent(spent.day, spent.requests, max(0, spent.tokens - aside.tokens + tokens))

        self._change(count)

    def spent(self) -> Spent:
        """Return what the last day on which anything was asked has cost."""
        return self._change(lambda spent: spent) or Spent()

    def _change(self, count: Callable[[Spent], Spent | None]) -> Spent | None:
        """Replace the count by what `count` makes of it, None leaving it; raise sqlite3.Error where a file fails."""
        with self._lock:
            if self._file is not None:
                return _change_file(self._file, count)
            after = count(self._memory)
            self._memory = after or self._memory
            return after


def _change_file(file: Path, count: Callable[[Spent], Spent | None]) -> Spent | None:
    with closing(sqlite3.connect(file, timeout=_PATIENCE, isolation_level=None)) as book:
        book.execute("BEGIN IMMEDIATE")
        book.execute("CREATE TABLE IF NOT EXISTS spent (day INTEGER PRIMARY KEY, requests INTEGER, tokens INTEGER)")
        row = book.execute("SELECT day, requests, tokens FROM spent ORDER BY day DESC LIMIT 1").fetchone()
        after = count(Spent(*row) if row else Spent())
        if after is not None:
            book.execute("INSERT OR REPLACE INTO spent VALUES (?, ?, ?)", (after.day, after.requests, after.tokens))
        book.execute("COMMIT")
        return after
