"""Vehicle plates of Türkiye (34 ABC 123), Norway (DK 12345), Finland (ABC-123) and, beside a car, of Britain.

A plate is sure where a private vehicle is spoken of. Without that word a Turkish or Norwegian plate is for a person to
look at; a Finnish one is passed over, since courses and rooms are named in the same way. A bus's plate is nobody's.
"""

import re
from collections.abc import Collection, Iterator, Sequence

from meydan.detectors.personal_data.context import look_around
from meydan.detectors.personal_data.hits import Hit
from meydan.detectors.personal_data.view import View

_TURKISH = re.compile(
    r"(?<![\w.,:/\-])(?:0[1-9]|[1-7]\d|8[01])[ \-]{0,2}(?P<letters>[A-Za-z]{1,3})"
    r"[ \-]{0,2}(?P<number>\d{2,5})(?![\w]|[.,:]\d)"
)
_NORWEGIAN = re.compile(r"(?<![\w\-/])(?P<letters>[A-Za-z]{2}) ?\d{5}(?![\w/\-]|[.,:]\d)")
_FINNISH = re.compile(r"(?<![\w\-/])(?P<letters>[A-Za-zÅÄÖåäö]{2,3})-\d{1,3}(?![\w/\-]|[.,:]\d)")
_BRITISH = re.compile(r"(?<![\w\-/])(?P<letters>[A-Z]{2})\d{2} ?[A-Z]{3}(?!\w)")
_SHORT_WORDS = """
tl kg km gb mb tb cm mm dk sn eur usd nok kr ve ile gr lt ml mw kw kva gun saat yas ila gb vs vd no nr as oca sub
mar nis may haz tem agu eyl eki kas ara jan feb apr mai jun jul aug sep okt oct nov des dec of at in on bnr gnr snr
kl de da ya bu mp hz db fps px x lik luk yil ay
"""
#: Units, months, words and countries that stand between numbers or before five figures as a plate's letters do.
_NOT_LETTERS = frozenset(_SHORT_WORDS.split())
_COUNTRIES = """
fi se de no kr nr tr ab iv id pk pb tl ca kl as sk us uk ee pl
"""
_NOT_NORWEGIAN = frozenset(_COUNTRIES.split())
#: A Norwegian plate's letters, right before its five figures.
_TWO_LETTERS = re.compile(r"(?<![\w\-/])[A-Za-z]{2} ?\Z")
#: What stands between the two numbers of a Turkish plate, and how long it is at most.
_LETTERS_BETWEEN, _TURKISH_GAP = re.compile(r"[ \-]{0,2}[A-Za-z]{1,3}[ \-]{0,2}"), 7
_LENGTHS = {1: (3, 4, 5), 2: (3, 4), 3: (2, 3, 4)}


def find_plates(view: View, countries: Collection[str]) -> Iterator[Hit]:
    """Plates of these countries (`countries_of_plates`), each judged by what is said around it."""
    if "tr" in countries:
        for match in _TURKISH.finditer(view.text):
            letters = match["letters"]
            if letters.lower() not in _NOT_LETTERS and len(match["number"]) in _LENGTHS[len(letters)]:
                yield from _judge(view, match, bare=letters.isupper() and len(letters) > 1)
    if "no" in countries:
        for match in _NORWEGIAN.finditer(view.text):
            if match["letters"].lower() not in _NOT_NORWEGIAN:
                yield from _judge(view, match, bare=match["letters"].isupper() and view.lang in ("no", "nb", "nn"))
    for country, pattern in (("fi", _FINNISH), ("gb", _BRITISH)):
        if country in countries:
            for match in pattern.finditer(view.text):
                yield from _judge(view, match, bare=False)


def countries_of_plates(text: str, figures: Sequence[tuple[int, int]]) -> list[str]:
    """Of which countries a plate can be by the `figures` of a text, the places of all of them.

    Türkiye's has two and soon some more, Norway's five behind two letters, others one to three right behind a sign.
    """
    found: list[str] = []
    behind_two = -_TURKISH_GAP - 1
    for start, end in figures:
        length = end - start
        if (
            start - behind_two <= _TURKISH_GAP
            and 2 <= length <= 5
            and _LETTERS_BETWEEN.fullmatch(text, behind_two, start)
        ):
            found.append("tr")
        behind_two = end if length == 2 else -_TURKISH_GAP - 1
        if length == 5:
            if _TWO_LETTERS.search(text, max(0, start - 3), start):
                found.append("no")
        elif length <= 3 and start:
            before = text[start - 1]
            if before == "-":
                found.append("fi")
            elif length == 2 and "A" <= before <= "Z":
                found.append("gb")
    return found


def _judge(view: View, match: re.Match[str], bare: bool) -> Iterator[Hit]:
    start, end = match.span()
    around = look_around(view, start, end)
    if around.label == "other" and not around.is_vehicle:
        return
    if around.is_public_vehicle:
        if bare:
            yield Hit("plate", start, end, False, 0.3)
    elif around.is_vehicle:
        yield Hit("plate", start, end, True, 0.9)
    elif bare:
        sure = around.is_named
        yield Hit("plate", start, end, sure, 0.8 if sure else 0.5)
