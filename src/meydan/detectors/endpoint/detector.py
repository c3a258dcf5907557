"""Asks an endpoint of the institution's choice what a text is, and takes its answer for what it is worth.

Rule: a machine that nobody here can look into may point at a text, and a person decides. Example: the endpoint calls a
comment an insult with confidence 0.93; the finding says `by="endpoint:MODEL@1"` and is not sure, so that somebody looks
and nothing is removed for it. Labels on which much rests are never sure, whatever the settings say.

When it cannot ask (no answer, the day's tokens spent, no masker), it sees nothing and says why in `problems`: the other
detectors' work goes on. It is the one detector that is not deterministic of itself; temperature 0 and a fixed seed are
the most that can be asked for.
"""

import logging
import sqlite3
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from meydan.detectors.endpoint.answer import UnusableAnswer, read_answer, read_json, read_usage
from meydan.detectors.endpoint.breaker import Breaker
from meydan.detectors.endpoint.configuration import CRITICAL, Configuration
from meydan.detectors.endpoint.masking import hide
from meydan.detectors.endpoint.request import write_request
from meydan.detectors.endpoint.spending import Purse, SetAside, Spent
from meydan.detectors.endpoint.transport import LONGEST_WAIT, NoReply, Transport, wait_before
from meydan.kernel.errors import Problem
from meydan.kernel.findings import Finding, Text
from meydan.kernel.masking import Masker

VERSION = "1"
#: Problems that are kept for who looks.
_KEPT = 50
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Clocks:
    """Time as a parameter: `wall` tells seconds since 1970, `steady` seconds that only grow, `sleep` waits."""

    wall: Callable[[], float] = time.time
    steady: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the endpoint saw in a text; `silent` is the code of the problem where it gave no answer that can be used."""

    findings: tuple[Finding, ...] = ()
    silent: str | None = None


class _Silent(Exception):
    """Nothing was asked; `code` and the problem say why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(slots=True)
class _State:
    """What the detector and its masked twin share: one purse, one breaker, one pool of connections."""

    transport: Transport
    purse: Purse
    breaker: Breaker
    problems: deque[Problem] = field(default_factory=lambda: deque(maxlen=_KEPT))


