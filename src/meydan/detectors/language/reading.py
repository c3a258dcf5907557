"""A text is judged by its running words: links, handles, hashtag signs, figures and emoji have no language.

Example: `@fjordvik sjå https://fjordvik.example/veg 😡 #brøyting` is read as the words `sjå` and `brøyting`.
"""

import re
import unicodedata
from collections.abc import Sequence
from itertools import compress

#: Characters that are looked at; the language of a longer text shows in its beginning.
LOOKED_AT = 600
_WORD = re.compile(r"[^\W\d_]++(?:'[^\W\d_]++)*+")
_APOSTROPHES = "’ʻʼ`‘"
#: What a plain text may hold beside ASCII: the letters of our languages, and signs and emoji. The bytes that begin
#: the latter in UTF-8 begin no letter of ours.
_LETTERS = "À-ÖØ-öø-ȳḀ-ỿ"
_OTHERS = (
    "\x80-©«-±´¶-¸»¿\u2000-\u206f₠-\u20cf←-\u245f─-❵➔-\u2bff\ufe00-\ufe0f\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff"
)
_ODD = re.compile(f"[^\x01-\x7f{_LETTERS}{_OTHERS}]")
_SIGNS = re.compile(rb"[\xc2\xe2\xef\xf0][\x80-\xbf]+")
#: Apostrophes that do not stand between two letters.
_LOOSE = re.compile(rb"'(?:(?![a-z\x80-\xff])|(?<![a-z\x80-\xff]'))")
#: Stands between texts that are read in one go; a plain text does not hold it.
_BETWEEN = "\0"
_ONLY_LETTERS = bytes(
    code if code >= 0x80 or chr(code) in "abcdefghijklmnopqrstuvwxyz'\0" else 0x20 for code in range(256)
)
#: Whether a text is plain, and its words in UTF-8.
Split = tuple[bool, list[bytes]]


def running_text(text: str) -> str:
    """Return the beginning of `text`, in composed form, without links, mail addresses and handles."""
    start = text[:LOOKED_AT]
    if not start.isascii():
        start = unicodedata.normalize("NFC", start)
    if "@" in start or "/" in start or "www." in start:
        start = " ".join(token for token in start.split() if not _is_address(token))
    return start


def _is_address(token: str) -> bool:
    """Whether a token is a link, a mail address or a handle: `www.x.example`, `x.example/a`, `@x`, `a@x.example`."""
    host, slash, _ = token.partition("/")
    return "@" in token or "//" in token or "www." in token or bool(slash and "." in host)


def words_of(text: str) -> list[str]:
    """Return the words of `text` in small letters; an apostrophe inside a word belongs to it.

    A Turkish capital `İ` becomes a plain `i`: elsewhere Python would add a loose dot to it.
    """
    if not text.isascii():
        text = text.replace("İ", "i")
    for apostrophe in _APOSTROPHES:
        if apostrophe in text:
            text = text.replace(apostrophe, "'")
    return _WORD.findall(text.lower())


def split(text: str) -> Split:
    """Return whether a text is plain, and its words as `words_of` says them, in UTF-8.

    A text is plain when it holds the letters of our languages and the usual signs and emoji, nothing else.
    """
    if _ODD.search(text) is None:
        return True, _only_letters(text).split()
    return False, [word.encode("utf-8", "surrogatepass") for word in words_of(text)]


def split_many(texts: Sequence[str]) -> list[Split]:
    """Return what `split` returns for each text; the plain ones are read in one go."""
    plain = [_ODD.search(text) is None for text in texts]
    words = iter(_only_letters(_BETWEEN.join(compress(texts, plain))).split(_BETWEEN.encode()))
    return [
        (True, next(words).split()) if is_plain else split(text) for text, is_plain in zip(texts, plain, strict=True)
    ]


def _only_letters(text: str) -> bytes:
    """Return a plain text, or several with `_BETWEEN` between them, in small letters, spaces for all else."""
    if not text.isascii():
        text = text.replace("İ", "i")
    for apostrophe in _APOSTROPHES:
        if apostrophe in text:
            text = text.replace(apostrophe, "'")
    letters = text.lower().encode()
    if not text.isascii():
        letters = _SIGNS.sub(b" ", letters)
    letters = letters.translate(_ONLY_LETTERS)
    return _LOOSE.sub(b" ", letters) if b"'" in letters else letters
