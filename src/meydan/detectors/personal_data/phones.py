"""Telephone numbers of Türkiye, Norway, Finland and, after a country code, of anywhere.

"Ayşe'nin telefonu 0532 111 22 33" gives away a person's number. A mobile number that nobody is tied to may be an
advertisement: a person should look. A landline that nobody is tied to is an office's. Service numbers (112, 153,
444 xx xx, 0850, 116 117) are nobody's, and so is every number that the institution publishes itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers

from meydan.detectors.personal_data.context import look_around
from meydan.detectors.personal_data.hits import Hit
from meydan.detectors.personal_data.view import View

_S = r"[ .\-/)(_*]{0,3}"
_START = r"(?<![\d+])(?<!\d[.,:/])"
_END = r"(?![.,:/\-]?\d)"


@dataclass(frozen=True, slots=True)
class _Shape:
    region: str
    mobile: bool
    written: re.Pattern[str]


def _shape(region: str, mobile: bool, pattern: str) -> _Shape:
    return _Shape(region, mobile, re.compile(_START + pattern + _END))


_SHAPES = (
    _shape("TR", True, rf"(?:(?:\+|00)?90{_S})?\(?0{_S}5(?:{_S}\d){{9}}"),
    _shape("TR", True, rf"(?:\+|00)?90{_S}5(?:{_S}\d){{9}}"),
    _shape("TR", True, r"\(?5\d\d\)?[ .\-/]{1,2}\d{3}[ .\-/]{0,2}\d{2}[ .\-/]{0,2}\d{2}"),
    _shape("TR", False, rf"(?:(?:\+|00)90{_S}|\(?0 ?)\(?[2-4]\d\d\)?{_S}\d{{3}}{_S}\d{{2}}{_S}\d{{2}}"),
    _shape("FI", True, rf"(?:(?:\+|00)358{_S}(?:\(?0\)?)?{_S}|\(?0)(?:4\d|50)(?:{_S}\d){{6,8}}"),
    _shape("FI", False, rf"(?:(?:\+|00)358{_S}(?:\(?0\)?)?{_S}|0)(?:[235689]|1[3-9])\d?[ \-]\d{{3,4}} ?\d{{3,4}}"),
    _shape("NO", True, rf"(?:\+|00)47{_S}[49](?:{_S}\d){{7}}"),
    _shape("NO", True, r"[49]\d\d[ .\-]\d\d[ .\-]\d{3}"),
    _shape("NO", True, r"[49]\d(?:[ .]\d\d){3}"),
    _shape("NO", True, r"[49]\d{7}"),
    _shape("NO", True, r"[49]\d{3} \d{4}"),
    _shape("NO", True, r"[49](?: \d){7}"),
    _shape("NO", False, r"(?:(?:\+|00)47 ?)?[235-7]\d(?: \d\d){3}"),
    _shape("SE", True, rf"07\d{_S}\d{{3}}{_S}\d\d{_S}\d\d"),
    _shape("GB", True, r"07\d{3} ?\d{3} ?\d{3}"),
    _shape("GB", False, r"01\d{3} \d{3} ?\d{3}"),
    _shape("DE", True, r"01[5-7]\d[ \-/]\d{3} ?\d{3,5}"),
)
_INTERNATIONAL = re.compile(rf"(?<!\w)(?:\+|00)[1-9](?:{_S}\d){{7,13}}(?!\d)")
_NATIONAL = re.compile(rf"{_START}\d{{1,4}}(?:[ \-]\d{{2,5}}){{1,4}}{_END}")
#: Figures that stand together: only inside them can a number be.
_RUN = re.compile(r"\+?\(?\d(?:[ .\-/)(_*]{0,3}\d){6,}+")
_UNGROUPED_NORWEGIAN = re.compile(r"\d{8}|\d{4} \d{4}|\d(?: \d){7}|\d\d(?:[ .]\d\d){3}")
_SERVICE = {
    "TR": re.compile(r"(?:\+?90|0090)?0?(?:444|8[05]0|900)"),
    "NO": re.compile(r"(?:\+?47|0047)?(?:800|81[05]|82[09])"),
    "FI": re.compile(r"0(?:600|700|800|100|20|30)"),
}
_ANY_SERVICE = re.compile(r"0?(?:444|8[05]0|[6-9]00)|116")
_REGIONS = {"tr": "TR", "nn": "NO", "nb": "NO", "fi": "FI"}
_NOT_DIGITS = re.compile(r"[^\d+]")
_MONEY = re.compile(r"\s?(?:tl\b|₺|kr\b|nok\b|€|eur|usd|\$|%|km\b|m2|m²|kwh|kpl|adet|stk)")


class PublishedNumbers:
    """The numbers that the institution publishes itself, as E.164."""

    def __init__(self, contacts: tuple[str, ...], languages: tuple[str, ...]) -> None:
        regions = sorted({_REGIONS[language] for language in languages if language in _REGIONS}) or ["TR", "NO", "FI"]
        self._numbers = frozenset(
            number
            for contact in contacts
            for digits in re.findall(r"\+?\d[\d ().\-/]{2,30}\d", contact)
            for region in regions
            if (number := _e164(digits, region))
        )

    def __contains__(self, written: tuple[str, str]) -> bool:
        """Whether `written`, a number and its region, is published."""
        return bool(self._numbers) and _e164(*written) in self._numbers


def find_phones(view: View, published: PublishedNumbers) -> Iterator[Hit]:
    """Numbers by the national shapes first, then international ones, then others that a word calls a telephone."""
    for run in _RUN.finditer(view.text):
        first, last = run.start(), run.end() + 2
        seen = bytearray(last - first)
        for shape in _SHAPES:
            if shape.written.search(view.text, first, last) is None:
                continue
            for start, end in _unseen(shape.written, view.text, first, last, seen):
                hit = _judge(view, start, end, shape.mobile, shape.region, published)
                if hit is not None:
                    yield hit
        for pattern in (_INTERNATIONAL, _NATIONAL):
            for start, end in _unseen(pattern, view.text, first, last, seen):
                hit = _judge_other(view, start, end, published)
                if hit is not None:
                    yield hit


def _unseen(pattern: re.Pattern[str], text: str, first: int, last: int, seen: bytearray) -> Iterator[tuple[int, int]]:
    """Where `pattern` matches in `first`..`last` of `text` and nothing did before; `seen` remembers."""
    for match in pattern.finditer(text, first, last):
        start, end = match.span()
        if 1 not in seen[start - first : end - first]:
            seen[start - first : end - first] = b"\1" * (end - start)
            yield (start, end)


def _judge(view: View, start: int, end: int, mobile: bool, region: str, published: PublishedNumbers) -> Hit | None:
    written = view.text[start:end]
    digits = _NOT_DIGITS.sub("", written)
    service = _SERVICE.get(region)
    if service is not None and service.match(digits):
        return None
    if (written, region) in published or _MONEY.match(view.folded, end):
        return None
    around = look_around(view, start, end)
    if around.label in ("other", "account", "identity"):
        return None
    personal = around.is_personal
    if around.is_office:
        return Hit("phone", start, end, False, 0.4) if mobile or personal else None
    if not mobile and not (personal and (around.has_phone_word or around.is_named)):
        return None
    if region == "NO" and _UNGROUPED_NORWEGIAN.fullmatch(written) and not (around.has_phone_word or personal):
        return Hit("phone", start, end, False, 0.4) if _is_norwegian(view) and not written.isdigit() else None
    return Hit("phone", start, end, personal, 0.93 if personal else 0.6 if around.has_phone_word else 0.5)


def _judge_other(view: View, start: int, end: int, published: PublishedNumbers) -> Hit | None:
    written = view.text[start:end]
    digits = _NOT_DIGITS.sub("", written)
    if not 9 <= len(digits.lstrip("+")) <= 15 or _ANY_SERVICE.match(digits) or (written, "ZZ") in published:
        return None
    if (written, "TR") in published or (written, "FI") in published:
        return None
    around = look_around(view, start, end)
    if around.label in ("other", "account", "identity") or around.is_office:
        return None
    international = digits.startswith(("+", "00")) and _is_possible(digits)
    national = digits[0] == "0" and not international
    if not around.has_phone_word and not (international and written[0] == "+") and not (national and around.is_named):
        return None
    sure = around.is_personal and (international or (national and around.has_phone_word))
    return Hit("phone", start, end, sure, 0.85 if sure else 0.5)


def _is_norwegian(view: View) -> bool:
    return view.lang in ("no", "nb", "nn")


def _is_possible(digits: str) -> bool:
    try:
        number = phonenumbers.parse("+" + digits.lstrip("+").removeprefix("00"), None)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_possible_number(number))


def _e164(written: str, region: str) -> str:
    """`written` as E.164; empty when it cannot be a number of `region`."""
    digits = _NOT_DIGITS.sub("", written)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif region == "TR" and digits.startswith("90") and len(digits) == 12:
        digits = "+" + digits
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
