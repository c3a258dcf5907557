"""Count the pieces of texts exactly as the scorer adds them up, with nothing but NumPy.

The trainer of the shipped model does the same for thousands of messages with the libraries of the extra `train`; an
institution that adapts a model needs none of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meydan.detectors.classifier.features import (
    ANSWERED,
    LOOKED_AT,
    PAIR,
    TEXT,
    find_edges,
    list_inner_pairs,
    list_pairs,
    list_token_features,
)
from meydan.detectors.classifier.hashing import EDGE, Hashes, pair
from meydan.detectors.classifier.reader import ANSWERED_WEIGHT, LOUDNESS
from meydan.detectors.classifier.reading import Token, read_token, split_tokens
from meydan.kernel.findings import Text

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Listed = tuple[Hashes, Floats]


@dataclass(frozen=True)
class Counted:
    """Texts as numbers, one entry for each piece of a text (n entries).

    `rows` says whose piece it is, `codes` are the leading bits of its hash, `values` what the scorer multiplies its
    weight by, and `loud` (n) how much one of it counts.
    """

    rows: Ints
    codes: Ints
    values: Floats
    loud: Floats


def count_pieces(texts: Sequence[Text], bits: int) -> Counted:
    """Return all pieces of `texts` and of the posts that they answer."""
    rows, codes, values, loud = [], [], [], []
    for row, text in enumerate(texts):
        for content, kind, share in ((text.text, TEXT, 1.0), (text.reply_to or "", ANSWERED, ANSWERED_WEIGHT)):
            hashes, counts = _list_pieces(content[:LOOKED_AT], kind)
            rows.append(np.full(len(hashes), row, np.int64))
            codes.append((hashes >> np.uint32(32 - bits)).astype(np.int64))
            values.append(np.full(len(hashes), share / (LOUDNESS * np.sqrt(max(counts.sum(), 1))), np.float32))
            loud.append(counts)
    if not rows:
        return Counted(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32), np.zeros(0, np.float32))
    return Counted(np.concatenate(rows), np.concatenate(codes), np.concatenate(values), np.concatenate(loud))


def _list_pieces(content: str, kind: str) -> Listed:
    """Return hash and weight of every piece of one text."""
    tokens = [read_token(token) for token in split_tokens(content)]
    hashes, _, weights = list_token_features(tokens, kind)
    if kind != TEXT:
        return hashes, weights.astype(np.float32)
    pairs = np.concatenate([_list_neighbours(tokens), *map(_list_within, tokens)])
    return (
        np.concatenate((hashes, pairs)),
        np.concatenate((weights, np.full(len(pairs), PAIR, np.float32))).astype(np.float32),
    )


def _list_neighbours(tokens: Sequence[Token]) -> Hashes:
    edges = np.array([(EDGE, EDGE), *map(find_edges, tokens), (EDGE, EDGE)], np.uint32)
    return list_pairs(edges[:, 0], edges[:, 1])[0]


def _list_within(token: Token) -> Hashes:
    inner = np.array(list_inner_pairs(token), np.uint32).reshape(-1, 2)
    return pair(inner[:, 0], inner[:, 1])
