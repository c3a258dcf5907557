"""A text is judged by its running words: links, handles, hashtag signs, figures and emoji have no language.

Example: `@fjordvik sjå https://fjordvik.example/veg 😡 #brøyting` is read as the words `sjå` and `brøyting`.
"""

import re
import unicodedata

#: Characters that are looked at; the language of a longer text shows in its beginning.
LOOKED_AT = 600
_WORD = re.compile(r"[^\W\d_]++(?:'[^\W\d_]++)*+")
_APOSTROPHES = "’ʻʼ`‘"


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
