"""Bring a text to the plain spelling in which words are looked up, and find the way back to the original.

Somebody who writes "ÇOK ayıp", "cok ayip" or "çok ay\u200bıp" means the same words. Folding writes all of them as
" cok ayip ": lower case, accents off, invisible marks out, punctuation turned into one space. A link becomes the
word `http`, a handle or an e-mail address the word `@`, a question mark and each emoji stand as words of their own.

Two steps: `fold` is the plain folding, and enough for nearly all texts. `unmask` gives the further readings of a
text whose writer hid a word: look-alike letters of another script, digits for letters ("s4l4k"), letters drawn
apart ("s a l a k", "s.a.l.a.k") or drawn out ("salaaaak"). Finnish and Norwegian double letters for good reasons,
so drawn-out letters are tried both doubled and single, and only where three or more stand together. Numbers,
plates, times and handles are never read as words.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

_LINK = "\ue000"
_HANDLE = "\ue001"
_PADDING = "\ue002"
_BARE_DOMAINS = "com|net|org|edu|gov|info|xyz|online|example|io|ly|gl|tk|biz"
_DOMAINS_WITH_PATH = "me|co|tr|no|fi|gg|to|cc|app|link|site|shop|top|club|live|bet"
_NAMES = re.compile(
    r"(?P<link>(?:https?://|www\.)\S+"
    rf"|(?<![\w@.-])(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:(?:{_BARE_DOMAINS})(?:\.[a-z]{{2}})?(?!\w)(?:/\S*)?"
    rf"|(?:{_DOMAINS_WITH_PATH})/\S*))"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"
    r"|(?<![\w@])@\w[\w.]*",
    re.IGNORECASE,
)
_DOT_INSIDE = re.compile(r"\.[a-zA-Z]{2}")

_SPECIAL = {
    **dict.fromkeys("'’‘`´ʼʻ＇′‛", ""),
    **dict.fromkeys("\u3164\u115f\u1160\uffa0", ""),
    **dict.fromkeys("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff", ""),
    "\u2800": " ",
    "İ": "i",
    "ı": "i",
    "ø": "o",
    "æ": "ae",
    "œ": "oe",
    "ß": "ss",
    "đ": "d",
    "ð": "d",
    "ħ": "h",
    "ł": "l",
    "ŧ": "t",
    "þ": "th",
    "ŋ": "n",
    "ə": "e",
    "ɑ": "a",
    "ɡ": "g",
    "ɩ": "i",
    **dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz", strict=True)),
}
_LOOK_ALIKES = dict(
    zip(
        "асеорхукмтнвіјѕԁӏһԛԝпгѵοαεικνρτυχημωβ",
        "aceopxykmthbijsdlhqwnrvoaeikvptuxnuwb",
        strict=True,
    )
)
_LEET = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s", "!": "i"}
_LEET_TO_I = str.maketrans(_LEET)
_LEET_TO_L = str.maketrans(_LEET | {"1": "l"})
_TO_LATIN = str.maketrans(_LOOK_ALIKES)

_LETTERS = re.compile(r"[^\W\d_]+")
_LEET_WORD = re.compile(r"[a-z0-9@$!]+")
_LEET_SHAPE = re.compile(r"(?:[a-z]+(?:[^a-z]{1,2}[a-z]+)+[^a-z]{0,2}|[^a-z][a-z]+(?:[^a-z]{1,2}[a-z]+)*)\Z")
_SPACED = re.compile(r"(?<!\w)[^\W_](?:([ ._*·•|/,\-]{1,2})[^\W_](?:\1[^\W_])+)(?!\w)")
_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")
_SIGN_INSIDE = re.compile(r"[^\W\d_][@$!][^\W\d_]|\$[^\W\d_]")
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CACHE_LIMIT = 20_000


def _fold_char(char: str) -> str:
    special = _SPECIAL.get(char)
    if special is not None:
        return special
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf", "Cn"):
        return ""
    if category == "Cc":
        return " " if char.isspace() else ""
    parts = unicodedata.normalize("NFKD", char)
    if parts != char:
        return "".join(_fold_char(part) for part in parts)
    if category[0] == "L":
        lower = char.lower()
        return lower if lower == char else "".join(_fold_char(part) for part in lower)
    if category[0] in "NM":
        digit = unicodedata.decimal(char, None)
        return char if digit is None else str(digit)
    if category in ("So", "Sc"):
        return f" {char} "
    return " "


def _fold_fully(char: str) -> str:
    if char == "?":
        return " ? "
    if char == _LINK:
        return " http "
    if char == _HANDLE:
        return " @ "
    return _fold_char(char)


def _fold_letters_only(char: str) -> str:
    """Fold letters, drop what is invisible, and leave signs as they are: masks are made of signs."""
    if char in (_LINK, _HANDLE) or (char.isascii() and not char.isalnum() and char.isprintable() and char != "'"):
        return char
    folded = _fold_char(char)
    return char if folded == " " and not char.isspace() else folded


def _shape(char: str) -> str:
    """Tell with one sign what a character is in its word: `w` part of one, `e` one of its own, `-` dropped."""
    if char == _PADDING:
        return "-"
    folded = _fold_fully(char)
    if not folded:
        return "-"
    bare = folded.strip()
    return " " if not bare else "w" if bare == folded else "e"


class _Table(dict[int, str]):
    """What each character becomes; worked out when first met, and kept for the first thousands of characters."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        super().__init__()
        self._rule = rule

    def __missing__(self, code: int) -> str:
        folded = self._rule(chr(code))
        if len(self) < _CACHE_LIMIT:
            self[code] = folded
        return folded


