"""Personal data in a text: identity numbers, telephones, accounts, e-mails, plates and addresses of people.

Rule: a private person's data shall not be spread on our pages, neither by others nor by us. Example: "Öğrencimiz Ayşe
Kaya'nın telefonu 0532 111 22 33" is sure; "0532 111 22 33" alone is for a person to look at; "Santral 0312 000 00 00"
is nothing. Health and family matters are told in words, which this detector does not judge.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import chain

from meydan.detectors.personal_data.addresses import find_addresses
from meydan.detectors.personal_data.emails import find_emails, fold_contacts
from meydan.detectors.personal_data.hits import Hit
from meydan.detectors.personal_data.identities import find_cards, find_hetus, find_ibans, find_identities
from meydan.detectors.personal_data.phones import PublishedNumbers, find_phones
from meydan.detectors.personal_data.plates import find_plates
from meydan.detectors.personal_data.view import View, look_at
from meydan.kernel.findings import DetectorSettings, Finding, Text

_ANYTHING = re.compile(r"[\d@＠(\[{]")
_DIGIT = re.compile(r"\d")
_MANY_DIGITS = re.compile(r"(?:\d[^\d\n]{0,3}){6}\d")


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
        if _ANYTHING.search(text.text) is None:
            return []
        view = look_at(text.text, text.lang)
        hits = _without_overlaps(self._candidates(view), len(view.text))
        return _as_findings(view, hits) if hits else []

    def _candidates(self, view: View) -> Iterator[Hit]:
        found: list[Iterator[Hit]] = []
        if "@" in view.text or "(" in view.text or "[" in view.text or "{" in view.text:
            found.append(find_emails(view, self._contacts))
        if _DIGIT.search(view.text):
            if _MANY_DIGITS.search(view.text):
                found += [
                    find_ibans(view),
                    find_cards(view),
                    find_hetus(view),
                    find_identities(view),
                    find_phones(view, self._phones),
                ]
            found += [find_plates(view), find_addresses(view, self._addresses)]
        return chain.from_iterable(found)


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