class EndpointDetector:
    """Sees what a configured chat-completions endpoint says of a masked text. Threads may share it."""

    key = "endpoint"
    version = VERSION

    def __init__(
        self,
        configuration: Configuration,
        masker: Masker | None = None,
        clocks: Clocks | None = None,
        *,
        state: _State | None = None,
    ) -> None:
        """Ask as `configuration` says. Until it has a `masker`, the detector stays silent."""
        self.emits = frozenset(label for labels in configuration.labels.values() for label in labels)
        self.directions = frozenset[str](configuration.labels)
        self._configuration = configuration
        self._masker = masker
        self._clocks = clocks or Clocks()
        self._state = state or _open_state(configuration, self._clocks)

    def __repr__(self) -> str:
        return f"<EndpointDetector {self._configuration.model}>"

    def with_masker(self, masker: Masker, /) -> "EndpointDetector":
        """Return the same detector, hiding what `masker` finds before a text leaves; both count as one."""
        return EndpointDetector(self._configuration, masker, self._clocks, state=self._state)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why the detector was silent, the latest last, repetitions once; none holds a text, a key or an address."""
        return tuple(self._state.problems)

    def spent(self) -> Spent:
        """Return the requests and tokens of the last day on which anything was asked; sqlite3.Error if unreadable."""
        return self._state.purse.spent()

    def close(self) -> None:
        """Close the connections to the endpoint."""
        self._state.transport.close()

    def find(self, text: Text) -> Sequence[Finding]:
        """Return what the endpoint sees in `text`, nothing where it cannot be asked; never raises.

        Takes (retries + 1) times twice the time-out at most, connecting apart from answering, and the waits between.
        """
        return self.ask(text).findings

    def ask(self, text: Text) -> Asked:
        """Return what `find` returns, and why there was no answer where there was none; never raises."""
        if text.direction not in self.directions or not text.text.strip():
            return Asked(silent="endpoint_not_asked")
        try:
            return Asked(self._find(text))
        except _Silent as error:
            return Asked(silent=error.code)
        except (NoReply, UnusableAnswer) as error:
            return self._note(error.code, str(error))
        except (sqlite3.Error, OSError) as error:
            return self._note("endpoint_counter", f"The counter cannot be kept ({type(error).__name__}).")
        except Exception as error:
            # Whatever a masker or a library does, the message goes on; the error's text may quote the message.
            return self._note("endpoint_failed", f"The endpoint was not asked ({type(error).__name__}).")

    def _find(self, text: Text) -> tuple[Finding, ...]:
        if self._masker is None:
            raise self._silence("endpoint_no_masker", "The endpoint is not asked: nothing masks the texts.")
        message = hide(text, self._masker)
        answers = hide(Text(text.reply_to, text.direction), self._masker) if text.reply_to else None
        reply = read_json(self._ask(write_request(text, message, answers, self._configuration)))
        answer = read_answer(reply, self._configuration.labels[text.direction])
        if answer.dropped:
            self._note("endpoint_label_dropped", f"The endpoint named {answer.dropped} labels that are none; dropped.")
        return tuple(
            self._finding(label, confidence)
            for label, confidence in sorted(answer.labels.items())
            if confidence >= self._configuration.least_confidence
        )

    def _finding(self, label: str, confidence: float) -> Finding:
        settings = self._configuration
        sure = label in settings.sure and label not in CRITICAL and confidence >= settings.sure_from
        return Finding(label, confidence, sure, f"{self.key}:{settings.model}@{self.version}")

    def _ask(self, body: bytes) -> bytes:
        """Return the endpoint's reply, asking again where that makes sense; raise NoReply or _Silent."""
        for attempt in range(1, self._configuration.retries + 2):
            if not self._state.breaker.may_ask():
                raise self._silence("endpoint_resting", "The endpoint is left alone for a while.")
            try:
                return self._ask_once(body)
            except NoReply as error:
                if self._is_resting_after(error) or not error.again or attempt > self._configuration.retries:
                    raise
                self._clocks.sleep(wait_before(attempt, error.wait, self._clocks.jitter))
        raise AssertionError("the last attempt returns or raises")

    def _is_resting_after(self, error: NoReply) -> bool:
        """Count the failure, and say whether the endpoint is left alone now."""
        if not error.endpoint_is_ill:
            self._state.breaker.note_success()
            return False
        return self._state.breaker.note_failure(error.wait if error.wait > LONGEST_WAIT else 0.0)

    def _ask_once(self, body: bytes) -> bytes:
        aside = self._state.purse.set_aside(_estimate(body, self._configuration))
        if aside is None:
            raise self._silence("endpoint_spent", "What may be spent on the endpoint today is spent.")
        try:
            reply = self._state.transport.post(body)
        except NoReply as error:
            if not error.may_have_cost:
                self._state.purse.settle(aside, 0)
            raise
        self._state.breaker.note_success()
        self._settle(aside, reply)
        return reply

    def _settle(self, aside: SetAside, reply: bytes) -> None:
        try:
            tokens = read_usage(read_json(reply))
        except UnusableAnswer:
            return
        if tokens is not None:
            self._state.purse.settle(aside, tokens)

    def _silence(self, code: str, message: str) -> _Silent:
        self._note(code, message)
        return _Silent(code)

    def _note(self, code: str, message: str) -> Asked:
        problem = Problem(code, message, severity="warning")
        # A spent day would otherwise fill the log with one line a message.
        if not self._state.problems or self._state.problems[-1] != problem:
            self._state.problems.append(problem)
            _log.warning("%s [%s]", message, code)
        return Asked(silent=code)


def _open_state(configuration: Configuration, clocks: Clocks) -> _State:
    return _State(
        Transport(configuration, clocks.steady),
        Purse(configuration.daily_requests, configuration.daily_tokens, configuration.counter_file, clocks.wall),
        Breaker(configuration.failures, configuration.pause, clocks.steady),
    )


def _estimate(body: bytes, configuration: Configuration) -> int:
    """Tokens that a request may cost, rather too many: a token for two bytes, and the longest answer allowed."""
    return len(body) // 2 + 1 + configuration.answer_tokens
