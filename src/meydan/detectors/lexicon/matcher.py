"""Find all terms of all word lists in one walk over a folded text: the careful way, which reads any text.

Each term has one anchor: its most telling run of letters. One automaton finds the anchors of all terms at once;
where one stands, the words before and after it are compared with the rest of the term. A gap is fifteen words at most
and a term a few words long, so the work at each anchor is bounded and the whole is linear in the text's length.

Nearly all texts are read a quicker way (`quick`), which finds the same; this one is for floods and for what hides.
"""

from bisect import bisect_right
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

import ahocorasick

from meydan.detectors.lexicon.folding import PLAIN, Recipe, find_word_spans, list_mask_marks
from meydan.detectors.lexicon.terms import Choice, Slot, Variant, Word

#: Words that stand in every second text, folded; a term is better looked up by any other of its words.
_COMMON_WORDS = """
alle aldri andre att bli ble bort burde da de deg dei den denne der dere det dette dykk du eg ein en er ikkje ikke
et for fra fa far gar gjor ha han har her hva hvor ingen jeg jo kan kem ko kommer kjem kommune kommunen kor kva kvar
kvifor legg man med meg men min mine mitt ma mot na nar noe noen noko nokon og oss pa om opp sa seg sei send ser si
sier skal skriv skulle slik som ta tar tek til ut var vart vere vi vil vaere nye heile i a ved
ei en et han he ja joka kaikki kun kuin me mika mita mina mutta ne niin nyt olen olet on oli ovat se sen sina taas
tama tassa te vain voi ihan jo joo
ama ben bir biz bu bunu da daha de degil diye en gibi hem her icin ile kadar ki kim mi mu ne neden niye o olan oldu
olur onu sen siz su ve var ya yok yine hala cok
a all and any are as at be been but by can could dear did do does for from get got had has have i in is it its just
me my no not of on or our out she so that the their them there they this to up us was we were what when who will
with would you your
"""
_RARITY = dict.fromkeys(_COMMON_WORDS.split(), 0.5) | {"?": 0.1, "@": 0.3, "http": 0.3}


class Entry(NamedTuple):
    """What an anchor stands for: its target, how many words it spans, and the slots to be found around it.

    `before` is listed from the anchor outwards, each slot with the gap that lies between it and the anchor's side;
    `anchor` is compared again where the accents of the anchor itself are kept; an entry with a `lang` is passed over
    in texts of other languages.
    """

    target: int
    words: int
    before: tuple[Slot, ...] = ()
    after: tuple[Slot, ...] = ()
    anchor: Choice | None = None
    lang: str | None = None


#: A target that was found, with its first and its last word. A bare tuple, since texts may hold very many.
Hit = tuple[int, int, int]


@dataclass(slots=True)
class Reading:
    """A folded text with its words, and the way back to the original, worked out only when asked for."""

    original: str
    folded: str
    recipe: Recipe = PLAIN
    words: list[str] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    spans: list[tuple[int, int]] | None = None

    def split(self) -> None:
        """Part the folded text into words; `places` are their first characters."""
        if self.words:
            return
        self.words = self.folded.split()
        place = 1
        for word in self.words:
            self.places.append(place)
            place += len(word) + 1

    def find_span(self, first: int, last: int) -> tuple[int, int]:
        """Return the half-open range of the original that the words from `first` to `last` stand for."""
        if self.spans is None:
            self.spans = find_word_spans(self.original) if self.recipe is PLAIN else []
            if len(self.spans) != len(self.words):
                self.spans = self._map_words()
        return self.spans[first][0], self.spans[last][1]

    def _map_words(self) -> list[tuple[int, int]]:
        mapped = self.recipe.make_mapped(self.original)
        ends = (place + len(word) - 1 for place, word in zip(self.places, self.words, strict=True))
        return [(mapped.starts[place], mapped.ends[end]) for place, end in zip(self.places, ends, strict=True)]

    def read_original(self, index: int) -> str:
        """Return the word at `index` as its writer wrote it."""
        start, end = self.find_span(index, index)
        return self.original[start:end]


