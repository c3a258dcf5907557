"""A text as the finders read it: every digit plain, every dash a hyphen, nothing hidden between the letters.

Who writes "０５３２ 111 22 33" or slips an invisible character into a number still publishes that number. The finders
read a plain copy; what they find is told in places of the text as it was written.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_HIDDEN = frozenset({"Cf", "Mn", "Me", "Cc"})
_KEPT = frozenset("\n\t\r")
_FIGURES = re.compile("[0-9]+")
#: Every other character may have to be written another way.
_ODD = re.compile("[^\t\n\r\x20-\x7eçğıöşüÇĞİÖŞÜæøåÆØÅäÄ]")
_SIGNS = {"’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'", "−": "-", "·": ".", "•": ".", "⁄": "/"}


class View(NamedTuple):
    """`text` is the plain copy, `folded` the same in small letters and of the same length, ı and i being one letter.

    `places[i]` is where character `i` stands in the text as written; None when nothing was moved.
    """

    text: str
    folded: str
    lang: str | None
    places: Sequence[int] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range `start`..`end` of this view, as a range of the text as it was written."""
        if self.places is None:
            return (start, end)
        return (self.places[start], self.places[end - 1] + 1)


def fold(text: str) -> str:
    """`text` in small letters, character by character, so that its length stays; Turkish ı and İ become i."""
    return text.replace("İ", "i").lower().replace("ı", "i")


def figures_of(view: View) -> list[tuple[int, int]]:
    """Where figures stand together in `view`: half-open ranges, in order."""
    return [match.span() for match in _FIGURES.finditer(view.text)]


def look_at(text: str, lang: str | None = None) -> View:
    """Make the plain copy of `text` of any length; linear, and never raises."""
    if (text.isascii() and text.isprintable()) or _ODD.search(text) is None:
        return View(text, fold(text), lang, None)
    copy = _ODD.sub(_plain_match, text)
    if len(copy) == len(text):
        return View(copy, fold(copy), lang, None)
    return _look_between(text, lang)


def _look_between(text: str, lang: str | None) -> View:
    """The plain copy of a text that holds characters nobody sees, with the place of each that is kept."""
    kept: list[str] = []
    places: list[int] = []
    done = 0
    for match in _ODD.finditer(text):
        place = match.start()
        kept += text[done:place]
        places += range(done, place)
        done = place + 1
        plain = _plain(match.group())
        if plain:
            kept.append(plain)
            places.append(place)
        elif kept and unicodedata.combining(match.group()):
            kept[-1] = _compose(kept[-1], match.group())
    kept += text[done:]
    places += range(done, len(text))
    copy = "".join(kept)
    return View(copy, fold(copy), lang, places)


def _plain_match(match: re.Match[str]) -> str:
    return _plain(match.group())


@lru_cache(maxsize=4_096)
def _plain(letter: str) -> str:
    """One plain character for `letter`, or nothing when readers do not see it."""
    if letter < "\x7f" and letter >= " ":
        return letter
    if letter in _SIGNS:
        return _SIGNS[letter]
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return str(unicodedata.decimal(letter))
    if kind in _HIDDEN:
        return letter if letter in _KEPT else ""
    if kind == "Zs":
        return " "
    if kind == "Pd":
        return "-"
    wide = ord(letter) - 0xFEE0
    return chr(wide) if 0x21 <= wide <= 0x7E else letter


def _compose(letter: str, mark: str) -> str:
    """`letter` with its accent as one character where there is one: o and ¨ are ö."""
    whole = unicodedata.normalize("NFC", letter + mark)
    return whole if len(whole) == 1 else letter
