"""Read a text token by token: what stands between two blanks folds alike wherever it stands.

"Rezalet!" folds into the word "rezalet" in every text, so it is folded once and kept; "e-posta?" folds into three
words. Addresses, handles, links, numbers and long tokens are read anew each time and never kept.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence, Sized
from itertools import accumulate, repeat

from meydan.detectors.lexicon.book import LONGEST_KEPT, Book
from meydan.detectors.lexicon.folding import (
    UNMASKING,
    Recipe,
    find_word_spans,
    fold,
    fold_letters,
    fold_token,
    has_sign_inside,
    is_plain_word,
    may_hold_names,
)
from meydan.detectors.lexicon.index import MASKED, NOTHING, ODD, Known, Term, WordIndex
from meydan.detectors.lexicon.tally import Found, Said, Span

Spans = tuple[Span, ...]
Piece = tuple[Known, ...]
#: The words of a token in the plain reading and in each of the further ones.
Forms = tuple[tuple[str, ...], ...]
#: What is kept at most, of each kind.
_MOST_TOKENS, _MOST_SPANS, _MOST_FORMS = 1 << 15, 1 << 12, 1 << 12
#: Digits of a number that is no more than a year.
_SHORT_NUMBER = 4
#: Signs that stand after words and are no words themselves.
_AFTER_WORDS = ".,!;:)"


class TokenBook:
    """The words of each token: `read(token)` gives what is known of them; it raises KeyError for a token to `learn`.

    What was learnt is kept until there is more of it than fits; then what nobody has asked for since makes room.
    """

    def __init__(self, index: WordIndex) -> None:
        self._index = index
        self._odd: Piece = (index.mark(NOTHING, ODD),)
        #: The words of any number that no term names; empty until one was met.
        self._number: Piece = ()
        self._kept: dict[str, Piece] = {}
        self._older: dict[str, Piece] = {}
        self.read = self._kept.__getitem__

    def look_again(self, tokens: Iterable[str]) -> tuple[list[Piece], list[str]]:
        """Read tokens not all of which are kept: numbers are alike, some were dropped lately; return the new ones."""
        kept, older, any_number = self._kept, self._older, self._index.is_any_number
        pieces: list[Piece] = []
        new: list[str] = []
        for token in tokens:
            piece = kept.get(token)
            if piece is None:
                if token in older:
                    piece = kept[token] = older[token]
                elif self._number and token.isdigit() and any_number(token):
                    piece = self._number
                else:
                    piece = ()
                    new.append(token)
            pieces.append(piece)
        return pieces, new

    def learn(self, tokens: Iterable[str]) -> list[str]:
        """Read new tokens; return the ones to `forget` soon, since they may tell of somebody."""
        letters: list[str] = []
        cores: list[str] = []
        others: list[str] = []
        for token in tokens:
            core = token.rstrip(_AFTER_WORDS)
            if core.isalpha() and len(token) <= LONGEST_KEPT:
                letters.append(token)
                cores.append(core)
            else:
                others.append(token)
        words = fold_letters(cores) if cores else []
        if words is None:
            others += letters
        else:  # all in one go, since most of them are nothing
            self._kept.update(zip(letters, repeat((NOTHING,))))
            for place, known in self._index.look_up(words).items():
                self._kept[letters[place]] = (known,)
        for token in others:
            self._kept[token] = self._read(token)
        return [token for token in others if _may_name(token)]

    def _read(self, token: str) -> Piece:
        """Read a token of any kind."""
        words = fold_token(token)
        if words is None:
            return self._odd
        known = self._index.look_up(words)
        piece = tuple([known.get(place, NOTHING) for place in range(len(words))])
        if has_sign_inside(token):
            return (self._index.mark(piece[0], MASKED), *piece[1:]) if piece else self._odd
        if token.isdigit() and self._index.is_any_number(token):
            self._number = piece
        return piece

    def forget(self, tokens: Iterable[str]) -> None:
        """Drop tokens that shall not be kept, and when there are too many, those that nobody has asked for longest."""
        for token in tokens:
            self._kept.pop(token, None)
        if len(self._kept) > _MOST_TOKENS // 2:
            self._older = dict(self._kept)
            self._kept.clear()


class PlainSpans(Book[Spans]):
    """Where the words of a token stand in it, as half-open ranges; asked only where something was found."""

    def __init__(self) -> None:
        super().__init__(_MOST_SPANS)

    def work_out(self, token: str) -> Spans:
        """Find the words of a token."""
        if token.isascii() and token.isalpha():
            return ((0, len(token)),)
        return tuple(find_word_spans(token))

    def may_keep(self, key: str) -> bool:
        """Whether a token tells of nobody."""
        return not _may_name(key)


class UnmaskedSpans(Book[Spans]):
    """The same in one of the further readings."""

    def __init__(self, recipe: Recipe) -> None:
        super().__init__(_MOST_FORMS)
        self._recipe = recipe

    def work_out(self, token: str) -> Spans:
        """Find the words of a token."""
        if token.isascii() and token.isalpha():
            return ((0, len(token)),)
        mapped = self._recipe.make_mapped(token)
        spans, place = [], 1
        for word in mapped.text.split():
            spans.append((mapped.starts[place], mapped.ends[place + len(word) - 1]))
            place += len(word) + 1
        return tuple(spans)


class TokenForms(Book[Forms]):
    """The words of a token in the plain reading, and where a word may be hidden in it, in each of the further ones."""

    def __init__(self) -> None:
        super().__init__(_MOST_FORMS)

    def work_out(self, token: str) -> Forms:
        """Take the masks off a token; a plain word hides nothing unless its letters are drawn out."""
        plain = tuple(fold(token).split())
        if len(plain) == 1 and is_plain_word(plain[0]) and token.rstrip(".,!?").isalpha():
            return (plain,)
        further = [tuple(recipe.make(token).split()) for recipe in UNMASKING]
        return (plain,) if all(form == plain for form in further) else (plain, *further)


class TokenLine:
    """The words of a text as they were read token by token, what they say, and the way back to where they stand.

    `parts` tell by their lengths how many words each token has, `spans` where they stand in it. `found` gathers what
    is found; `odd` what is odd about the line; `said` and `terms` what its words say alone, and what with others.
    `bits` are those of its words, `present` all of them together.
    """

    odd = 0
    present = 0
    bits: Sequence[int] = ()
    terms: Sequence[tuple[int, tuple[Term, ...]]] = ()
    #: Where the tokens begin, each less its number; empty while nobody has asked.
    _offsets: Sequence[int] = ()
    #: The first word of each token; empty where each token is one word.
    _firsts: Sequence[int] = ()

    def __init__(
        self,
        text: str,
        tokens: list[str],
        parts: Sequence[Sized],
        known: list[Known],
        spans: Mapping[str, Spans],
        found: Found,
    ) -> None:
        self.text = text
        self.tokens = tokens
        self.parts = parts
        self.known = known
        self.found = found
        self.said: list[Said] = []
        self._spans = spans

    def find_spans(self) -> list[Span]:
        """Return the half-open ranges of the original that what is said stands for, one by one."""
        offsets = self._offsets or self._locate()
        firsts, tokens, spans = self._firsts, self.tokens, self._spans
        found = []
        for _, first, last in self.said:
            if firsts or first != last:
                found.append((self._find_word(first)[0], self._find_word(last)[1]))
            else:
                offset = offsets[first] + first
                start, end = spans[tokens[first]][0]
                found.append((start + offset, end + offset))
        return found

    def _find_word(self, index: int) -> Span:
        """Return the half-open range of the original that a word stands for."""
        offsets = self._offsets or self._locate()
        token, place = index, 0
        if self._firsts:
            token = bisect_right(self._firsts, index) - 1
            place = index - self._firsts[token]
        start, end = self._spans[self.tokens[token]][place]
        offset = offsets[token] + token
        return start + offset, end + offset

    def read_original(self, index: int) -> str:
        """Return the word at `index` as its writer wrote it."""
        start, end = self._find_word(index)
        return self.text[start:end]

    def _locate(self) -> Sequence[int]:
        """Find where the tokens begin, and with which word each of them does."""
        tokens = self.tokens
        if len(self.known) != len(tokens) or not all(self.parts):
            self._firsts = list(accumulate(map(len, self.parts), initial=0))
        offsets = list(accumulate(map(len, tokens), initial=0))
        if offsets[-1] + len(tokens) - 1 != len(self.text):  # more between two tokens than one blank, or around them
            place = 0
            for number, token in enumerate(tokens):
                place = self.text.index(token, place)
                offsets[number] = place - number
                place += len(token)
        self._offsets = offsets
        return offsets


def _may_name(token: str) -> bool:
    """Whether a token may tell of somebody, as an address, a handle, a long number does; or is too long to be kept."""
    return len(token) > LONGEST_KEPT or may_hold_names(token) or (len(token) > _SHORT_NUMBER and token.isdigit())