@dataclass(slots=True)
class _Anchor:
    """All that one key of the automaton stands for."""

    length: int
    lead: int
    is_mask_mark: bool = False
    rules: list[Entry] = field(default_factory=list)
    shields: list[Entry] = field(default_factory=list)


#: Anchors in a text above which it is a flood, and the places of each anchor that are then looked at.
FLOOD, _PLACES = 600, 100

#: An anchor that was found, after the place of its last character in the folded text.
Anchored = tuple[int, _Anchor]


class Matcher:
    """One automaton over the anchors of many terms; give terms with `add`, then look texts up.

    A target of 0 and above is a rule; one below 0 is a shield: a group of phrases that cancel rules beside them.
    Shields are looked up only where a rule hit that they could cancel. The automaton is built when the first text
    needs it, since few do; nothing may be added afterwards.
    """

    def __init__(self) -> None:
        self._terms: list[tuple[Variant, int, str | None]] = []
        self._automaton: ahocorasick.Automaton | None = None

    def add(self, variant: Variant, target: int, lang: str | None = None) -> None:
        """Let `variant` speak for `target`, in texts of `lang` only where it is given."""
        self._terms.append((variant, target, lang))

    def _build(self) -> ahocorasick.Automaton:
        anchors: dict[str, _Anchor] = {}
        for variant, target, lang in self._terms:
            for key, entry in _anchor_variant(variant, target, lang):
                anchor = _place(key, anchors)
                (anchor.rules if target >= 0 else anchor.shields).append(entry)
        for mark in list_mask_marks():
            _place(mark, anchors).is_mask_mark = True
        automaton = ahocorasick.Automaton()
        for key, anchor in anchors.items():
            automaton.add_word(key, anchor)
        automaton.make_automaton()
        return automaton

    def find_anchors(self, reading: Reading) -> list[Anchored]:
        """Return the anchors in a folded text, each with the place of its last character."""
        if self._automaton is None:
            self._automaton = self._build()
        found = list(self._automaton.iter(reading.folded))
        return found if len(found) <= FLOOD else _thin(found)

    def find_rules(self, reading: Reading, found: list[Anchored], languages: Container[str | None]) -> list[Hit]:
        """Return the rules that hit at the anchors `found` and speak of one of `languages` (None: of all)."""
        hits: list[Hit] = []
        for end, anchor in found:
            if anchor.rules:
                rules = [entry for entry in anchor.rules if entry.lang in languages]
                if rules:
                    _check(rules, _find_word(reading, end, anchor), reading, hits)
        return hits

    def find_shields(self, reading: Reading, found: list[Anchored], wanted: set[int]) -> list[Hit]:
        """Return where the shields `wanted` stand at the anchors `found`."""
        hits: list[Hit] = []
        for end, anchor in found:
            shields = [entry for entry in anchor.shields if entry.target in wanted]
            if shields:
                _check(shields, _find_word(reading, end, anchor), reading, hits)
        return hits


def _place(key: str, anchors: dict[str, _Anchor]) -> _Anchor:
    anchor = anchors.get(key)
    if anchor is None:
        anchor = anchors[key] = _Anchor(len(key), 1 if key[0] == " " else 0)
    return anchor


def _thin(found: list[Anchored]) -> list[Anchored]:
    """Keep the first places of each anchor: a word that stands a thousand times says no more than a hundred times."""
    counts: dict[int, int] = {}
    kept = []
    for end, anchor in found:
        count = counts[id(anchor)] = counts.get(id(anchor), 0) + 1
        if count <= _PLACES:
            kept.append((end, anchor))
    return kept


def has_mask(found: Iterable[Anchored]) -> bool:
    """Whether something in the text may be a mask that hides words."""
    return any(anchor.is_mask_mark for _, anchor in found)


def _find_word(reading: Reading, end: int, anchor: _Anchor) -> int:
    reading.split()
    return bisect_right(reading.places, end - anchor.length + 1 + anchor.lead) - 1


