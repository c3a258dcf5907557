"""Break one written token into the pieces that are counted, in plain spelling.

A link is a link whatever its address, a handle a handle, and of a number only its length counts: `0532` and `0544` are
both a number of four figures. So a model learns how people write, not whom they wrote to. "Ayıp!!" becomes the word
`ayip` and two exclamation marks; "s.bozkir.example/form" becomes one link.
"""

import re
import unicodedata
from dataclasses import dataclass

#: A token longer than this is read in parts, so that a megabyte without a space costs no more than words do.
LONGEST = 64
_DOMAINS = (
    "com|net|org|edu|gov|info|xyz|online|example|io|ly|gl|tk|biz|me|co|tr|no|fi|gg|to|cc|app|link|site|shop|top|club"
    "|live|bet"
)
_PIECES = re.compile(
    r"(?P<link>(?:https?://|www\.)\S+"
    rf"|(?<![\w@.-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{_DOMAINS})(?!\w)(?:/\S*)?)"
    r"|(?P<mail>[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4})"
    r"|(?P<handle>(?<![\w@])@\w[\w.]*)"
    r"|(?P<number>\d+)"
    r"|(?P<word>[^\W\d_]+(?:['’`´ʼ][^\W\d_]+)*)"
    r"|(?P<sign>[^\w\s])",
    re.IGNORECASE,
)
_LETTERS = {
    **dict.fromkeys("'’‘`´ʼʻ", ""),
    "İ": "i",
    "ı": "i",
    "ø": "o",
    "Ø": "o",
    "æ": "ae",
    "Æ": "ae",
    "ß": "ss",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "Ł": "l",
    "ə": "e",
}
_SYMBOLS = {"So", "Sc", "Sk"}
LINK, MAIL, HANDLE = "<link>", "<mail>", "<at>"


class _Table(dict[int, str]):
    """What each character becomes; worked out when first met. Bounded by the number of characters that exist."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_char(chr(code))
        return folded


def _fold_char(char: str) -> str:
    special = _LETTERS.get(char)
    if special is not None:
        return special
    parts = unicodedata.normalize("NFKD", char)
    kept = "".join(part for part in parts if unicodedata.category(part) not in ("Mn", "Me", "Cf", "Cc", "Cs"))
    return "".join(_LETTERS.get(part, part) for part in kept).lower()


_FOLDED = _Table()


@dataclass(frozen=True, slots=True)
class Token:
    """What stands in one token.

    `words` are the folded words, `others` the stand-ins for links, numbers, emoji and signs, `sequence` all of them
    that can neighbour another (signs cannot), and `counts` how often each thing of `COUNTED` occurs.
    """

    words: tuple[str, ...]
    others: tuple[str, ...]
    sequence: tuple[str, ...]
    counts: tuple[float, ...]


COUNTED = (
    "words",
    "letters",
    "capitals",
    "question_marks",
    "exclamations",
    "emoji",
    "digits",
    "long_numbers",
    "links",
    "mails",
    "handles",
    "dots",
)


def read_token(token: str) -> Token:
    """Return the pieces of one token (a stretch without white space, `LONGEST` characters at most)."""
    words: list[str] = []
    others: list[str] = []
    sequence: list[str] = []
    counts = dict.fromkeys(COUNTED, 0.0)
    for match in _PIECES.finditer(token):
        kind, raw = str(match.lastgroup), match.group()
        piece = _read_piece(kind, raw, counts)
        if not piece:
            continue
        (words if kind == "word" else others).append(piece)
        if kind != "sign" or unicodedata.category(raw) in _SYMBOLS:
            sequence.append(piece)
    return Token(tuple(words), tuple(others), tuple(sequence), tuple(counts.values()))


def _read_piece(kind: str, raw: str, counts: dict[str, float]) -> str:
    """Return what a piece counts as (empty: as nothing), and add it to the counts."""
    if kind == "word":
        counts["words"] += 1
        counts["letters"] += len(raw)
        counts["capitals"] += 0 if raw.islower() else sum(map(str.isupper, raw))
        return raw.translate(_FOLDED)
    if kind == "number":
        counts["digits"] += len(raw)
        counts["long_numbers"] += len(raw) >= 4
        return f"#{min(len(raw), 12)}"
    if kind == "sign":
        return _read_sign(raw, counts)
    counts[{"link": "links", "mail": "mails", "handle": "handles"}[kind]] += 1
    return {"link": LINK, "mail": MAIL, "handle": HANDLE}[kind]


def _read_sign(raw: str, counts: dict[str, float]) -> str:
    category = unicodedata.category(raw)
    if category in _SYMBOLS:
        counts["emoji"] += 1
        return raw
    if raw == "?":
        counts["question_marks"] += 1
    elif raw == "!":
        counts["exclamations"] += 1
    elif raw in ".…":
        counts["dots"] += 1
    return raw if category[0] in "PS" else ""


def split_tokens(text: str) -> list[str]:
    """Return the stretches between white space, the overlong ones in parts of `LONGEST` characters."""
    tokens = text.split()
    if len(text) > LONGEST and max(map(len, tokens), default=0) > LONGEST:
        return [token[at : at + LONGEST] for token in tokens for at in range(0, len(token), LONGEST)]
    return tokens
