"""What is known of single words: which terms stand on them, and whose neighbours they can be.

"Yakarım" alone may be a threat, "okulu yakarım" surely is one. Each term stands on its most telling word; of that word
the index knows the term, and of every other word of the term it knows that the word may be a neighbour. So most words
of a text are done with as soon as they are seen.
"""

import sys
from collections.abc import Callable, Container
from dataclasses import dataclass, field
from typing import NamedTuple

import ahocorasick

from meydan.detectors.lexicon.book import Book
from meydan.detectors.lexicon.folding import list_mask_marks
from meydan.detectors.lexicon.matcher import Entry, anchor_variant, choose_run, weigh, write_key
from meydan.detectors.lexicon.tally import GROUP_BITS, Say, Saying, bit_of_group, put_together
from meydan.detectors.lexicon.terms import Slot, Variant, Word

#: What may be odd about a word or the token it stands in: the text has to be read with care; something may hide in it;
#: it is a single letter; it was not yet looked at in this language.
ODD, MASKED, LETTER, CLOSED = 1, 2, 4, 8
_MOST_WORDS = 1 << 14
#: Slots share so many bits, above those of the groups of phrases that cancel; a shared bit costs a look, no finding.
_SLOT_BITS = 1020
ALL_BITS = (1 << GROUP_BITS + _SLOT_BITS) - 1


class Beside(NamedTuple):
    """A slot of a term with its bit; its word stands within `reach` words of the slot before."""

    bit: int
    reach: int
    slot: Slot


class Term(NamedTuple):
    """A term at the word on which it stands, with what has to stand before and after it, from the word outwards.

    `bits` are those of all its other slots: where one is missing in a text, so is the term. `step` is 1 or -1 where
    `slot` alone has to follow or precede within `reach` words, which is what most terms ask; else 0. `anchor` is given
    where the accents of the word itself count. `saying` is what the term says; `group` that of a phrase that cancels.
    """

    bits: int
    step: int
    reach: int
    slot: Slot
    before: tuple[Beside, ...]
    after: tuple[Beside, ...]
    anchor: Slot | None
    saying: Saying
    group: int


#: What a word is in texts of one language: what it says alone, what it may say with others, and what is odd about it.
Here = tuple[Saying | None, tuple[Term, ...], int]
_CLOSED: Here = (None, (), CLOSED)
_NOTHING = put_together(())
_NO_SLOT = Slot(())


@dataclass(slots=True, eq=False)
class _Key:
    """All that one key stands for; `ends` counts the keys of the careful walk that can end where this one ends."""

    rules: list[Entry] = field(default_factory=list)
    shields: list[Entry] = field(default_factory=list)
    bits: int = 0
    ends: int = 0
    is_mask_mark: bool = False
    views: dict[int, tuple[tuple[Say, ...], tuple[Term, ...]]] = field(default_factory=dict)
    spelt: tuple[Term, ...] | None = None


class Known:
    """What is known of one folded word: `here` in each view, `bits` of what it may be beside others."""

    __slots__ = ("bits", "ends", "flags", "here", "keys", "text")

    def __init__(
        self,
        text: str,
        here: list[Here | None],
        keys: tuple[_Key, ...] = (),
        bits: int = 0,
        ends: int = 0,
        flags: int = 0,
    ) -> None:
        self.text = text
        self.here = here
        self.keys = keys
        self.bits = bits
        self.ends = ends
        self.flags = flags

    def mark(self, flag: int) -> "Known":
        """Return the same word with something odd about the token it stands in."""
        here: list[Here | None] = [_CLOSED] * len(self.here)
        return Known(self.text, here, self.keys, self.bits, self.ends, self.flags | flag)