_FULL = _Table(_fold_fully)
_LIGHT = _Table(_fold_letters_only)
_SHAPE = _Table(_shape)
_WORD_SHAPE = re.compile(r"w[w-]*|e-*")


@dataclass(slots=True)
class Mapped:
    """A changed text, and for each of its characters the half-open range of the original that it stands for."""

    text: str
    starts: list[int]
    ends: list[int]

    @classmethod
    def of(cls, text: str) -> "Mapped":
        """Return `text` unchanged, each character standing for itself."""
        return cls(text, list(range(len(text))), list(range(1, len(text) + 1)))

    def translate(self, table: _Table) -> "Mapped":
        """Put each character through `table`; what is dropped counts to the character before it."""
        out: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for char, start, end in zip(self.text, self.starts, self.ends, strict=True):
            piece = table[ord(char)]
            if len(piece) == 1:
                out.append(piece)
                starts.append(start)
                ends.append(end)
            elif piece:
                out.append(piece)
                starts.extend([start] * len(piece))
                ends.extend([end] * len(piece))
            elif ends and out[-1] != " ":
                ends[-1] = end
        return Mapped("".join(out), starts, ends)

    def sub(self, pattern: re.Pattern[str], change: Callable[[re.Match[str]], str]) -> "Mapped":
        """Replace each match; the replacement stands for the whole of what it replaces."""
        out: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for match in pattern.finditer(self.text):
            new = change(match)
            begin, end = match.span()
            if new == match.group() or begin == end:
                continue
            out += (self.text[done:begin], new)
            starts += self.starts[done:begin] + [self.starts[begin]] * len(new)
            ends += self.ends[done:begin] + [self.ends[end - 1]] * len(new)
            done = end
        if not done:
            return self
        out.append(self.text[done:])
        return Mapped("".join(out), starts + self.starts[done:], ends + self.ends[done:])

    def close(self) -> "Mapped":
        """Leave one space between words and one at either end, as `fold` does."""
        out = [" "]
        starts = [0]
        ends = [0]
        for char, start, end in zip(self.text, self.starts, self.ends, strict=True):
            if char != " " or out[-1] != " ":
                out.append(char)
                starts.append(start)
                ends.append(end)
        if len(out) == 1 or out[-1] != " ":
            last = ends[-1]
            out.append(" ")
            starts.append(last)
            ends.append(last)
        return Mapped("".join(out), starts, ends)


@dataclass(frozen=True, slots=True)
class Recipe:
    """The steps of one reading: each either a table for all characters, or a pattern and what becomes of its matches.

    One recipe makes the text quickly, and again with the way back to the original for the few texts that need it.
    """

    steps: tuple[_Table | tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]

    def make(self, text: str) -> str:
        """Return the words of this reading, one space between them and one at either end."""
        for step in self.steps:
            if isinstance(step, _Table):
                text = text.translate(step)
            elif step[0] is not _NAMES or may_hold_names(text):
                text = step[0].sub(step[1], text)
        return f" {' '.join(text.split())} "

    def make_mapped(self, text: str) -> Mapped:
        """Return what `make` returns, each character with its place in the original."""
        mapped = Mapped.of(text)
        for step in self.steps:
            if isinstance(step, _Table):
                mapped = mapped.translate(step)
            elif step[0] is not _NAMES or may_hold_names(mapped.text):
                mapped = mapped.sub(*step)
        return mapped.close()


def fold(text: str) -> str:
    """Return the words of `text` in plain spelling, one space between them and one at either end.

    >>> fold("Işıl'a SORUN: www.kent.example?")
    ' isila sorun http ? '
    """
    return PLAIN.make(text)


def find_word_spans(text: str) -> list[tuple[int, int]]:
    """Return where each word of `fold(text)` stands in `text`, where every character folds into one word at most.

    Much quicker than `Recipe.make_mapped`; the number of spans tells the caller whether it may rely on them.
    """
    if may_hold_names(text):
        text = _NAMES.sub(lambda match: _LINK + _PADDING * (len(match.group()) - 1), text)
    return [match.span() for match in _WORD_SHAPE.finditer(text.translate(_SHAPE))]


