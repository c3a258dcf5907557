"""Read a text token by token: what stands between two blanks folds alike wherever it stands.

"Rezalet!" folds into the word "rezalet" in every text, so it is folded once and kept; "e-posta?" folds into three
words. Addresses, handles, links, numbers and long tokens are read anew each time and never kept.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence, Sized
from itertools import accumulate

from meydan.detectors.lexicon.book import Book
from meydan.detectors.lexicon.folding import (
    UNMASKING,
    Recipe,
    find_word_spans,
    fold,
    fold_token,
    has_sign_inside,
    is_plain_word,
    may_hold_names,
)
from meydan.detectors.lexicon.index import MASKED, ODD, Known, Term, WordIndex
from meydan.detectors.lexicon.tally import Found, Said, Span

Spans = tuple[Span, ...]
#: The words of a token in each of the further readings.
Forms = tuple[tuple[str, ...], ...]
_MOST_TOKENS, _MOST_SPANS, _MOST_FORMS = 1 << 14, 1 << 12, 1 << 12


class TokenBook(Book[tuple[Known, ...]]):
    """The words of each token: `book[token]` gives what is known of them, in their order."""

    def __init__(self, index: WordIndex) -> None:
        super().__init__(_MOST_TOKENS)
        self._index = index
        self._odd = (index[""].mark(ODD),)
        self._number: tuple[Known, ...] = ()

    def __missing__(self, token: str) -> tuple[Known, ...]:
        """Return the words of a token that is not kept; numbers that no term names are all alike."""
        if token.isdigit() and self._index.is_any_number(token):
            self._number = self._number or (self._index[token],)
            return self._number
        return super().__missing__(token)

    def work_out(self, token: str) -> tuple[Known, ...]:
        """Fold a token."""
        index = self._index
        if token.isascii() and token.isalpha():
            return (index[token.lower()],)
        words = fold_token(token)
        if words is None:
            return self._odd
        known = tuple([index[word] for word in words])
        if has_sign_inside(token):
            return (known[0].mark(MASKED), *known[1:]) if known else self._odd
        return known

    def may_keep(self, key: str) -> bool:
        """Whether a token tells of nobody."""
        return not may_hold_names(key)


class PlainSpans(Book[Spans]):
    """Where the words of a token stand in it, as half-open ranges; asked only where something was found."""

    def __init__(self) -> None:
        super().__init__(_MOST_SPANS)

    def work_out(self, token: str) -> Spans:
        """Find the words of a token."""
        return tuple(find_word_spans(token))

    def may_keep(self, key: str) -> bool:
        """Whether a token tells of nobody."""
        return not key.isdigit() and not may_hold_names(key)


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
    """The further readings of a token in which a word may hide: the words of each; empty where nothing hides."""

    def __init__(self) -> None:
        super().__init__(_MOST_FORMS)

    def work_out(self, token: str) -> Forms:
        """Take the masks off a token; a plain word hides nothing unless its letters are drawn out."""
        plain = tuple(fold(token).split())
        if len(plain) == 1 and is_plain_word(plain[0]) and token.rstrip(".,!?").isalpha():
            return ()
        forms = tuple([tuple(recipe.make(token).split()) for recipe in UNMASKING])
        return () if all(form == plain for form in forms) else forms


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

    @property
    def words(self) -> list[str]:
        """The folded words."""
        return [word.text for word in self.known]

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
