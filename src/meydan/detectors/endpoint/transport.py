"""Asks the endpoint over HTTP, patiently but not endlessly.

Rule: a time-out, a broken connection, 429 and 5xx are asked again after a growing wait, or after the wait that the
endpoint names; any other refusal is final. Example: 429 with `Retry-After: 2` is asked again after two seconds; 401 is
told and not repeated. This is the only file of the detectors that names an HTTP library.

Nothing that it raises or logs holds the key, the text or the endpoint's words.
"""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

import httpx

from meydan.detectors.endpoint.configuration import Configuration

#: Bytes of a reply that are read at most.
LONGEST_REPLY = 256 * 1024
#: Seconds of the first wait, doubled each time, and of the longest. Who asks for more is left alone instead.
FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0
#: Seconds for which an endpoint is left alone at most, whatever it asks for.
LONGEST_PAUSE = 3600.0
#: Refusals that are about one text, not about the endpoint.
_ABOUT_THE_TEXT = frozenset({400, 413, 422})


class NoReply(Exception):
    """The endpoint gave no reply that can be read.

    `code` says why; `wait` is how many seconds it asks for; `again` says whether another attempt makes sense;
    `endpoint_is_ill` is false where only this text was refused; `may_have_cost` where it may have been worked on.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        again: bool = False,
        wait: float = 0.0,
        endpoint_is_ill: bool = True,
        may_have_cost: bool = False,
    ) -> None:
        super().__init__(message)
        self.code, self.again, self.wait = code, again, wait
        self.endpoint_is_ill, self.may_have_cost = endpoint_is_ill, may_have_cost


@dataclass(slots=True)
class Transport:
    """One connection pool to one endpoint. Threads may share it.

    `clock` tells seconds, only growing. Proxies and the house's own certificates are taken from the usual variables
    (HTTPS_PROXY, NO_PROXY, SSL_CERT_FILE).
    """

    configuration: Configuration
    clock: Callable[[], float]
    _client: httpx.Client | None = field(default=None, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def post(self, body: bytes) -> bytes:
        """Send `body` once and return the reply's body; raise NoReply for anything else than 200."""
        try:
            return self._post(body)
        except httpx.TimeoutException as error:
            sent = not isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout)
            raise NoReply(
                "endpoint_timeout", "The endpoint did not answer in time.", again=True, may_have_cost=sent
            ) from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            sent = not isinstance(error, httpx.ConnectError)
            kind = type(error).__name__
            raise NoReply(
                "endpoint_unreachable", f"The endpoint cannot be reached ({kind}).", again=True, may_have_cost=sent
            ) from None

    def close(self) -> None:
        """Close the connections; a later request opens new ones."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            client.close()

    def _post(self, body: bytes) -> bytes:
        deadline = self.clock() + self.configuration.timeout
        headers = {"Content-Type": "application/json", "Accept": "application/json", "Accept-Encoding": "identity"}
        if self.configuration.key:
            headers["Authorization"] = f"Bearer {self.configuration.key}"
        with self._open().stream("POST", self.configuration.url, content=body, headers=headers) as reply:
            if reply.status_code != 200:
                raise _refusal(reply)
            return self._read(reply, deadline)

    def _open(self) -> httpx.Client:
        with self._lock:
            if self._client is None:
                # A redirect would carry the text to an address that nobody configured.
                self._client = httpx.Client(timeout=self.configuration.timeout, follow_redirects=False)
            return self._client

    def _read(self, reply: httpx.Response, deadline: float) -> bytes:
        """The whole reply; one that drips past the deadline or does not end is given up."""
        parts = bytearray()
        for part in reply.iter_bytes():
            parts += part
            if len(parts) > LONGEST_REPLY:
                raise NoReply(
                    "endpoint_answer_too_long",
                    "The endpoint's reply is too long.",
                    endpoint_is_ill=False,
                    may_have_cost=True,
                )
            if self.clock() > deadline:
                raise NoReply(
                    "endpoint_timeout", "The endpoint did not answer in time.", again=True, may_have_cost=True
                )
        return bytes(parts)


def wait_before(attempt: int, asked: float, jitter: Callable[[], float] | None = None) -> float:
    """Return the seconds before attempt 1, 2, ...: what the endpoint asks, else twice as long each time, scattered.

    Scattered, so that many processes do not come back at the same moment; `jitter` gives numbers in 0..1.
    """
    if asked > 0:
        return asked
    share = (jitter or random.SystemRandom().random)()
    return min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(attempt - 1, 10)) * (0.5 + share / 2)


def _refusal(reply: httpx.Response) -> NoReply:
    status = reply.status_code
    again = status == 429 or status >= 500
    code = "endpoint_busy" if status == 429 else "endpoint_error" if status >= 500 else "endpoint_refused"
    return NoReply(
        code,
        f"The endpoint answered {status}.",
        again=again,
        wait=_retry_after(reply.headers) if again else 0.0,
        endpoint_is_ill=status not in _ABOUT_THE_TEXT,
    )


def _retry_after(headers: httpx.Headers) -> float:
    """The seconds that the endpoint asks for, 0 where it asks for none.

    A date is read against the reply's own date, so that no clock of ours has to agree with theirs.
    """
    asked = headers.get("retry-after", "").strip()
    if asked.isascii() and asked.isdigit():
        return min(float(asked[:9]), LONGEST_PAUSE)
    until, now = _date(asked), _date(headers.get("date", ""))
    if until is None or now is None:
        return 0.0
    return min(max((until - now).total_seconds(), 0.0), LONGEST_PAUSE)


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else None
