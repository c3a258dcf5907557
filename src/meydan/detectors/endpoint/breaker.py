"""Leaves an endpoint alone that does not answer.

Rule: after so many failures in a row nothing is asked for a while; then one request tries again, and others only after
it went well. Example: five time-outs in a row and a pause of 60 seconds: for a minute messages go on without this
detector, and none of them waits.
"""

import threading
from collections.abc import Callable


class Breaker:
    """Counts failures in a row and says whether asking makes sense. Threads may share it."""

    def __init__(self, failures: int, pause: float, clock: Callable[[], float]) -> None:
        """Stay closed for `pause` seconds after `failures` failures in a row; `clock` tells seconds, only growing."""
        self._most, self._pause, self._clock = failures, pause, clock
        self._lock = threading.Lock()
        self._failures = 0
        self._until: float | None = None

    def may_ask(self) -> bool:
        """Whether a request may be sent now; while the endpoint is left alone, one per pause may."""
        with self._lock:
            if self._until is None:
                return True
            now = self._clock()
            if now < self._until:
                return False
            self._until = now + self._pause
            return True

    def note_success(self) -> None:
        """The endpoint answered."""
        with self._lock:
            self._failures, self._until = 0, None

    def note_failure(self, wait: float = 0.0) -> bool:
        """The endpoint did not answer, and asked to be left alone for `wait` seconds; whether it is left alone now."""
        with self._lock:
            self._failures += 1
            if self._failures < self._most and wait <= 0:
                return self._until is not None
            self._until = self._clock() + max(self._pause, wait)
            return True
