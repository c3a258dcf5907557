"""What an institution says of its endpoint: typed environment variables, read in this one place.

Rule: nothing is asked outside unless the institution names an address itself. Example: with MEYDAN_ENDPOINT_URL unset
there is no such detector, whatever else is set; with it set, a wrong value anywhere is told and nothing is asked.

A key may lie in a file (MEYDAN_ENDPOINT_KEY_FILE). No key, and no address that could hold one, stands in an error.
"""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args
from urllib.parse import SplitResult, parse_qsl, urlsplit, urlunsplit

from meydan.kernel.errors import MeydanError, Problem
from meydan.kernel.findings import Direction
from meydan.kernel.vocabulary import INCOMING_LABELS, OUTGOING_LABELS

PREFIX = "MEYDAN_ENDPOINT_"
#: Every variable that is read, without its prefix.
NAMES = (
    "URL",
    "MODEL",
    "KEY",
    "KEY_FILE",
    "ALLOW_HTTP",
    "TIMEOUT",
    "RETRIES",
    "DAILY_REQUESTS",
    "DAILY_TOKENS",
    "ANSWER_TOKENS",
    "COUNTER_FILE",
    "FAILURES",
    "PAUSE",
    "LABELS",
    "LEAST_CONFIDENCE",
    "SURE",
    "SURE_FROM",
)
LABELS: Mapping[Direction, tuple[str, ...]] = {"incoming": INCOMING_LABELS, "outgoing": OUTGOING_LABELS}
#: Labels on which a removal, a refusal, a call for help or a police report may stand: only people make them sure.
CRITICAL = frozenset(
    {
        "insult",
        "hate_speech",
        "harassment",
        "personal_data",
        "legal_case",
        "threat",
        "violence",
        "drugs",
        "phishing",
        "self_harm",
        "case_matter",
        "discriminates",
        "violent",
        "sexual",
        "lawsuit",
        "case_handling",
        "confidential",
        "customer_matter",
    }
)
_CHAT = "/chat/completions"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_KEY = re.compile(r"[\x21-\x7e]+")
_MODEL = re.compile(r"[\x21-\x7e]{1,200}")
_YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class InvalidEndpoint(MeydanError):
    """Settings of the endpoint that cannot be used; `problems` names every variable, never the value of a secret."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


@dataclass(frozen=True, slots=True)
class Configuration:
    """An endpoint and how far it may be used.

    `url` is the whole address that is asked; `timeout` and `pause` are seconds; `daily_requests` and `daily_tokens`
    are the most that is spent in a day (UTC), counted in `counter_file` for all processes together where it is given.
    `labels` are asked for per direction; of `sure` alone a finding may be sure, from `sure_from` on.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    timeout: float = 10.0
    retries: int = 2
    daily_requests: int = 1000
    daily_tokens: int = 2_000_000
    answer_tokens: int = 400
    counter_file: Path | None = None
    failures: int = 5
    pause: float = 60.0
    labels: Mapping[Direction, tuple[str, ...]] = field(default_factory=lambda: {"incoming": INCOMING_LABELS})
    least_confidence: float = 0.5
    sure: frozenset[str] = frozenset()
    sure_from: float = 0.9


def read_configuration(environ: Mapping[str, str] | None = None) -> Configuration | None:
    """Return what the environment says, None where no address is named; raise InvalidEndpoint naming all that is wrong.

    `environ` stands in for the process's own environment in a test.
    """
    reader = _Reader(os.environ if environ is None else environ)
    if not reader.text("URL"):
        return None
    reader.refuse_unknown()
    configuration = Configuration(
        url=reader.url(),
        model=reader.model(),
        key=reader.key(),
        timeout=reader.number("TIMEOUT", 10.0, 0.05, 600),
        retries=reader.count("RETRIES", 2, 0, 10),
        daily_requests=reader.count("DAILY_REQUESTS", 1000, 0, 10**9),
        daily_tokens=reader.count("DAILY_TOKENS", 2_000_000, 0, 10**12),
        answer_tokens=reader.count("ANSWER_TOKENS", 400, 50, 100_000),
        counter_file=Path(file) if (file := reader.text("COUNTER_FILE")) else None,
        failures=reader.count("FAILURES", 5, 1, 1000),
        pause=reader.number("PAUSE", 60.0, 0, 86_400),
        labels=reader.labels(),
        least_confidence=reader.number("LEAST_CONFIDENCE", 0.5, 0, 1),
        sure=reader.sure(),
        sure_from=reader.number("SURE_FROM", 0.9, 0.5, 1),
    )
    if reader.problems:
        raise InvalidEndpoint(reader.problems)
    return configuration


