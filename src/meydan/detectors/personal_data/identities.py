"""Identity, account and card numbers in a text.

"TC 10000000146" is an identity number; 10000000146 alone may be an order: a person should look. A number called an
identity number that fails its check digits is mistyped or made up; beside a person it is told all the same.
"""

import re
from collections.abc import Iterator

from stdnum import iban, luhn

from meydan.detectors.personal_data import numbers
from meydan.detectors.personal_data.context import Around, look_around
from meydan.detectors.personal_data.hits import Hit
from meydan.detectors.personal_data.view import View

_GAP = r"[ .\-/_*:]{0,3}"
_ELEVEN = re.compile(rf"(?<![\d+])\d(?:{_GAP}\d){{10}}(?!\d)")
_LABELLED = re.compile(r"(?<![\d+])\d(?:[ .\-/]{0,2}\d){7,12}(?!\d)")
_SIX_FIVE = re.compile(r"\d{6}[ .\-/]{0,3}\d{5}")
_ACCOUNT_GROUPS = re.compile(r"\d{4}[ .]\d{2}[ .]\d{5}")
_HETU = re.compile(r"(?<![^\W_])\d{6} ?[-+A-FU-Ya-fu-y] ?\d{3}[0-9A-FHJ-NPR-Ya-fhj-npr-y](?![^\W_])")
_IBAN = re.compile(r"(?<![^\W_])[A-Za-z]{2} ?\d{2}(?:[ .\-]{0,2}[A-Za-z0-9]{2,4}){3,9}(?![^\W_])")
_IBAN_LENGTHS = {"TR": 26, "NO": 15, "FI": 18, "SE": 24, "DE": 22, "GB": 22, "DK": 18, "NL": 18, "FR": 27, "EE": 20}
_CARD = re.compile(r"(?<![\d+])[3-6]\d{3}([ \-]?)\d{4}\1\d{4}\1\d{1,7}(?!\d)")
_CARD_WORD = re.compile(
    r"(?<![^\W_])(?:(?:kredi|banka)?\s?kart|(?:kreditt|bank)?kort|luotto|pankkikor|visa|mastercard|card)"
)
_SEPARATORS = str.maketrans("", "", " .-/_*:")


def find_ibans(view: View) -> Iterator[Hit]:
    """International account numbers, in one piece or in groups."""
    for match in _IBAN.finditer(view.text):
        start, end = match.span()
        code = match.group().translate(_SEPARATORS).upper()
        length = _IBAN_LENGTHS.get(code[:2])
        valid = length is not None and len(code) >= length and bool(iban.is_valid(code[:length]))
        if length is not None and len(code) >= length:
            end = _end_of(view.text, start, length)
        around = look_around(view, start, end)
        if not valid and (length is None or around.label != "account" or sum(map(str.isdigit, code)) < 12):
            continue
        personal = around.is_personal and not around.is_charity
        yield Hit("iban", start, end, personal or (valid and around.label == "account" and not around.is_charity), 0.9)


def find_cards(view: View) -> Iterator[Hit]:
    """Payment cards: thirteen to nineteen digits in groups of four that pass the cards' check digit."""
    for match in _CARD.finditer(view.text):
        start, end = match.span()
        around = look_around(view, start, end)
        if luhn.is_valid(match.group().translate(_SEPARATORS)) and around.label != "other":
            sure = around.is_personal or _CARD_WORD.search(around.before) is not None
            yield Hit("payment_card", start, end, sure, 0.9 if sure else 0.5)


def find_hetus(view: View) -> Iterator[Hit]:
    """Finnish personal identity codes."""
    for match in _HETU.finditer(view.text):
        start, end = match.span()
        around = look_around(view, start, end)
        valid = numbers.is_finnish_id(match.group().replace(" ", ""))
        dated = 0 < int(match.group()[:2]) <= 31 and 0 < int(match.group()[2:4]) <= 12
        if valid or around.has_identity_word or (dated and around.is_named):
            sure = (around.has_identity_word and (valid or around.is_personal)) or (valid and around.is_named)
            yield Hit("national_id", start, end, sure, 0.97 if valid and sure else 0.8 if sure else 0.5)


def find_identities(view: View) -> Iterator[Hit]:
    """Turkish and Norwegian identity numbers, and others that a word calls so."""
    for match in _ELEVEN.finditer(view.text):
        hit = _judge_eleven(view, *match.span())
        if hit is not None:
            yield hit
    for match in _LABELLED.finditer(view.text):
        start, end = match.span()
        if sum(map(str.isdigit, match.group())) == 11:
            continue
        around = look_around(view, start, end)
        if around.label == "identity" and _stands_right_before(around):
            yield Hit("national_id", start, end, False, 0.5)


def _judge_eleven(view: View, start: int, end: int) -> Hit | None:
    written = view.text[start:end]
    digits = written.translate(_SEPARATORS)
    dated = numbers.has_norwegian_date(digits)
    valid = numbers.is_turkish_id(digits) or (dated and numbers.is_norwegian_id(digits))
    around = look_around(view, start, end)
    if around.label == "account" and (_ACCOUNT_GROUPS.fullmatch(written) or numbers.is_norwegian_account(digits)):
        return Hit("bank_account", start, end, around.is_personal and not around.is_charity, 0.85)
    if around.has_identity_word and (dated or digits[0] != "0"):
        sure = valid or around.is_personal
        return Hit("national_id", start, end, sure, 0.97 if valid else 0.75 if sure else 0.5)
    if not valid or around.label in ("other", "account"):
        return None
    in_one_piece = written.isdigit() or (dated and _SIX_FIVE.fullmatch(written) is not None)
    if not in_one_piece:
        return None
    beside = around.is_named and around.label != "phone"
    return Hit("national_id", start, end, beside, 0.85 if beside else 0.4)


def _stands_right_before(around: Around) -> bool:
    return any(character.isalpha() for character in around.before[-16:])


def _end_of(text: str, start: int, length: int) -> int:
    """Where the first `length` letters and digits from `start` end."""
    place = start
    while length:
        length -= text[place].isalnum()
        place += 1
    return place
