"""The grammar in which word lists are written, and its reading.

`oyumuz <3> parti*` says: the word "oyumuz", then with three words between at most, a word that begins with "parti".
Words are parted by one space. `word*` begins so, `*word` ends so, `*word*` holds it; `{a|b c}` are alternates and
may stand inside a word (`kita{p|b}*`); `<N>` lets N words stand between; `#` is any number, `?` a question mark,
`@` a handle, `http` a link; `!` at the end of a word or term keeps the accents (`sık!` is not "şık" nor "sik").
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from meydan.detectors.lexicon.folding import fold, keep_accents

_CHUNK = re.compile(r"(?:\{[^{}]*\}|[^\s{}])+|\S")
_PART = re.compile(r"\{([^{}]*)\}|([^{}]+)")
_GAP = re.compile(r"<(\d{1,2})>\Z")
_LARGEST_GAP = 15
_MOST_VARIANTS = 512
_AS_THEY_ARE = {"?": "?", "@": "@", "http": "http"}


class BadTerm(ValueError):
    """A term that the grammar does not allow; its text says why."""


class Word(NamedTuple):
    """One word of a term: its folded letters, and whether more may stand before (`open_left`) or after it."""

    core: str
    open_left: bool = False
    open_right: bool = False
    kept: str = ""
    number: bool = False

    def matches(self, word: str) -> bool:
        """Whether the folded `word` is this word; accents are looked at elsewhere."""
        if self.number:
            return word.isdigit()
        if self.open_right:
            return self.core in word if self.open_left else word.startswith(self.core)
        return word.endswith(self.core) if self.open_left else word == self.core

    def matches_kept(self, word: str, original: str) -> bool:
        """Whether the word as it was written has the accents that the term keeps.

        Where a mask was taken off ("s1k"), the writing tells nothing of accents: a term without any then matches.
        """
        if not self.kept:
            return True
        if fold(original).strip() != word:
            return self.kept == self.core
        bare = Word(self.kept, self.open_left, self.open_right)
        return any(bare.matches(form) for form in keep_accents(original))


class Slot:
    """A place in a term: the words that may stand there, after `gap` words at most that are anything."""

    __slots__ = ("_begins", "_ends", "_holds", "_is_rich", "_kept", "_whole", "gap", "number", "words")

    def __init__(self, words: tuple[Word, ...], gap: int = 0) -> None:
        self.words = words
        self.gap = gap
        self.number = any(word.number for word in words)
        self._whole: frozenset[str] | None = None

    def _prepare(self) -> None:
        """Sort the words by kind; put off until a text needs it, since most slots of a list meet no text."""
        plain = [word for word in self.words if not word.kept and not word.number]
        self._whole = frozenset(word.core for word in plain if not word.open_left and not word.open_right)
        self._begins = tuple(word.core for word in plain if word.open_right and not word.open_left)
        self._ends = tuple(word.core for word in plain if word.open_left and not word.open_right)
        self._holds = tuple(word.core for word in plain if word.open_left and word.open_right)
        self._kept = tuple(word for word in self.words if word.kept)
        self._is_rich = bool(self._ends or self._holds or self._kept or self.number)

    def find(self, words: Sequence[str], places: Iterable[int], read_original: Callable[[int], str]) -> Iterator[int]:
        """Yield those of `places` at which one of the slot's words stands; the innermost loop of the detector."""
        if self._whole is None:
            self._prepare()
        whole, begins = self._whole or frozenset(), self._begins
        for place in places:
            word = words[place]
            if (
                word in whole
                or word.startswith(begins)
                or (self._is_rich and self._matches(word, place, read_original))
            ):
                yield place

    def takes(self, word: str, place: int, read_original: Callable[[int], str]) -> bool:
        """Whether the folded `word` at `place` is one of the slot's words."""
        if self._whole is None:
            self._prepare()
        return (
            word in (self._whole or ())
            or word.startswith(self._begins)
            or (self._is_rich and self._matches(word, place, read_original))
        )

    def _matches(self, word: str, place: int, read_original: Callable[[int], str]) -> bool:
        if word.endswith(self._ends) or (self.number and word.isdigit()) or any(core in word for core in self._holds):
            return True
        kept = (candidate for candidate in self._kept if candidate.matches(word))
        return any(candidate.matches_kept(word, read_original(place)) for candidate in kept)