class WordIndex(Book[Known]):
    """What is known of words: `index[word]` for a folded word; give terms with `add`, then `close` it.

    `views` are the ways of reading a text, each the languages whose terms count (None among them: of every language);
    `say(target, view)` tells what a rule says in a view.
    """

    def __init__(self, views: tuple[Container[str | None], ...], say: Callable[[int, int], Say]) -> None:
        super().__init__(_MOST_WORDS)
        self._views = views
        self._say = say
        self._keys: dict[str, _Key] = {}
        self._counted: set[tuple[str, int]] = set()
        self._bits: dict[tuple[Word, ...], int] = {}
        self._number_bits = 0
        self._automaton = ahocorasick.Automaton()
        self._longest_number = 0
        self._number_begins: tuple[str, ...] = ()
        self._nothing: list[Here | None] = [None] * len(views)
        self._closed: tuple[Here, ...] = (_CLOSED,) * len(views)
        #: The most keys of the careful walk that can end at one word, of all words met.
        self.most_ends = 1

    def add(self, variant: Variant, target: int, lang: str | None) -> None:
        """Let `variant` speak for `target`, in texts of `lang` only where it is given."""
        begin, end = choose_run(variant)
        at = begin if begin == end else max(range(begin, end + 1), key=lambda at: weigh(variant[at]))
        for key, entry in anchor_variant(variant, at, at, target, lang):
            place = self._place(key)
            (place.rules if target >= 0 else place.shields).append(entry)
            for slot in entry.before + entry.after:
                self._bits.setdefault(slot.words, 1 << GROUP_BITS + len(self._bits) % _SLOT_BITS)
            if target < 0:
                place.bits |= bit_of_group(target)
            if begin == end:
                self._count(key, 1)
        if begin != end:
            words = [slot.words[0] for slot in variant[begin : end + 1]]
            # Of runs of as many words only one can end at a word, unless their first words are open.
            self._count(write_key(words if words[0].open_left else words[-1:]), len(words), write_key(words[-1:]))

    def _count(self, key: str, words: int, last: str = "") -> None:
        """Note that the careful walk knows a `key` of so many words that ends where the key `last` does."""
        if (key, words) not in self._counted:
            self._counted.add((key, words))
            self._place(last or key).ends += 1

    def _place(self, key: str) -> _Key:
        place = self._keys.get(key)
        if place is None:
            place = self._keys[key] = _Key()
        return place

    def close(self) -> None:
        """Make the index ready to be read; nothing may be added afterwards."""
        for mark in list_mask_marks():
            apart = mark.split()
            self._count(f" {apart[1]} " if len(apart) > 1 else mark, len(apart))
            if len(apart) == 1:
                self._place(mark).is_mask_mark = True
        for words, bit in self._bits.items():
            for word in words:
                if word.number:
                    self._number_bits |= bit
                else:
                    self._place(write_key([word])).bits |= bit
        for key, place in self._keys.items():
            self._automaton.add_word(key, place)
            if key.strip().isdigit():
                self._note_number(key)
        self._automaton.make_automaton()

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

    def work_out(self, word: str) -> Known:
        """Look a folded word up."""
        bits = self._number_bits if word.isdigit() else 0
        flags = LETTER if len(word) == 1 and "a" <= word <= "z" else 0
        ends = 0
        keys: list[_Key] = []
        for _, key in self._automaton.iter(f" {word} "):
            bits |= key.bits
            ends += key.ends
            if (key.rules or key.shields) and key not in keys:
                keys.append(key)
            if key.is_mask_mark:
                flags |= MASKED
        if ends > self.most_ends:
            self.most_ends = ends
        if flags or keys:
            return Known(word, list(self._closed), tuple(keys), bits, ends, flags)
        return Known(word, self._nothing, (), bits, ends)

    def open(self, known: Known, view: int) -> Here | None:
        """Return what a word is in a view, worked out when first asked for."""
        says: tuple[Say, ...] = ()
        terms: tuple[Term, ...] = ()
        for key in known.keys:
            opened = key.views.get(view) or self._open_key(key, view)
            says, terms = says + opened[0], terms + opened[1]
        here = (put_together(says) if says else None, terms, known.flags) if says or terms or known.flags else None
        known.here[view] = here
        return here

    def _open_key(self, key: _Key, view: int) -> tuple[tuple[Say, ...], tuple[Term, ...]]:
        says: list[Say] = []
        terms: list[Term] = []
        for entry in key.rules:
            if entry.lang in self._views[view]:
                say = self._say(entry.target, view)
                if entry.before or entry.after or entry.anchor is not None:
                    terms.append(self._spell(entry, put_together((say,))))
                else:
                    says.append(say)
        key.views[view] = (tuple(says), tuple(terms))
        return key.views[view]

    def shields_at(self, known: Known) -> list[Term]:
        """Return the phrases that stand on a word and cancel or doubt what stands beside them."""
        found: list[Term] = []
        for key in known.keys:
            if key.shields:
                if key.spelt is None:
                    key.spelt = tuple([self._spell(entry, _NOTHING) for entry in key.shields])
                found += key.spelt
        return found

    def _spell(self, entry: Entry, saying: Saying) -> Term:
        before, after = (
            tuple([Beside(self._bits[slot.words], slot.gap + 1, slot) for slot in slots])
            for slots in (entry.before, entry.after)
        )
        bits = 0
        for beside in before + after:
            bits |= beside.bit
        step, reach, slot = 0, 0, _NO_SLOT
        if len(before + after) == 1 and entry.anchor is None:
            _, reach, slot = (before + after)[0]
            step = 1 if after else -1
        return Term(bits, step, reach, slot, before, after, entry.anchor, saying, entry.target)
