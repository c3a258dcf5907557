"""Street addresses in Turkish, Norwegian, Finnish and, where a home is spoken of, English and Swedish.

"Kaislatie 14 as 3, iltaisin kotona" tells where somebody lives; "Kaislatie 14 kohdalla on kuoppa" tells where a hole
is. An address is sure beside a person or a home, for a person to look at with a flat or a post code, and otherwise
passed over: streets are what citizens write to their municipality about.
"""

import re
from collections.abc import Iterator, Sequence

from meydan.detectors.personal_data.context import look_around
from meydan.detectors.personal_data.hits import Hit
from meydan.detectors.personal_data.view import View

_TURKISH_STREET = (
    r"(?:mah(?:alle(?:si)?)?|mh|cad(?:de(?:si)?)?|cd|soka[kğ](?:i|ği)?|sok|sk|bulv(?:ari?)?|blv|apt|apartmani?"
    r"|sit(?:esi)?|blok)\.?"
)
_TURKISH_BEFORE = re.compile(
    rf"(?<![^\W_]){_TURKISH_STREET}[ ,:]{{0,3}}(?:[a-z]?\d{{0,2}}(?: ?blok)?[ ,]{{1,2}})?"
    r"(?:[a-z]?(?:blok|no|numara|nu|n|kat|kapi|d|daire)?[ .:]{0,3})\Z"
)
_TURKISH_DOOR = re.compile(
    r"(?: ?[/\-] ?\d{0,4}[a-z]?(?![^\W_]))?"
    r"(?:[ ,]{0,2}(?:kat|k|d|daire|no|numara\w{0,4}|kapi)[ .:]{0,2}\d{0,3}(?![^\W\d_]))*"
)
_TURKISH_FLAT = re.compile(r"\d ?/ ?[a-z]?\d|daire|(?<![^\W_])(?:d|kat|k)[ .:]{0,2}\d")
_NOT_A_DOOR = re.compile(r"\.? ?(?:numaral|nolu|no'?lu|\.? ?(?:cad|sok|sk|cd|etap)|inci|nci|metre|gün|saat|kişi|yil)")
_NORDIC = """
gata gaten gate gatan vegen veien veg vei vägen väg allé allèen alleen stien stigen sti stig svingen kroken lia
haugen tunet rabben ringen kaia grenda flata jordet faret toppen løkka terrasse terrassen hagen smauet smug smuget
berget bakken bakke åsen plass plassen torg brygge marka straße strasse str weg rue katu tie kuja polku kaari raitti
väylä ranta rinne mäki penger tori aukio laita harju puistikko bulevardi tien kadun kujan polun lia
"""
_NORDIC_ENDS = tuple(_NORDIC.split())
_TURKISH = """
mahalle mahallesi mah mh cadde caddesi cad cd sokak sokaği sokağ soka sok sk bulvar bulvari bulv blv apt apartman
apartmani sit site sitesi blok no numara nu kat kapi daire
"""
_STREET_ENDS = (*_NORDIC_ENDS, *_TURKISH.split())
#: Their last letters, asked first: most numbers stand behind no street at all.
_LAST_LETTERS = frozenset(end[-2:] for end in _STREET_ENDS)
_DOOR_LETTERS = (" d", " k", ",d", "/d")
_AFTER_STREET = " .,:-"
_NORDIC_DOOR = re.compile(
    r" ?(?!(?:i|å|o|a) )[a-hj-n]?(?![^\W_])"
    r"(?:,? (?:(?:as|lgh|h|bolig|asunto|leil)\.? ?\d{1,4}|[a-h] ?\d{1,3}|[a-h])(?![^\W_]))?"
)
_NORDIC_FLAT = re.compile(r"\d ?[a-h] ?\d{1,3}\Z|(?:as|lgh|asunto|bolig|leil)\.? ?\d{1,4}\Z|h\d{4}\Z")
_POST_CODE = re.compile(r",? ?\d{4,5} [a-zçğöşüæøåä]{3,}")
_ENGLISH = re.compile(
    r"(?<!\w)(?P<address>\d{1,4}[A-Za-z]? (?:[A-Z][\w']{1,20} ){1,3}"
    r"(?:Street|St|Road|Rd|Lane|Close|Avenue|Ave|Terrace|Drive|Rise|Row|Court|Gardens|Crescent|Way|Yard))(?!\w)"
)
_LIKE_ENGLISH = re.compile(r"[0-9][A-Za-z]? [A-Z]")
_LIVES = re.compile(
    r"(?<!\w)(?:[Bb][ou]r|[Ll]ives|[Aa]su[un]) (?:i |på |at |in |osoitteessa )?"
    r"(?P<address>(?:[A-ZÆØÅÄÖ][\w\-]{1,30} ){1,3}\d{1,3} ?[A-Za-z]?)(?!\w)"
)
_WORD_BEFORE = re.compile(r"[^\W\d_][\w.\-']{1,40}\.? ?\Z")
_TURKISH_HEAD = re.compile(r"(?:(?:[A-ZÇĞİÖŞÜ][\w.]{0,20}|\d{1,4}\.?|[Ss]ok\.?|[Mm]ah\w{0,7}\.?,?) ){0,6}\Z")