def unmask(text: str) -> list[tuple[str, Recipe]]:
    """Return the further readings of a text in which words may be hidden; four at most, none equal to another."""
    seen = {fold(text)}
    found = []
    for recipe in UNMASKING:
        reading = recipe.make(text)
        if reading not in seen:
            seen.add(reading)
            found.append((reading, recipe))
    return found


def has_sign_inside(text: str) -> bool:
    """Whether a sign that can stand for a letter (@ $ !) touches letters, as in "s@lak"."""
    return ("@" in text or "$" in text or "!" in text) and _SIGN_INSIDE.search(text) is not None


def fold_token(token: str) -> list[str] | None:
    """Return the words of a text without blanks, as `fold` does within any text; None where that cannot be promised.

    Nor can it where a word has no place of its own in the token: "½" is read as two words.
    """
    if not may_hold_names(token):
        folded = token.translate(_FULL)
        if " " not in folded:
            return [folded] if folded else []
        words = folded.split()
        if token.find(".", 0, -1) >= 0 and _NAMES.search(token):
            return None  # a link only where the text around it holds links or handles too, as `www.7`
    else:
        words = fold(token).split()
    return words if token.isascii() or len(find_word_spans(token)) == len(words) else None


def fold_letters(tokens: list[str]) -> list[str] | None:
    """Return the one word that each of the tokens, which hold letters alone, folds into; None where that is not so."""
    words = " ".join(tokens).translate(_FULL).split(" ")
    return words if len(words) == len(tokens) and all(words) else None


def is_plain_word(word: str) -> bool:
    """Whether a folded word is made of plain letters, none of them drawn out."""
    return word.isascii() and word.isalpha() and _DRAWN_OUT.search(word) is None


def has_letters_apart(text: str) -> bool:
    """Whether letters stand in it apart, with blanks between: "s a l a k"."""
    if may_hold_names(text):
        text = _NAMES.sub(_stand_in, text)
    return any(" " in match.group() for match in _SPACED.finditer(text.translate(_LIGHT)))


def list_mask_marks() -> list[str]:
    """List the short strings of folded text that tell of a possible mask; the matcher looks for them on its way."""
    marks = [letter * 3 for letter in _LATIN]
    marks += [f" {first} {second} " for first in _LATIN for second in _LATIN]
    marks += [letter + sign for sign in (*_LOOK_ALIKES, *_LEET) for letter in _LATIN]
    marks += [sign + letter for sign in _LOOK_ALIKES for letter in _LATIN]
    return marks + [f" {digit}{letter}" for digit in _LEET for letter in _LATIN]


def keep_accents(text: str) -> tuple[str, ...]:
    """Return `text` in lower case with its accents kept; twice where a capital I may be either Turkish letter."""
    kept = "".join(
        char
        for char in unicodedata.normalize("NFC", text.replace("İ", "i"))
        if _SPECIAL.get(char) != "" and unicodedata.category(char) != "Cf"
    )
    return (kept.replace("I", "ı").lower(), kept.lower()) if "I" in kept else (kept.lower(),)


def may_hold_names(text: str) -> bool:
    """Whether links, handles or addresses are worth looking for."""
    return "@" in text or "://" in text or _DOT_INSIDE.search(text) is not None


def _stand_in(match: re.Match[str]) -> str:
    return _LINK if match.group("link") else _HANDLE


def _to_latin(match: re.Match[str]) -> str:
    word = match.group()
    if word.isascii() or not any("a" <= char <= "z" for char in word):
        return word
    return word.translate(_TO_LATIN)


def _join(match: re.Match[str]) -> str:
    joined = match.group().translate(_DROP_SEPARATORS)
    return joined if sum(char.isalpha() for char in joined) > 1 else match.group()


_DROP_SEPARATORS = str.maketrans("", "", " ._*·•|/,-")


def _unleet(word: str, table: dict[int, str]) -> str:
    """Read digits and signs as letters where the word has the shape of one: "s4l4k", never "10da" or "35abc123"."""
    core = word.strip("!")
    letters = sum("a" <= char <= "z" for char in core)
    signs = len(core) - letters
    if not signs or letters < 2 or signs > letters or not _LEET_SHAPE.match(core):
        return word
    if any(not "a" <= char <= "z" and char not in _LEET for char in core):
        return word
    if letters < 3 and not ("a" <= core[0] <= "z" and "a" <= core[-1] <= "z"):
        return word
    return word.replace(core, core.translate(table))


def _make_unmasking(table: dict[int, str], times: int) -> Recipe:
    return Recipe(
        (
            (_NAMES, _stand_in),
            _LIGHT,
            (_SPACED, _join),
            (_LETTERS, _to_latin),
            (_LEET_WORD, lambda match: _unleet(match.group(), table)),
            (_DRAWN_OUT, lambda match: match.group(1) * times),
            _FULL,
        )
    )


PLAIN = Recipe(((_NAMES, _stand_in), _FULL))
UNMASKING = tuple(_make_unmasking(table, times) for table in (_LEET_TO_I, _LEET_TO_L) for times in (2, 1))
