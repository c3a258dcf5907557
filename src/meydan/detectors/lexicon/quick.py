"""Look words up token by token: what is known of each word of a text, put together.

Finds what the careful walk of `matcher` finds, far quicker. A text that it cannot promise that of is left to the walk:
a flood of words, characters that fold into several words, letters drawn apart with blanks between. Many texts go step
by step together, each step through all of them, which is quicker than one text after another.
"""

from collections.abc import Iterable
from functools import reduce
from itertools import chain, pairwise
from operator import or_
from threading import Lock

from meydan.detectors.lexicon.folding import UNMASKING, has_letters_apart
from meydan.detectors.lexicon.index import (
    ALL_BITS,
    CLOSED,
    LETTER,
    MASKED,
    NOTHING,
    ODD,
    Beside,
    Here,
    Known,
    Term,
    WordIndex,
)
from meydan.detectors.lexicon.matcher import FLOOD
from meydan.detectors.lexicon.tally import READ_SPANS, Found, Shield, collect
from meydan.detectors.lexicon.tokens import PlainSpans, TokenBook, TokenForms, TokenLine, UnmaskedSpans

#: Words that say something, above which a label's places are counted.
_MANY = READ_SPANS // (len(UNMASKING) + 1)


class QuickLook:
    """The quick way through the texts of one direction."""

    def __init__(self, index: WordIndex) -> None:
        self._index = index
        self._book = TokenBook(index)
        self._lock = Lock()
        self._spans = PlainSpans()
        self._forms = TokenForms()
        self._unmasked = tuple(UnmaskedSpans(recipe) for recipe in UNMASKING)

    def look(self, texts: Iterable[str], view: int) -> list[Found | None]:
        """Return what was found in each text for each label; None for a text that has to be read with care."""
        with self._lock:
            lines = self._read(texts)
        self._gather(lines, view)
        readings = [reading for line in lines if line.odd == MASKED for reading in self._unmask(line)]
        if readings:
            self._gather(readings, view)
        every = lines + readings
        _complete(every)
        for line in every:
            if line.said:
                collect(line.said, line.find_spans(), self._find_shields(line), line.found)
                if len(line.said) > _MANY and any(len(parts) >= READ_SPANS for parts in line.found.values()):
                    line.odd |= ODD
        spoilt = {id(line.found) for line in every if line.odd & ODD}
        return [None if id(line.found) in spoilt else line.found for line in lines]

    def _read(self, texts: Iterable[str]) -> list[TokenLine]:
        """Part each text into its words, with what is known of them."""
        read, spans, flatten = self._book.read, self._spans, chain.from_iterable
        lines: list[TokenLine] = []
        fresh: list[TokenLine] = []
        new: list[str] = []
        for text in texts:
            tokens = text.split()
            missing: list[str] = []
            try:
                pieces = list(map(read, tokens))
            except KeyError:
                pieces, missing = self._book.look_again(tokens)
            lines.append(TokenLine(text, tokens, pieces, list(flatten(pieces)), spans, {}))
            if missing:
                fresh.append(lines[-1])
                new += missing
        if fresh:
            strange = self._book.learn(new)
            for line in fresh:
                try:
                    line.parts = pieces = list(map(read, line.tokens))
                except KeyError:  # numbers
                    line.parts = pieces = self._book.look_again(line.tokens)[0]
                line.known = list(flatten(pieces))
            self._book.forget(strange)
        return lines

    def _gather(self, lines: Iterable[TokenLine], view: int) -> None:
        """Note for each line what its words say alone, what they may say with others, and what is odd about them."""
        for line in lines:
            known = line.known
            if len(known) * self._index.most_ends > FLOOD and sum([word[2] for word in known]) > FLOOD:
                line.odd = ODD
                continue
            said = line.said
            terms: list[tuple[int, tuple[Term, ...]]] = []
            odd = 0
            for place, (_, _, _, standing) in enumerate(known):
                here = standing.here[view] if standing else None
                if here:
                    saying, more, flags = here
                    if flags:
                        saying, more, flags = self._look_closer(place, known, view)
                        odd |= flags
                    if saying:
                        said.append((saying, place, place))
                    if more:
                        terms.append((place, more))
            line.terms = terms
            line.odd = odd

    def _look_closer(self, place: int, known: list[Known], view: int) -> Here:
        """Return what an odd word is in a view, with what is odd about it where it stands."""
        standing = known[place][3]
        here = standing.here[view] if standing else None
        if standing and here and here[2] & CLOSED:
            here = self._index.open(standing, view)
        if here is None:
            return (None, (), 0)
        saying, terms, flags = here
        if flags & LETTER and place + 1 < len(known):
            follower = known[place + 1][3]
            flags |= MASKED if follower and follower.flags & LETTER else 0
        return (saying, terms, flags & ~LETTER)

    def _find_shields(self, line: TokenLine) -> list[Shield]:
        """Return the phrases that cancel or doubt something of what a line says."""
        wanted_bits = 0
        for saying, _, _ in line.said:
            wanted_bits |= saying[3]
        wanted_bits &= line.present
        if not wanted_bits:
            return []
        wanted = frozenset().union(*[saying.guards for saying, _, _ in line.said])
        missing = ALL_BITS ^ line.present
        shields: list[Shield] = []
        for place, bits in enumerate(line.bits):
            standing = line.known[place][3]
            if bits & wanted_bits and standing:
                for term in self._index.shields_at(standing):
                    if term.group in wanted and not term.bits & missing:
                        hit = _meet(place, term, line)
                        if hit:
                            shields.append((term.group, *hit))
        return shields

    def _unmask(self, line: TokenLine) -> list[TokenLine]:
        """Return the further readings of a line in which words may be hidden; what they say goes to the line's."""
        forms = list(map(self._forms.__getitem__, line.tokens))
        plain = list(chain.from_iterable([form[0] for form in forms]))
        lengths = list(map(len, plain))
        if (1, 1) in pairwise(lengths) and has_letters_apart(line.text):
            line.odd |= ODD
            return []
        if all(len(form) == 1 for form in forms):
            return []
        seen = [plain]
        readings = []
        for number, spans in enumerate(self._unmasked, 1):
            parts = [form[number] if len(form) > 1 else form[0] for form in forms]
            words = list(chain.from_iterable(parts))
            if words not in seen:
                seen.append(words)
                found = self._index.look_up(words)
                known = [found.get(place, NOTHING) for place in range(len(words))]
                readings.append(TokenLine(line.text, line.tokens, parts, known, spans, line.found))
        return readings


