"""What was seen in a text, by whom, how surely; and what a detector is given to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol

Direction = Literal["incoming", "outgoing"]


@dataclass(frozen=True, slots=True)
class Text:
    """A text as a detector sees it.

    `direction` tells whether the public wrote it (`incoming`) or we did (`outgoing`); `lang` is what is already
    known of its language (ISO 639-1, None when unknown); `reply_to` is the text that it answers.
    """

    text: str
    direction: Direction = "incoming"
    lang: str | None = None
    reply_to: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One label that somebody saw in a text.

    `confidence` lies in 0..1; `sure` says whether work may rest on it without a person's look; `by` is `person`
    or `KEY@VERSION` of a detector; `spans` are half-open character ranges of the original text. `value` refines
    the code where it has kinds (`phone` for personal data, `nn` for a language) and never repeats the text.
    """

    code: str
    confidence: float
    sure: bool
    by: str
    spans: tuple[tuple[int, int], ...] = ()
    value: str | None = None


@dataclass(frozen=True, slots=True)
class DetectorSettings:
    """What an institution tells its detectors: its languages, its published contacts, its own words.

    `contacts` are phone numbers, addresses and e-mails that the institution publishes itself: never personal
    data. `lexicons` maps a label to terms that it adds (`term`) or takes out (`-term`), per language.
    """

    languages: tuple[str, ...] = ("tr", "nn", "nb", "fi", "en")
    contacts: tuple[str, ...] = ()
    lexicons: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)


class Detector(Protocol):
    """A plug-in that says what a text is. It never recommends an action, keeps nothing, and is deterministic."""

    key: str
    version: str
    emits: frozenset[str]
    directions: frozenset[str]

    def find(self, text: Text) -> Sequence[Finding]:
        """Return what is seen in `text`, at most linear in its length; never raises on any text."""
        ...