def _check(entries: Iterable[Entry], first: int, reading: Reading, hits: list[Hit]) -> None:
    """Add to `hits` those of `entries` whose other words stand around the anchor at word `first`."""
    for target, words, before, after, anchor, _ in entries:
        begin: int | None = first
        end: int | None = first + words - 1
        if anchor is not None and not anchor.takes(reading.words[first], first, reading.read_original):
            continue
        if before:
            begin = _walk(before, first, -1, reading)
        if after and begin is not None:
            end = _walk(after, first + words - 1, 1, reading)
        if begin is not None and end is not None:
            hits.append((target, begin, end))


def _walk(slots: tuple[Slot, ...], start: int, step: int, reading: Reading) -> int | None:
    """Go from word to word as far as the slots' gaps allow; return the nearest word at which the last slot stands."""
    words = reading.words
    bound = len(words) if step > 0 else -1
    reached = [start]
    for slot in slots:
        far = reached[-1] + step * (slot.gap + 2)
        places: Iterable[int] = range(reached[0] + step, min(far, bound) if step > 0 else max(far, bound), step)
        if len(reached) > 1:
            places = [place for place in places if any(0 < (place - at) * step <= slot.gap + 1 for at in reached)]
        takes, read_original = slot.choice.takes, reading.read_original
        reached = [place for place in places if takes(words[place], place, read_original)]
        if not reached:
            return None
    return reached[0]


def _anchor_variant(variant: Variant, target: int, lang: str | None) -> Iterable[tuple[str, Entry]]:
    begin, end = choose_run(variant)
    before = tuple([Slot(variant[at].choice, variant[at + 1].gap) for at in range(begin - 1, -1, -1)])
    after = variant[end + 1 :]
    if begin == end:
        for word in variant[begin].choice.words:
            anchor = Choice((word,)) if word.kept else None
            yield write_key((word,)), Entry(target, 1, before, after, anchor, lang)
    else:
        words = [slot.choice.words[0] for slot in variant[begin : end + 1]]
        yield write_key(words), Entry(target, len(words), before, after, None, lang)


def choose_run(variant: Variant) -> tuple[int, int]:
    """Return the first and last slot of the most telling run of slots that can be one run of letters."""
    best, best_weight = (0, 0), -1.0
    at = 0
    while at < len(variant) > 1:
        end = at
        while end + 1 < len(variant) and _may_join(variant[end], variant[end + 1]):
            end += 1
        weight = sum([weigh(slot.choice) for slot in variant[at : end + 1]])
        if any(slot.choice.number for slot in variant[at : end + 1]):
            weight = -1
        if weight > best_weight:
            best, best_weight = (at, end), weight
        at = end + 1
    return best


@lru_cache(maxsize=1 << 14)
def weigh(choice: Choice) -> float:
    """Guess how seldom a choice stands in a text: by its shortest word, less for common words and for many words."""
    shortest = min([_RARITY.get(word.core, len(word.core)) for word in choice.words])
    return shortest / (1 + len(choice.words) / 8)


def _may_join(left: Slot, right: Slot) -> bool:
    """Whether two neighbouring slots can be one run of letters: plain, without choice, nothing between."""
    if right.gap or len(left.choice.words) > 1 or len(right.choice.words) > 1:
        return False
    one, other = left.choice.words[0], right.choice.words[0]
    if one.number or one.kept or other.number or other.kept:
        return False
    return not one.open_right and not other.open_left


@lru_cache(maxsize=1 << 14)
def write_keys(choice: Choice) -> tuple[str, ...]:
    """Write each word of a choice as it stands in a folded text."""
    return tuple(dict.fromkeys([write_key((word,)) for word in choice.words]))


def write_key(words: Sequence[Word]) -> str:
    """Write a run of words as it stands in a folded text, open where more letters may follow."""
    begin = "" if words[0].open_left else " "
    end = "" if words[-1].open_right else " "
    return begin + " ".join([word.core for word in words]) + end