def _complete(lines: Iterable[TokenLine]) -> None:
    """Add to what each line says what its terms of several words say, where all their words stand."""
    for line in lines:
        if line.terms or line.said:
            line.bits = bits = [word[1] for word in line.known]
            line.present = present = reduce(or_, bits)
            missing = ALL_BITS ^ present
            for place, term in [(place, term) for place, more in line.terms for term in more if not term[0] & missing]:
                hit = _meet(place, term, line)
                if hit:
                    line.said.append((term[7], *hit))


def _meet(place: int, term: Term, line: TokenLine) -> tuple[int, int] | None:
    """Return the first and last word of a term that stands on the word `place`; None where it is not all there."""
    bit, step, reach, choice, before, after, anchor, _, _ = term
    if step > 0:
        for at, bits in enumerate(line.bits[place + 1 : place + 1 + reach], place + 1):
            if bits & bit and choice.takes(line.known[at][0], at, line.read_original):
                return (place, at)
        return None
    if step < 0:
        at = place
        for bits in line.bits[max(place - reach, 0) : place][::-1]:
            at -= 1
            if bits & bit and choice.takes(line.known[at][0], at, line.read_original):
                return (at, place)
        return None
    if anchor is not None and not anchor.takes(line.known[place][0], place, line.read_original):
        return None
    first = last = place
    if before:
        first = _follow(before, place, -1, line)
    if after and first >= 0:
        last = _follow(after, place, 1, line)
    return (first, last) if first >= 0 <= last else None


def _follow(slots: tuple[Beside, ...], start: int, step: int, line: TokenLine) -> int:
    """Go from word to word as far as the slots reach; return the nearest word at which the last one stands, or -1."""
    known, bits = line.known, line.bits
    bound = len(known) if step > 0 else -1
    near = far = start
    reached: list[int] = []
    for number, (bit, reach, choice) in enumerate(slots, 1):
        limit = far + step * (reach + 1)
        fits = []
        for at in range(near + step, min(limit, bound) if step > 0 else max(limit, bound), step):
            if (
                bits[at] & bit
                and (near == far or any(0 < (at - one) * step <= reach for one in reached))
                and choice.takes(known[at][0], at, line.read_original)
            ):
                if number == len(slots):
                    return at
                fits.append(at)
        if not fits:
            return -1
        reached, near, far = fits, fits[0], fits[-1]
    return near
