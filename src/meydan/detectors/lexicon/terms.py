"""The grammar in which word lists are written, and its reading.

`oyumuz <3> parti*` says: the word "oyumuz", then with three words between at most, a word that begins with "parti".
Words are parted by one space. `word*` begins so, `*word` ends so, `*word*` holds it; `{a|b c}` are alternates and
may stand inside a word (`kita{p|b}*`); `<N>` lets N words stand between; `#` is any number, `?` a question mark,
`@` a handle, `http` a link; `!` at the end of a word or term keeps the accents (`sık!` is not "şık" nor "sik").
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from meydan.detectors.lexicon.folding import fold, fold_token, keep_accents

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


class Choice:
    """The words of which one may stand at a place of a term; shared by all terms that are written with it."""

    __slots__ = ("_begins", "_ends", "_holds", "_is_rich", "_kept", "_whole", "kept", "number", "words")

    def __init__(self, words: tuple[Word, ...]) -> None:
        self.words = words
        #: Whether any number may stand there.
        self.number = any(word.number for word in words)
        #: Whether the accents of any of the words count.
        self.kept = any(word.kept for word in words)
        self._whole: frozenset[str] | None = None

    def _prepare(self) -> frozenset[str]:
        """Sort the words by kind; put off until a text needs it, since most places of a list meet no text."""
        plain = [word for word in self.words if not word.kept and not word.number]
        self._begins = tuple([word.core for word in plain if word.open_right and not word.open_left])
        self._ends = tuple([word.core for word in plain if word.open_left and not word.open_right])
        self._holds = tuple([word.core for word in plain if word.open_left and word.open_right])
        self._kept = tuple([word for word in self.words if word.kept])
        self._is_rich = bool(self._ends or self._holds or self._kept or self.number)
        self._whole = frozenset([word.core for word in plain if not word.open_left and not word.open_right])
        return self._whole

    def takes(self, word: str, place: int, read_original: Callable[[int], str]) -> bool:
        """Whether the folded `word` at `place` is one of the words; the innermost question of the detector."""
        whole = self._prepare() if self._whole is None else self._whole
        return (
            word in whole
            or word.startswith(self._begins)
            or (self._is_rich and self._matches(word, place, read_original))
        )

    def _matches(self, word: str, place: int, read_original: Callable[[int], str]) -> bool:
        if word.endswith(self._ends) or any(core in word for core in self._holds) or (self.number and word.isdigit()):
            return True
        kept = (candidate for candidate in self._kept if candidate.matches(word))
        return any(candidate.matches_kept(word, read_original(place)) for candidate in kept)


class Slot(NamedTuple):
    """A place in a term: what may stand there, after `gap` words at most that are anything."""

    choice: Choice
    gap: int = 0


Variant = tuple[Slot, ...]
#: The gap before a place, the single words that may stand there, and the runs of several words.
_Place = tuple[int, Choice | None, tuple[tuple[Choice, ...], ...]]


def parse_term(term: str) -> list[Variant]:
    """Return the variants of `term`, each a sequence of slots; raises BadTerm where the grammar does not allow it."""
    raw = term.strip()
    keep_all = raw.endswith("!")
    chunks = _CHUNK.findall(raw.rstrip("!") if keep_all else raw)
    places: list[_Place] = []
    gap = None
    for chunk in chunks:
        found = _GAP.match(chunk) if chunk[0] == "<" else None
        if found:
            if gap is not None or not places or int(found[1]) > _LARGEST_GAP:
                raise BadTerm(f"the gap {chunk} must stand between two words and be {_LARGEST_GAP} at most")
            gap = int(found[1])
            continue
        places.append((gap or 0, *_read_chunk(chunk, keep_all)))
        gap = None
    if gap is not None or not places:
        raise BadTerm("a term must begin and end with a word")
    if "#" in raw and all(_holds_number(place) for place in places):
        raise BadTerm("a term must hold a word besides numbers")
    return _multiply(places)


def _holds_number(place: _Place) -> bool:
    _, single, longer = place
    return (single is not None and single.number) or any(choice.number for run in longer for choice in run)


@lru_cache(maxsize=1 << 14)
def _read_chunk(chunk: str, keep_all: bool) -> tuple[Choice | None, tuple[tuple[Choice, ...], ...]]:
    """Return the single words of which one may stand at a place, and the runs of words that may stand there."""
    choices = [_read_words(spelling, keep_all) for spelling in _spell_out(chunk)]
    single = tuple([words[0] for words in choices if len(words) == 1])
    longer = tuple([tuple([Choice((word,)) for word in words]) for words in choices if len(words) > 1])
    return (Choice(single) if single else None), longer


def _spell_out(chunk: str) -> list[str]:
    if "{" not in chunk and "}" not in chunk:
        return [chunk]
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
    folded = fold_token(core) or fold(core).split()
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


def _multiply(places: Sequence[_Place]) -> list[Variant]:
    if all(single is not None and not longer for _, single, longer in places):
        return [tuple([Slot(single, gap) for gap, single, _ in places if single is not None])]
    options: list[list[Variant]] = []
    for gap, single, longer in places:
        option: list[Variant] = [(Slot(single, gap),)] if single else []
        option += [
            tuple([Slot(choice, gap if index == 0 else 0) for index, choice in enumerate(run)]) for run in longer
        ]
        options.append(option)
    count = 1
    for option in options:
        count *= len(option)
    if count > _MOST_VARIANTS:
        raise BadTerm(f"the alternates make {count} variants; {_MOST_VARIANTS} are the most")
    return [tuple([slot for part in parts for slot in part]) for parts in product(*options)]
