"""The general identifier's walk through a text: from byte to byte, counting the features, pieces of a few bytes.

Where the walk stands after a byte depends on the few bytes before it alone. So many texts can be walked through at
once: every byte begins at its own beginning, then each goes on from where the byte before it stood, until none moves.
Example: a hundred messages take some six rounds together, one message alone as many steps as it has bytes.
"""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from py3langid.langid import visit_counts

#: Stands between texts: no byte of UTF-8, and whatever came before, the walk begins anew behind it.
_BETWEEN = b"\xff"
Places = npt.NDArray[np.int64]


class Walk:
    """The automaton of py3langid: `moves` from a row by a byte, the row and the feature (or -1) of each state."""

    def __init__(self, moves: "array[int]", rows: Sequence[int], features: Sequence[int]) -> None:
        self._moves, self._features = moves, features
        self._rows = [row << 8 for row in rows]
        self._many_moves = np.frombuffer(moves, dtype=np.uint32)
        self._many_rows = np.array(self._rows, dtype=np.int64)
        self._many_features = np.array(features, dtype=np.int64)
        #: Where the walk stands after any one byte, and after any two, the first times 256 and the second.
        self._after_one = self._many_moves[self._rows[0] : self._rows[0] + 256]
        self._after_two = self._many_moves[self._many_rows[self._after_one][:, None] + np.arange(256)].ravel()
        #: Bits that the number of a feature takes.
        self._bits = len(features).bit_length()

    def count(self, data: bytes) -> Mapping[int, int]:
        """Return how often each feature stands in a text (UTF-8), in order of first sight."""
        return visit_counts(self._moves, self._rows, self._features, data) or Counter()

    def count_many(self, data: Sequence[bytes]) -> tuple[Places, npt.NDArray[np.float32], list[int]]:
        """Return the features of one text after another as `count` has them, how often each, and the edges between.

        Text `n` has the features from the edge `n` to the edge `n + 1`.
        """
        letters = np.frombuffer(_BETWEEN + _BETWEEN.join(data), dtype=np.uint8).astype(np.int64)
        features = self._many_features[self._stand(letters)]
        seen = (features >= 0).nonzero()[0]
        whose = np.repeat(np.arange(len(data)), [len(each) + 1 for each in data])[seen]
        keys, first, counts = np.unique(whose << self._bits | features[seen], return_index=True, return_counts=True)
        order = first.argsort()
        keys = keys[order]
        edges = np.searchsorted(keys >> self._bits, np.arange(len(data) + 1)).tolist()
        return keys & (1 << self._bits) - 1, counts[order].astype(np.float32), edges

    def _stand(self, letters: Places) -> Places:
        """Return where the walk stands after each of the bytes, the first of which is `_BETWEEN`."""
        stands = np.zeros(len(letters), dtype=np.int64)
        stands[1:] = self._after_two[(letters[:-1] << 8) + letters[1:]]
        # Two rounds are done by that. Whoever stands where one byte alone leads did not move in the second.
        moving = (stands[1:-1] != self._after_one[letters[1:-1]]).nonzero()[0] + 2
        while len(moving):
            onward = self._many_moves[self._many_rows[stands[moving - 1]] + letters[moving]]
            moved = onward != stands[moving]
            moving = moving[moved]
            stands[moving] = onward[moved]
            moving += 1
            if len(moving) and moving[-1] == len(letters):
                moving = moving[:-1]
        return stands
