"""Personal data in a text: identity numbers, telephones, accounts, e-mails, plates and addresses of people.

Rule: a private person's data shall not be spread on our pages, neither by others nor by us. Example: "Öğrencimiz Ayşe
Kaya'nın telefonu 0532 111 22 33" is sure; "0532 111 22 33" alone is for a person to look at; "Santral 0312 000 00 00"
is nothing. Health and family matters are told in words, which this detector does not judge.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from meydan.detectors.personal_data.addresses import find_addresses, house_numbers, may_hold_other_addresses
from meydan.detectors.personal_data.emails import find_emails, fold_contacts
from meydan.detectors.personal_data.hits import Hit
from meydan.detectors.personal_data.identities import find_cards, find_hetus, find_ibans, find_identities
from meydan.detectors.personal_data.phones import PublishedNumbers, find_phones
from meydan.detectors.personal_data.plates import countries_of_plates, find_plates
from meydan.detectors.personal_data.view import View, figures_of, look_at
from meydan.kernel.findings import DetectorSettings, Finding, Text

_ANYTHING = re.compile(r"[\d@＠(\[{]")
#: The same for what nearly every text is made of, and a character that leaves it open: no letter of ours, no emoji.
_PLAINLY = re.compile(r"[0-9@(\[{]")
_FOREIGN = re.compile("[^\x00-\u065f\u1e00-\u1eff\u2000-\ua61f\ufe00-\ufe0f\U0001f000-\U0001faff]")
#: Seven figures close together: without them there is no long number.
MANY_DIGITS = re.compile(r"(?:\d[^\d\n]{0,3}){6}\d")
#: Digits that a telephone, an identity number and a card have at least; a Finnish identity code has six that stand
#: by themselves.
_OF_PHONE, _OF_IDENTITY, _OF_CARD, _BIRTHDAY = 7, 8, 13, 6


class PersonalDataDetector:
    """Finds where a text gives away a person's data; one finding per kind and sureness, with all its places."""

    key = "personal_data"
    version = "1.0"
    emits = frozenset({"personal_data"})
    directions = frozenset({"incoming", "outgoing"})

    def __init__(self, settings: DetectorSettings) -> None:
        self._phones = PublishedNumbers(settings.contacts, settings.languages)
        self._contacts = fold_contacts(settings.contacts)
        self._addresses = tuple(sorted(self._contacts))

    def find(self, text: Text) -> list[Finding]:
        """Personal data in `text`; linear in its length, never raises; empty when there is none."""
        if not may_hold_any(text.text):
            return []
        view = look_at(text.text, text.lang)
        finders = self._finders(view)
        hits = _without_overlaps(chain.from_iterable(finders), len(view.text)) if finders else []
        return _as_findings(view, hits) if hits else []

    def _finders(self, view: View) -> list[Iterator[Hit]]:
        """Return the finders that may find something in such a text; most texts with a number need none of them."""
        found: list[Iterator[Hit]] = []
        if "@" in view.text or "(" in view.text or "[" in view.text or "{" in view.text:
            found.append(find_emails(view, self._contacts))
        figures = figures_of(view)
        if not figures:
            return found
        if figures[-1][1] - figures[0][0] >= _OF_PHONE:
            found += self._long_numbers(view, [end - start for start, end in figures])
        if countries := countries_of_plates(view.text, figures):
            found.append(find_plates(view, countries))
        houses = house_numbers(view, figures)
        if houses or may_hold_other_addresses(view.text, figures[0][0]):
            found.append(find_addresses(view, houses, self._addresses))
        return found

    def _long_numbers(self, view: View, lengths: Sequence[int]) -> Iterator[Iterator[Hit]]:
        """Yield the finders of long numbers that may find one; `lengths` are those of all figures in `view`."""
        digits = sum(lengths)
        if digits < _OF_PHONE or not MANY_DIGITS.search(view.text):
            return
        yield find_ibans(view)
        if digits >= _OF_CARD:
            yield find_cards(view)
        if _BIRTHDAY in lengths:
            yield find_hetus(view)
        if digits >= _OF_IDENTITY:
            yield find_identities(view)
        yield find_phones(view, self._phones)


def may_hold_any(text: str) -> bool:
    """Whether there is a figure, an at sign or what may stand for one; only a foreign character costs a second look."""
    if _PLAINLY.search(text) is not None:
        return True
    return not text.isascii() and _FOREIGN.search(text) is not None and _ANYTHING.search(text) is not None


def _without_overlaps(candidates: Iterator[Hit], length: int) -> list[Hit]:
    """The candidates, the earlier kind winning where two lie on the same place."""
    taken: bytearray | None = None
    hits = []
    for hit in candidates:
        taken = taken or bytearray(length)
        if 1 not in taken[hit.start : hit.end]:
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            hits.append(hit)
    return hits


def _as_findings(view: View, hits: Sequence[Hit]) -> list[Finding]:
    groups: dict[tuple[str, bool], list[Hit]] = {}
    for hit in sorted(hits, key=lambda one: one.start):
        groups.setdefault((hit.kind, hit.sure), []).append(hit)
    by = f"{PersonalDataDetector.key}@{PersonalDataDetector.version}"
    return [
        Finding(
            code="personal_data",
            confidence=max(hit.confidence for hit in group),
            sure=sure,
            by=by,
            spans=tuple(view.span(hit.start, hit.end) for hit in group),
            value=kind,
        )
        for (kind, sure), group in groups.items()
    ]
