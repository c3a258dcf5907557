"""Keeping what is personal inside the house when a text is shown to somebody outside it.

Rule: a detector that asks a service outside sends nothing before it was told how texts are masked. Example: of
"Ayşe'nin telefonu 0532 111 22 33" the service sees "Ayşe'nin telefonu [phone]".

Detectors are strangers to one another, so the flow takes what the detectors of personal data see and hands it to those
that ask outside; neither side names the other.
"""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from meydan.kernel.findings import Detector, Finding, Text


class Masker(Protocol):
    """Says which passages of a text may not leave the house."""

    def __call__(self, text: Text, /) -> Sequence[Finding]:
        """Return findings whose `spans` must be hidden; `value` names the kind (`phone`), never the text."""
        ...


@runtime_checkable
class AsksOutside(Protocol):
    """A detector that shows texts to somebody outside; it stays silent until it has a masker."""

    def with_masker(self, masker: Masker, /) -> Detector:
        """Return the same detector, hiding what `masker` finds before a text leaves."""
        ...