class _Reader:
    """Reads variables one by one and gathers what is wrong with them, so that all of it is told at once."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self.problems: list[Problem] = []

    def text(self, name: str) -> str:
        return self._environ.get(PREFIX + name, "").strip()

    def refuse_unknown(self) -> None:
        known = {PREFIX + name for name in NAMES}
        for name in sorted(self._environ):
            if name.startswith(PREFIX) and name not in known:
                self._wrong(
                    name.removeprefix(PREFIX), "is no setting of the endpoint", f"There are: {', '.join(NAMES)}."
                )

    def url(self) -> str:
        try:
            parts = urlsplit(self.text("URL"))
            host, _ = parts.hostname, parts.port
        except ValueError:
            return self._wrong("URL", "cannot be read as an address")
        if parts.scheme not in {"http", "https"} or not host:
            return self._wrong("URL", "must begin with https:// and name a host")
        if parts.username is not None or parts.password is not None:
            return self._wrong("URL", "may not hold a name or a password", f"Use {PREFIX}KEY.")
        if any(name != "api-version" for name, _ in parse_qsl(parts.query, keep_blank_values=True)) or parts.fragment:
            return self._wrong("URL", "may hold no parameter but api-version", f"A key belongs into {PREFIX}KEY.")
        if parts.scheme == "http" and host not in _LOOPBACK and not self.yes_no("ALLOW_HTTP", default=False):
            return self._wrong("URL", "must be https://", f"{PREFIX}ALLOW_HTTP=yes allows plain http inside the house.")
        return _address_of_chat(parts)

    def model(self) -> str:
        model = self.text("MODEL")
        if not _MODEL.fullmatch(model):
            return self._wrong("MODEL", "must name a model, in at most 200 ASCII characters without spaces")
        return model

    def key(self) -> str | None:
        key, file = self.text("KEY"), self.text("KEY_FILE")
        if key and file:
            self._wrong("KEY", f"and {PREFIX}KEY_FILE are both set", "Set one of them.")
            return None
        if file:
            try:
                key = Path(file).read_text(encoding="utf-8").strip()
            except (OSError, ValueError):
                self._wrong("KEY_FILE", "names a file that cannot be read as text")
                return None
        if (key or file) and not _KEY.fullmatch(key):
            # An unfit character would otherwise turn up in the error of the HTTP library, with the key around it.
            self._wrong("KEY_FILE" if file else "KEY", "must be one word of ASCII characters")
            return None
        return key or None

    def number(self, name: str, default: float, least: float, most: float) -> float:
        try:
            value = float(self.text(name) or default)
        except ValueError:
            value = float("nan")
        if not least <= value <= most:
            self._wrong(name, f"must be a number from {least:g} to {most:g}")
            return default
        return value

    def count(self, name: str, default: int, least: int, most: int) -> int:
        text = self.text(name) or str(default)
        # Beyond twenty digits no value is allowed anyway, and int() refuses the longest.
        value = int(text) if text.isascii() and text.isdigit() and len(text) <= 20 else -1
        if not least <= value <= most:
            self._wrong(name, f"must be a whole number from {least} to {most}")
            return default
        return value

    def yes_no(self, name: str, *, default: bool) -> bool:
        text = self.text(name).casefold()
        if text and text not in _YES_NO:
            self._wrong(name, "must be yes or no")
        return _YES_NO.get(text, default)

    def labels(self) -> Mapping[Direction, tuple[str, ...]]:
        words = self._words("LABELS") or ["incoming"]
        chosen: dict[Direction, tuple[str, ...]] = {}
        used: set[str] = set()
        for direction in get_args(Direction):
            names = {label: {direction, label, f"{direction}.{label}"} & set(words) for label in LABELS[direction]}
            used.update(*names.values())
            if found := tuple(label for label, by in names.items() if by):
                chosen[direction] = found
        for word in words:
            if word not in used:
                self._wrong(
                    "LABELS", f"holds {_shorten(word)}, which is no label", "Name incoming, outgoing or labels."
                )
        return chosen

    def sure(self) -> frozenset[str]:
        words = frozenset(self._words("SURE"))
        for word in sorted(words - {label for labels in LABELS.values() for label in labels}):
            self._wrong("SURE", f"holds {_shorten(word)}, which is no label")
        for word in sorted(words & CRITICAL):
            self._wrong("SURE", f"holds {word}, on which too much rests: only people make it sure")
        return words

    def _words(self, name: str) -> list[str]:
        return [word for word in re.split(r"[,\s]+", self.text(name)) if word]

    def _wrong(self, name: str, what: str, hint: str = "") -> str:
        self.problems.append(Problem("endpoint_setting", f"{PREFIX}{name} {what}.", hint=hint))
        return ""


def _address_of_chat(parts: SplitResult) -> str:
    """Return the address that is asked: institutions name either the whole of it or its root (`.../v1`)."""
    path = parts.path.rstrip("/")
    return urlunsplit(parts._replace(path=path if path.endswith(_CHAT) else path + _CHAT))


def _shorten(word: str) -> str:
    return repr(word[:40])