Variant = tuple[Slot, ...]


def parse_term(term: str) -> list[Variant]:
    """Return the variants of `term`, each a sequence of slots; raises BadTerm where the grammar does not allow it."""
    raw = term.strip()
    keep_all = raw.endswith("!")
    chunks = _CHUNK.findall(raw.rstrip("!") if keep_all else raw)
    places: list[tuple[int, list[list[Word]]]] = []
    gap = None
    for chunk in chunks:
        found = _GAP.match(chunk)
        if found:
            if gap is not None or not places or int(found[1]) > _LARGEST_GAP:
                raise BadTerm(f"the gap {chunk} must stand between two words and be {_LARGEST_GAP} at most")
            gap = int(found[1])
            continue
        places.append((gap or 0, [_read_words(choice, keep_all) for choice in _spell_out(chunk)]))
        gap = None
    if gap is not None or not places:
        raise BadTerm("a term must begin and end with a word")
    if all(any(word.number for words in choices for word in words) for _, choices in places):
        raise BadTerm("a term must hold a word besides numbers")
    return _multiply(places)


def _spell_out(chunk: str) -> list[str]:
    parts = [found.groups() for found in _PART.finditer(chunk)]
    if sum(len(whole) if whole else len(alternates) + 2 for alternates, whole in parts) != len(chunk):
        raise BadTerm(f"the braces in {chunk} do not pair")
    choices = [[whole] if whole else alternates.split("|") for alternates, whole in parts]
    return ["".join(spelling) for spelling in product(*choices)]


def _read_words(choice: str, keep_all: bool) -> list[Word]:
    words = [word for raw in choice.split() for word in _read_word(raw, keep_all)]
    if not words:
        raise BadTerm("an alternate must hold a word")
    return words


@lru_cache(maxsize=1 << 14)
def _read_word(raw: str, keep_all: bool) -> tuple[Word, ...]:
    keep = keep_all or (raw.endswith("!") and len(raw) > 1)
    bare = raw.rstrip("!")
    if bare == "#":
        return (Word("#", number=True),)
    if bare in _AS_THEY_ARE:
        return (Word(bare),)
    open_left, open_right = bare.startswith("*"), bare.endswith("*")
    core = bare.strip("*")
    if "*" in core or "<" in core or ">" in core:
        raise BadTerm(f"{raw}: a star may stand at the ends of a word only, and a gap alone")
    folded = fold(core).split()
    if not folded:
        raise BadTerm(f"{raw}: nothing remains to be looked up")
    kept = keep_accents(core)[0].split() if keep else [""]
    if keep and (len(folded) != 1 or not kept[0]):
        raise BadTerm(f"{raw}: accents can be kept in plain words only")
    if (open_left or open_right) and len("".join(folded)) < 2:
        raise BadTerm(f"{raw}: one letter with a star would match nearly everything")
    last = len(folded) - 1
    return tuple(
        Word(part, open_left and index == 0, open_right and index == last, kept[0]) for index, part in enumerate(folded)
    )


def _multiply(places: list[tuple[int, list[list[Word]]]]) -> list[Variant]:
    options: list[list[Variant]] = []
    for gap, choices in places:
        single = tuple(words[0] for words in choices if len(words) == 1)
        option: list[Variant] = [(Slot(single, gap),)] if single else []
        for words in choices:
            if len(words) > 1:
                option.append(tuple(Slot((word,), gap if index == 0 else 0) for index, word in enumerate(words)))
        options.append(option)
    count = 1
    for option in options:
        count *= len(option)
    if count > _MOST_VARIANTS:
        raise BadTerm(f"the alternates make {count} variants; {_MOST_VARIANTS} are the most")
    return [tuple(slot for part in parts for slot in part) for parts in product(*options)]
