"""Keep the sum of weights of every token met, since tokens come again and again ("ve", "ikke", "kiitos!").

What is kept never changes a result: weights are whole numbers, and sums of whole numbers do not depend on their order.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from meydan.detectors.classifier.features import PAIR, TEXT, find_edges, list_inner_pairs, list_token_features
from meydan.detectors.classifier.hashing import EDGE, Hashes, pair
from meydan.detectors.classifier.reading import COUNTED, Token, read_token

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int32]

MOST_TOKENS = 1 << 16
_ZERO = np.zeros(1, np.int64)
EMPTY = Token((), (), (), (0.0,) * len(COUNTED))


@dataclass(frozen=True)
class Weights:
    """The rows of whole-number weights: `linear` for every known feature, `hidden` for the weightier first ones.

    Row 0 of both is zeros and stands for every feature that is not known. `codes` are the leading `bits` bits of the
    known features' hashes, in the rows' order from row 1.
    """

    codes: npt.NDArray[np.uint32]
    bits: int
    linear: npt.NDArray[np.int8]
    hidden: npt.NDArray[np.int8]

    def __post_init__(self) -> None:
        index = np.zeros(1 << self.bits, np.int32)
        index[self.codes] = np.arange(1, len(self.codes) + 1, dtype=np.int32)
        object.__setattr__(self, "_index", index)

    @property
    def width(self) -> int:
        """Columns of a sum."""
        return int(self.linear.shape[1] + self.hidden.shape[1])

    def find_rows(self, hashes: Hashes) -> Rows:
        """Return the row of each feature."""
        index: Rows = self.__dict__["_index"]
        rows: Rows = index[hashes >> np.uint32(32 - self.bits)]
        return rows

    def add_up(self, rows: Rows, starts: Ints) -> Floats:
        """Return the summed weights of `rows`, one sum for each stretch beginning at `starts`; none may be empty."""
        linear = add_stretches(self.linear, rows, starts, np.int32)
        known = np.where(rows < len(self.hidden), rows, 0)
        hidden = add_stretches(self.hidden, known, starts, np.int32)
        return np.concatenate((linear, hidden), axis=1).astype(np.float32)


def add_stretches(table: npt.NDArray[Any], rows: Ints | Rows, starts: Ints, kind: Any = np.float32) -> npt.NDArray[Any]:
    """Return the sums of `table[rows]`, one for each stretch of `rows` beginning at `starts`; none may be empty.

    Stretches of one length are added up together, which is several times faster than `np.add.reduceat`.
    """
    if len(starts) == 1:
        sums: npt.NDArray[Any] = table.take(rows, axis=0).sum(axis=0, dtype=kind, keepdims=True)
        return sums
    lengths = np.diff(starts, append=len(rows))
    sums = np.empty((len(starts), table.shape[1]), kind)
    for length in np.unique(lengths).tolist():
        alike = (lengths == length).nonzero()[0]
        places = starts[alike][:, None] + np.arange(length)
        sums[alike] = table.take(rows[places], axis=0).sum(axis=1, dtype=kind)
    return sums


def find_begins(owners: Ints) -> Ints:
    """Return where each run of the same owner begins in `owners` (sorted, not empty)."""
    changes = (owners[1:] != owners[:-1]).nonzero()[0]
    return np.concatenate((_ZERO, changes + 1))


class TokenBook:
    """All tokens met, of messages (`TEXT`) or of the posts that they answer (`ANSWERED`).

    A row of `sums` holds the weights, then what `COUNTED` names, then how much all its features count.
    """

    def __init__(self, weights: Weights, kind: str) -> None:
        self._weights, self._kind = weights, kind
        self.width = weights.width
        self._begin()

    def _begin(self) -> None:
        self._slots: dict[str, int] = {"": 0}
        self.tokens = [EMPTY]
        self.sums = np.zeros((256, self.width + len(COUNTED) + 1), np.float32)
        self.edges = np.zeros((256, 2), np.uint32)
        self.edges[0] = EDGE

    def look_up(self, tokens: list[str]) -> Ints:
        """Return the slot of each token, after working out those not met before; "" is the edge of a text."""
        if len(self._slots) > MOST_TOKENS:
            self._begin()
        slots = list(map(self._slots.get, tokens))
        if None in slots:
            missing = [place for place, slot in enumerate(slots) if slot is None]
            alike = [_stand_for(tokens[place]) for place in missing]
            new = [token for token in dict.fromkeys(alike) if token not in self._slots]
            if new:
                self._learn(new)
            for place, token in zip(missing, alike, strict=True):
                slots[place] = self._slots[token]
        return np.array(slots, np.int64)

    def _learn(self, new: list[str]) -> None:
        start = len(self.tokens)
        while len(self.sums) < start + len(new):
            self.sums = np.concatenate((self.sums, np.zeros_like(self.sums)))
            self.edges = np.concatenate((self.edges, np.zeros_like(self.edges)))
        tokens = [read_token(token) for token in new]
        hashes, owners, counts = list_token_features(tokens, self._kind)
        self._add(start, hashes, owners)
        self.sums[start : start + len(new), -1] = np.bincount(owners, counts, len(new))
        self.sums[start : start + len(new), self.width : -1] = [token.counts for token in tokens]
        self.edges[start : start + len(new)] = [find_edges(token) for token in tokens]
        if self._kind == TEXT:
            self._add_inner_pairs(start, tokens)
        self._slots.update(zip(new, range(start, start + len(new)), strict=True))
        self.tokens += tokens

    def _add(self, start: int, hashes: Hashes, owners: Ints) -> None:
        rows = self._weights.find_rows(hashes)
        known = rows.nonzero()[0]
        if len(known):
            owners = owners[known]
            begins = find_begins(owners)
            self.sums[start + owners[begins], : self.width] += self._weights.add_up(rows[known], begins)

    def _add_inner_pairs(self, start: int, tokens: list[Token]) -> None:
        for slot, token in enumerate(tokens, start):
            if len(token.sequence) > 1:
                inner = np.array(list_inner_pairs(token), np.uint32)
                self._add(slot, pair(inner[:, 0], inner[:, 1]), np.zeros(len(inner), np.int64))
                self.sums[slot, -1] += PAIR * len(inner)


def _stand_for(token: str) -> str:
    """Return the token that stands for all alike: of a number only the length counts, so zeros stand for any."""
    return "0" * len(token) if token.isdecimal() else token