def find_addresses(view: View, houses: Sequence[tuple[int, int]], published: tuple[str, ...]) -> Iterator[Hit]:
    """Addresses down to the house number (`house_numbers`) that are not in `published` (folded)."""
    done = -1
    for start, end in houses:
        if start < done:
            continue
        hit = _turkish(view, start, end) or _nordic(view, start, end)
        if hit is not None:
            done = hit.end
            if not _is_published(view.folded[hit.start : hit.end], published):
                yield hit
    if _LIKE_ENGLISH.search(view.text):
        yield from _others(view, _ENGLISH)
    if _speaks_of_living(view.text):
        yield from _others(view, _LIVES)


def house_numbers(view: View, figures: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Those of the `figures` that may be a house's: at most four behind a word for a street or a door."""
    return [
        (start, end) for start, end in figures if end - start <= 4 and start and _follows_street(view.folded, start)
    ]


def may_hold_other_addresses(text: str, first: int) -> bool:
    """Whether there may be an address in English or one behind "lives at"; `first` is the place of the first figure."""
    is_english = _LIKE_ENGLISH.search(text, first) is not None and _ENGLISH.search(text) is not None
    return is_english or _speaks_of_living(text)


def _speaks_of_living(text: str) -> bool:
    """Whether a word of `_LIVES` may stand in `text`."""
    return (
        "bor " in text
        or "bur " in text
        or "Bor " in text
        or "Bur " in text
        or "ives " in text
        or "suu " in text
        or "sun " in text
    )


def _follows_street(folded: str, start: int) -> bool:
    """Whether the word before the number at `start` is, or ends in, one for a street or a door."""
    tail = folded[max(0, start - 16) : start].rstrip(_AFTER_STREET)
    if tail[-2:] in _LAST_LETTERS:
        return tail.endswith(_STREET_ENDS)
    return tail[-2:] in _DOOR_LETTERS


def _others(view: View, pattern: re.Pattern[str]) -> Iterator[Hit]:
    for match in pattern.finditer(view.text):
        start, end = match.span("address")
        around = look_around(view, start, end)
        if (around.is_home or around.is_named) and not around.is_office:
            yield Hit("address", start, end, sure=True, confidence=0.8)


def _turkish(view: View, number: int, after: int) -> Hit | None:
    window = view.folded[max(0, number - 30) : number]
    before = _TURKISH_BEFORE.search(window)
    if before is None or _NOT_A_DOOR.match(view.folded, after):
        return None
    door = _TURKISH_DOOR.match(view.folded, after)
    end = door.end() if door else after
    street = number - (len(window) - before.start())
    head = _TURKISH_HEAD.search(view.text, max(0, street - 60), street)
    start = head.start() if head else street
    flat = _TURKISH_FLAT.search(view.folded, street, end) is not None
    return _judge(view, start, end, flat)


def _nordic(view: View, number: int, after: int) -> Hit | None:
    first = max(0, number - 34)
    word = _WORD_BEFORE.search(view.text, first, number)
    if word is None:
        return None
    street = view.folded[word.start() : number].rstrip(" .")
    alone = street in _NORDIC_ENDS
    if not street.endswith(_NORDIC_ENDS) or view.text[number - 1] != " ":
        return None
    start = word.start()
    if not view.text[start].isupper():
        if not alone:
            return None
        start = _start_of_name(view.text, start)
        if start == word.start():
            return None
    elif alone:
        return None
    door = _NORDIC_DOOR.match(view.folded, after)
    end = door.end() if door else after
    flat = _NORDIC_FLAT.search(view.folded, number, end) is not None
    return _judge(view, start, end, flat or _POST_CODE.match(view.folded, end) is not None)


def _start_of_name(text: str, street: int) -> int:
    """Where the capitalised words right before `street` begin: "Karl Johans" of "Karl Johans gate"."""
    start = street
    for _ in range(3):
        word = re.compile(r"[A-ZÆØÅÄÖÉ][\w.]{0,24} \Z").search(text, max(0, start - 28), start)
        if word is None:
            return start
        start = word.start()
    return start


def _judge(view: View, start: int, end: int, precise: bool) -> Hit | None:
    around = look_around(view, start, end)
    named = around.is_named_before or (around.is_named and around.is_of_someone)
    if around.is_office and not around.is_own:
        return Hit("address", start, end, False, 0.4) if named or precise else None
    if around.is_home or named or (around.is_own and (precise or around.is_address)):
        return Hit("address", start, end, True, 0.85 if precise or named else 0.75)
    return Hit("address", start, end, False, 0.45) if precise or around.is_of_someone or around.is_address else None


def _is_published(address: str, published: tuple[str, ...]) -> bool:
    return any(address in contact for contact in published)
