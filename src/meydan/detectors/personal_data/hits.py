"""One place in a text that may be personal data, before the whole text is judged."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hit:
    """A `kind` of personal data at the range `start`..`end` of the view, with how far it can be trusted."""

    kind: str
    start: int
    end: int
    sure: bool
    confidence: float
