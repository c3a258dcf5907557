"""Count the features of all messages once: a sparse matrix with a row a message and a column a feature."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from meydan.detectors.classifier.book import Weights
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
from meydan.detectors.classifier.reader import ANSWERED_WEIGHT, LOUDNESS, Reader
from meydan.detectors.classifier.reading import Token, read_token, split_tokens
from meydan.kernel.findings import Text

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Sparse = Any  # scipy ships no types

BITS = 22


@dataclass(frozen=True)
class Counted:
    """Messages as numbers: `features` (messages, 2**BITS), and `shape`.

    A feature's value is how often it occurs times its `loudness` (2**BITS), which the scorer finds in its weights.
    """

    features: Sparse
    shape: Floats
    loudness: Floats


def count_features(texts: Sequence[Text]) -> Counted:
    """Return all features of `texts`."""
    loudness = np.ones(1 << BITS, np.float32)
    own = _count([text.text for text in texts], TEXT, loudness)
    answered = _count([text.reply_to or "" for text in texts], ANSWERED, loudness)
    nothing = Weights(np.zeros(0, np.uint32), BITS, np.zeros((1, 1), np.int8), np.zeros((1, 0), np.int8))
    reader = Reader(nothing)
    shape = [reader.read(texts[at : at + 500]).shape for at in range(0, len(texts), 500)]
    return Counted((own + answered * ANSWERED_WEIGHT).tocsr().astype(np.float32), np.concatenate(shape), loudness)


def _count(texts: list[str], kind: str, loudness: Floats) -> Sparse:
    slots: dict[str, int] = {"": 0}
    flat: list[int] = []
    lengths = []
    for text in texts:
        found = split_tokens(text[:LOOKED_AT])
        flat += [0, *(slots.setdefault(token, len(slots)) for token in found)]
        lengths.append(len(found) + 1)
    owners = np.repeat(np.arange(len(texts)), lengths)
    holds = _matrix(owners, np.array(flat), np.ones(len(flat)), (len(texts), len(slots)))
    tokens = [read_token(token) for token in slots]
    parts = [_list_within(tokens, kind)]
    if kind == TEXT:
        parts.append(_list_inner_pairs(tokens))
    counted = sum(holds @ _features(*part, len(slots), loudness) for part in parts)
    total = sum(holds @ np.bincount(part[0], part[2], len(slots)) for part in parts)
    if kind == TEXT:
        pairs = _list_outer_pairs(tokens, flat, np.cumsum([0, *lengths]))
        counted = counted + _features(*pairs, len(texts), loudness)
        total = total + np.bincount(pairs[0], pairs[2], len(texts))
    return sparse.diags(1 / (LOUDNESS * np.sqrt(np.maximum(total, 1)))) @ counted


Listed = tuple[Ints, Hashes, Floats]


def _list_within(tokens: list[Token], kind: str) -> Listed:
    hashes, owners, weights = list_token_features(tokens, kind)
    return owners, hashes, weights


def _list_inner_pairs(tokens: list[Token]) -> Listed:
    found = [(slot, *each) for slot, token in enumerate(tokens) for each in list_inner_pairs(token)]
    table = np.array(found, np.int64).reshape(-1, 3)
    hashes = pair(table[:, 1].astype(np.uint32), table[:, 2].astype(np.uint32))
    return table[:, 0], hashes, np.full(len(table), PAIR, np.float32)


def _list_outer_pairs(tokens: list[Token], flat: list[int], starts: Ints) -> Listed:
    edges = np.array([(EDGE, EDGE), *map(find_edges, tokens[1:])], np.uint32)[[*flat, 0]]
    hashes, places = list_pairs(edges[:, 0], edges[:, 1])
    owners = np.searchsorted(starts, places, side="right") - 1
    return owners, hashes, np.full(len(owners), PAIR, np.float32)


def _features(owners: Ints, hashes: Hashes, weights: Floats, rows: int, loudness: Floats) -> Sparse:
    """Return how loud each feature is: the root of what it counts, as often as it occurs; note that in `loudness`."""
    codes = hashes >> np.uint32(32 - BITS)
    loudness[codes] = np.sqrt(weights)
    return _matrix(owners, codes, loudness[codes], (rows, 1 << BITS))


def _matrix(rows: Ints, columns: npt.NDArray[Any], values: npt.NDArray[Any], size: tuple[int, int]) -> Sparse:
    return sparse.csr_matrix((values.astype(np.float64), (rows, columns.astype(np.int64))), shape=size)
