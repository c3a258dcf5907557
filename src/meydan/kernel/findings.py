"""What was seen in a text, by whom, how surely; and what a detector is given to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, runtime_checkable

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
    data. `lexicons` maps a label to terms that it adds (`term`) or takes out (`-term`), per language. `adaptation` is
    the file of what the classifier learnt from the institution's own corrections.
    """

    languages: tuple[str, ...] = ("tr", "nn", "nb", "fi", "en")
    contacts: tuple[str, ...] = ()
    lexicons: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    adaptation: str | None = None


class Detector(Protocol):
    """A plug-in that says what a text is. It never recommends an action, keeps nothing, and is deterministic."""

    key: str
    version: str
    emits: frozenset[str]
    directions: frozenset[str]

    def find(self, text: Text) -> Sequence[Finding]:
        """Return what is seen in `text`, at most linear in its length; never raises on any text."""
        ...


@runtime_checkable
class FindsMany(Protocol):
    """A detector that is faster over hundreds of texts than over one after another."""

    def find_many(self, texts: Sequence[Text]) -> Sequence[Sequence[Finding]]:
        """Return what `find` returns for each of the texts, in their order."""
        ...


@runtime_checkable
class Weighs(Protocol):
    """A detector that is asked last and weighs what others are not sure of: its word stands in place of theirs.

    `weighs` holds the keys of those others with the labels on which they are weighed. An institution's own word
    (`value` is `own`) and its own labels (`x-...`) are never weighed.
    """

    weighs: Mapping[str, frozenset[str]]
