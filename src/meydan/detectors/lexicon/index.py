"""What is known of single words: which terms stand on them, and whose neighbours they can be.

"Yakarım" alone may be a threat, "okulu yakarım" surely is one. Each term stands on its most telling word; of that word
the index knows the term, and of every other word of the term it knows that the word may be a neighbour. So most words
of a text are done with as soon as they are seen.
"""

import sys
from bisect import bisect_left
from collections.abc import Callable, Container, Sequence
from itertools import accumulate
from typing import NamedTuple

import ahocorasick

from meydan.detectors.lexicon.book import LONGEST_KEPT
from meydan.detectors.lexicon.folding import list_mask_marks
from meydan.detectors.lexicon.matcher import choose_run, weigh, write_key, write_keys
from meydan.detectors.lexicon.tally import GROUP_BITS, Say, Saying, bit_of_group, put_together
from meydan.detectors.lexicon.terms import Choice, Slot, Variant

#: What may be odd about a word or the token it stands in: the text has to be read with care; something may hide in it;
#: it is a single letter; it was not yet looked at in this language.
ODD, MASKED, LETTER, CLOSED = 1, 2, 4, 8
_MOST_WORDS = 1 << 13
_PAIR_OF_LETTERS = 3  # blanks in a mark such as ` a b `
#: Slots share so many bits, above those of the groups of phrases that cancel; a shared bit costs a look, no finding.
_SLOT_BITS = 1020
ALL_BITS = (1 << GROUP_BITS + _SLOT_BITS) - 1


class Beside(NamedTuple):
    """What has to stand within `reach` words of the place before, with its bit."""

    bit: int
    reach: int
    choice: Choice


class Term(NamedTuple):
    """A term at the word on which it stands, with what has to stand before and after it, from the word outwards.

    `bits` are those of all its other places: where one is missing in a text, so is the term. `step` is 1 or -1 where
    `choice` alone has to follow or precede within `reach` words, which is what most terms ask; else 0. `anchor` is
    given where the accents of the word itself count. `saying` is what the term says; `group` that of a phrase that
    cancels.
    """

    bits: int
    step: int
    reach: int
    choice: Choice
    before: tuple[Beside, ...]
    after: tuple[Beside, ...]
    anchor: Choice | None
    saying: Saying
    group: int


#: What a word is in texts of one language: what it says alone, what it may say with others, and what is odd about it.
Here = tuple[Saying | None, tuple[Term, ...], int]
_CLOSED: Here = (None, (), CLOSED)
_NOTHING = put_together(())
_NO_CHOICE = Choice(())


class _Stand:
    """A variant of a term with the place in it at which it is looked up; `terms` are what was made of it for a view."""

    __slots__ = ("at", "lang", "target", "terms", "variant")

    def __init__(self, variant: Variant, at: int, target: int, lang: str | None) -> None:
        self.variant = variant
        self.at = at
        self.target = target
        self.lang = lang
        self.terms: dict[int, Term] = {}


class _Key:
    """All that one key stands for: `ends` counts the keys of the careful walk that can end where this one ends."""

    __slots__ = ("bits", "ends", "is_bare", "is_mask_mark", "shields", "stands", "views", "word")

    def __init__(self, word: str, stands: Sequence[_Stand], bits: int, ends: int, is_mask_mark: bool) -> None:
        self.word = word
        self.stands = stands
        self.bits = bits
        self.ends = ends
        self.is_mask_mark = is_mask_mark
        #: Whether words are told by it only that they may stand beside others.
        self.is_bare = not stands and not ends and not is_mask_mark
        self.views: dict[int, tuple[Saying | None, tuple[Term, ...]]] = {}
        self.shields: tuple[Term, ...] | None = None


class Standing:
    """What stands on a word: its keys, what is odd about it, and what that makes of it in each view."""

    __slots__ = ("flags", "here", "keys")

    def __init__(self, keys: Sequence[_Key], flags: int, views: int) -> None:
        self.keys = keys
        self.flags = flags
        self.here: list[Here | None] = [_CLOSED] * views


#: What is known of a folded word: the word, the bits of what it may be beside others, how many keys of the careful walk
#: can end at it, and what stands on it. A bare tuple, since very many are kept and the garbage collector passes by
#: those that hold nothing but numbers and letters.
Known = tuple[str, int, int, Standing | None]
NOTHING: Known = ("", 0, 0, None)


