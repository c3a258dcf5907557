"""Read texts into what the network takes: the sums of their weights, and their shape."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meydan.detectors.classifier.book import TokenBook, Weights, add_stretches, find_begins
from meydan.detectors.classifier.features import ANSWERED, LOOKED_AT, PAIR, TEXT, compare, list_pairs
from meydan.detectors.classifier.reading import HANDLE, Token, split_tokens
from meydan.detectors.classifier.shape import TOLD, describe
from meydan.kernel.findings import Text

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

#: Sums are divided by this times the root of how much a text's features count, which leaves them near one.
LOUDNESS = 5.0
#: How much the post that is answered weighs beside the message.
ANSWERED_WEIGHT = 0.4
_FIRST = np.zeros(1, np.int64)
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Read:
    """Texts as numbers: `sums` (texts, weights), `shape` (texts, SHAPES), and which texts hold anything at all."""

    sums: Floats
    shape: Floats
    filled: npt.NDArray[np.bool_]


class Reader:
    """Reads texts with one model's weights; remembers tokens, so one thread at a time."""

    def __init__(self, weights: Weights) -> None:
        self._weights = weights
        self._texts = TokenBook(weights, TEXT)
        self._answered = TokenBook(weights, ANSWERED)

    def read(self, texts: Sequence[Text]) -> Read:
        """Return `texts` as numbers, one row each."""
        tokens: list[str] = []
        lengths = []
        for text in texts:
            found = split_tokens(text.text[:LOOKED_AT])
            tokens.append("")
            tokens += found
            lengths.append(len(found) + 1)
        tokens.append("")
        slots = self._texts.look_up(tokens)
        starts = np.cumsum([0, *lengths[:-1]])
        told = np.zeros((len(texts), len(TOLD)), np.float32)
        sums = add_stretches(self._texts.sums, slots[:-1], starts)
        self._add_pairs(sums, slots, starts)
        width = self._texts.width
        weights = sums[:, :width] * quieten(sums[:, -1:])
        self._tell(texts, slots, starts, told)
        self._add_answered(texts, weights, slots, starts, told)
        shape = describe(sums[:, width:-1], told)
        return Read(weights, shape, sums[:, -1] > PAIR)

    def _add_pairs(self, sums: Floats, slots: Ints, starts: Ints) -> None:
        edges = self._texts.edges[slots]
        hashes, places = list_pairs(edges[:, 0], edges[:, 1])
        rows = self._weights.find_rows(hashes)
        known = rows.nonzero()[0]
        width = self._texts.width
        if len(starts) == 1:
            sums[0, -1] += PAIR * len(places)
            if len(known):
                sums[0, :width] += self._weights.add_up(rows[known], _FIRST)[0]
            return
        owners = np.searchsorted(starts, places, side="right") - 1
        sums[:, -1] += PAIR * np.bincount(owners, minlength=len(starts)).astype(np.float32)
        if len(known):
            owners = owners[known]
            begins = find_begins(owners)
            sums[owners[begins], :width] += self._weights.add_up(rows[known], begins)

    def _tell(self, texts: Sequence[Text], slots: Ints, starts: Ints, told: Floats) -> None:
        book = self._texts.tokens
        ends = np.append(starts[1:], len(slots) - 1) - 1
        for place, (text, start, end) in enumerate(zip(texts, starts.tolist(), ends.tolist(), strict=True)):
            if end > start:
                told[place, :4] = tell_ends(book[slots[start + 1]], text.text[:LOOKED_AT])

    def _add_answered(self, texts: Sequence[Text], weights: Floats, slots: Ints, starts: Ints, told: Floats) -> None:
        places = [place for place, text in enumerate(texts) if text.reply_to and text.reply_to[:LOOKED_AT].strip()]
        if not places:
            return
        split = [split_tokens((texts[place].reply_to or "")[:LOOKED_AT]) for place in places]
        found = self._answered.look_up([token for tokens in split for token in tokens])
        begins = np.cumsum([0, *map(len, split)])
        sums = add_stretches(self._answered.sums, found, begins[:-1])
        width = self._answered.width
        weights[places] += sums[:, :width] * (ANSWERED_WEIGHT * quieten(sums[:, -1:]))
        ends = np.append(starts[1:], len(slots) - 1)
        for number, place in enumerate(places):
            own = [self._texts.tokens[slot] for slot in slots[starts[place] + 1 : ends[place]].tolist()]
            other = [self._answered.tokens[slot] for slot in found[begins[number] : begins[number + 1]].tolist()]
            told[place, 4:] = tell_answer(texts[place], own, other)


def quieten(loud: Floats) -> Floats:
    """Return by what sums are multiplied, given how much all their features count."""
    return np.asarray(1 / (LOUDNESS * np.sqrt(np.maximum(loud, 1))), np.float32)


def tell_ends(first: Token, text: str) -> tuple[bool, bool, bool, bool]:
    """Tell how a text begins and ends: with a handle, a question mark, a stop; with a small letter."""
    last = text.rstrip()[-1:]
    return first.sequence[:1] == (HANDLE,), last == "?", last in ".!…", text.lstrip()[:1].islower()


def tell_answer(text: Text, own: Sequence[Token], other: Sequence[Token]) -> tuple[float, ...]:
    """Tell what `TOLD` names from `answers` on: how a text stands to the post that it answers."""
    words = [word for token in own for word in token.words]
    shared = compare(words, [word for token in other for word in token.words])
    numbers = set(_NUMBER.findall(text.text[:LOOKED_AT])) - set(_NUMBER.findall((text.reply_to or "")[:LOOKED_AT]))
    return 1.0, shared, shared > 0.2, bool(numbers), "?" in text.text[:LOOKED_AT], len(words) < 5