class WordIndex:
    """What is known of words: give terms with `add`, then `close` it, then look words up.

    `views` are the ways of reading a text, each the languages whose terms count (None among them: of every language);
    `say(target, view)` tells what a rule says in a view.
    """

    def __init__(self, views: tuple[Container[str | None], ...], say: Callable[[int, int], Say]) -> None:
        self._known: dict[str, Known] = {}
        self._views = views
        self._say = say
        self._stands: dict[str, list[_Stand]] = {}
        self._ends: dict[str, int] = {}
        self._counted: set[tuple[str, int]] = set()
        self._bits: dict[Choice, int] = {}
        self._number_bits = 0
        self._automaton = ahocorasick.Automaton()
        self._longest_number = 0
        self._number_begins: tuple[str, ...] = ()
        #: The most keys of the careful walk that can end at one word, of all words met.
        self.most_ends = 1

    def add(self, variant: Variant, target: int, lang: str | None) -> None:
        """Let `variant` speak for `target`, in texts of `lang` only where it is given."""
        begin, end = choose_run(variant)
        at = begin if begin == end else max(range(begin, end + 1), key=lambda at: weigh(variant[at].choice))
        stand = _Stand(variant, at, target, lang)
        for key in write_keys(variant[at].choice):
            self._stands.setdefault(key, []).append(stand)
            if begin == end:
                self._count(key, 1)
        for place, slot in enumerate(variant):
            if place != at and slot.choice not in self._bits:
                self._bits[slot.choice] = 1 << GROUP_BITS + len(self._bits) % _SLOT_BITS
        if begin != end:
            words = [slot.choice.words[0] for slot in variant[begin : end + 1]]
            # Of runs of as many words only one can end at a word, unless their first words are open.
            self._count(write_key(words if words[0].open_left else words[-1:]), len(words), write_key(words[-1:]))

    def _count(self, key: str, words: int, last: str = "") -> None:
        """Note that the careful walk knows a `key` of so many words that ends where the key `last` does."""
        if (key, words) not in self._counted:
            self._counted.add((key, words))
            self._ends[last or key] = self._ends.get(last or key, 0) + 1

    def close(self) -> None:
        """Make the index ready to be read; nothing may be added afterwards."""
        marks = {mark for mark in list_mask_marks() if mark.count(" ") < _PAIR_OF_LETTERS}
        for mark in list_mask_marks():
            if mark in marks:
                self._count(mark, 1)
            else:
                self._count(mark[2:], 2)
        bits = {key: self._bits_of_groups(stands) for key, stands in self._stands.items()}
        for choice, bit in self._bits.items():
            self._number_bits |= bit if choice.number else 0
            for key in write_keys(choice):
                bits[key] = bits.get(key, 0) | bit
        for key in {**bits, **self._ends}:
            stands = self._stands.get(key, ())
            self._automaton.add_word(key, _Key(key, stands, bits.get(key, 0), self._ends.get(key, 0), key in marks))
            if key.strip().isdigit():
                self._note_number(key)
        self._automaton.make_automaton()
        del self._stands, self._ends, self._counted

    def _bits_of_groups(self, stands: Sequence[_Stand]) -> int:
        bits = 0
        for stand in stands:
            if stand.target < 0:
                bits |= bit_of_group(stand.target)
        return bits

    def _note_number(self, key: str) -> None:
        if key[0] == key[-1] == " ":
            self._longest_number = max(self._longest_number, len(key) - 2)
        elif key[0] == " ":
            self._number_begins += (key[1:],)
        else:
            self._longest_number = sys.maxsize

    def is_any_number(self, token: str) -> bool:
        """Whether a token of digits is a number like any other: one that no term names."""
        return len(token) > self._longest_number and token.isascii() and not token.startswith(self._number_begins)

    def look_up(self, words: Sequence[str]) -> dict[int, Known]:
        """Tell what is known of folded words, by their places, in one walk; most are `NOTHING` and left out."""
        ends = list(accumulate([len(word) + 1 for word in words]))
        found: dict[int, list[_Key]] = {}
        for end, key in self._automaton.iter(f" {' '.join(words)} "):
            place = bisect_left(ends, end)
            if place in found:
                found[place].append(key)
            else:
                found[place] = [key]
        for place in [place for place, word in enumerate(words) if len(word) == 1 or word.isdigit()]:
            found.setdefault(place, [])
        known = self._known
        return {place: known.get(words[place]) or self._put_together(words[place], found[place]) for place in found}

    def _put_together(self, word: str, found: Sequence[_Key]) -> Known:
        bits = self._number_bits if word.isdigit() else 0
        flags = LETTER if len(word) == 1 and "a" <= word <= "z" else 0
        ends = 0
        keys: list[_Key] = []
        for key in found:
            bits |= key.bits
            if key.is_bare:
                continue
            ends += key.ends
            if key.stands and key not in keys:
                keys.append(key)
            if key.is_mask_mark:
                flags |= MASKED
        if ends > self.most_ends:
            self.most_ends = ends
        if not keys and not flags:
            return word, bits, ends, None
        known = (word, bits, ends, Standing(keys, flags, len(self._views)))
        if len(word) <= LONGEST_KEPT:
            if len(self._known) >= _MOST_WORDS:
                self._known.clear()
            self._known[word] = known
        return known

    def mark(self, known: Known, flag: int) -> Known:
        """Return the same word with something odd about the token it stands in."""
        word, bits, ends, standing = known
        keys, flags = (standing.keys, standing.flags) if standing else ((), 0)
        return word, bits, ends, Standing(keys, flags | flag, len(self._views))

    def open(self, standing: Standing, view: int) -> Here | None:
        """Return what a word is in a view, worked out when first asked for."""
        parts = [key.views.get(view) or self._open_key(key, view) for key in standing.keys]
        if len(parts) == 1:
            saying, terms = parts[0]
        else:
            says = [say for part, _ in parts if part for say in part.says]
            saying = put_together(says) if says else None
            terms = tuple([term for _, part in parts for term in part])
        here = (saying, terms, standing.flags) if saying or terms or standing.flags else None
        standing.here[view] = here
        return here

    def _open_key(self, key: _Key, view: int) -> tuple[Saying | None, tuple[Term, ...]]:
        says: list[Say] = []
        terms: list[Term] = []
        for stand in key.stands:
            if stand.target >= 0 and stand.lang in self._views[view]:
                for term in self._terms_of(stand, key, view):
                    if term.bits or term.anchor:
                        terms.append(term)
                    else:
                        says += term.saying.says
        key.views[view] = (put_together(says) if says else None, tuple(terms))
        return key.views[view]

    def shields_at(self, standing: Standing) -> list[Term]:
        """Return the phrases that stand on a word and cancel or doubt what stands beside them."""
        found: list[Term] = []
        for key in standing.keys:
            if key.shields is None:
                shields = [stand for stand in key.stands if stand.target < 0]
                key.shields = tuple([term for stand in shields for term in self._terms_of(stand, key, 0)])
            found += key.shields
        return found

    def _terms_of(self, stand: _Stand, key: _Key, view: int) -> list[Term]:
        """Return the term that stands on the word of a key; several where accents make several words of it."""
        term = stand.terms.get(view)
        if term is None:
            term = stand.terms[view] = self._spell(stand, view)
        choice = stand.variant[stand.at].choice
        if not choice.kept:
            return [term]
        words = [word for word in choice.words if write_key((word,)) == key.word]
        return [term._replace(step=0, anchor=Choice((word,))) if word.kept else term for word in words]

    def _spell(self, stand: _Stand, view: int) -> Term:
        variant, at, target = stand.variant, stand.at, stand.target
        before = tuple([self._beside(variant[place], variant[place + 1].gap) for place in range(at - 1, -1, -1)])
        after = tuple([self._beside(slot, slot.gap) for slot in variant[at + 1 :]])
        bits = 0
        for beside in before + after:
            bits |= beside.bit
        step, reach, choice = 0, 0, _NO_CHOICE
        if len(before + after) == 1:
            _, reach, choice = (before + after)[0]
            step = 1 if after else -1
        saying = put_together((self._say(target, view),)) if target >= 0 else _NOTHING
        return Term(bits, step, reach, choice, before, after, None, saying, target)

    def _beside(self, slot: Slot, gap: int) -> Beside:
        return Beside(self._bits[slot.choice], gap + 1, slot.choice)
