"""List the features of texts: what the trainer counts is what the scorer adds up, from this one place.

"Ne zaman açılıyor?" has the features of its words (`^ne$`, `zama`, ...), of the words whole, of its question mark and
of neighbours (`ne zaman`). Words of the post that it answers are features of their own, so that "Where?" under
"Doors open at six" can be told from "Where?" alone.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from meydan.detectors.classifier.hashing import Hashes, hash_parts, hash_piece, pair
from meydan.detectors.classifier.reading import Token

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

#: Characters that are looked at: what a message is shows in its beginning, and cost stays bounded.
LOOKED_AT = 4000
#: How much one word part, one whole word and one pair of words count.
PART, WHOLE, PAIR = 1.0, 9.0, 6.0
#: `TEXT` features are of the message itself, `ANSWERED` ones of the post that it answers.
TEXT, ANSWERED = "w", "r"
#: First letters by which words of message and post are compared: endings differ.
STEM = 5


def list_token_features(tokens: Sequence[Token], kind: str) -> tuple[Hashes, Ints, Floats]:
    """Return hash, token's place and weight of every feature within `tokens`, in the tokens' order."""
    wholes: list[int] = []
    owners: list[int] = []
    for place, token in enumerate(tokens):
        found = [hash_piece(piece, kind) for piece in (*token.words, *token.others)]
        if kind == ANSWERED:
            found += [hash_piece(word[:STEM], "s") for word in token.words if len(word) > STEM]
        wholes += found
        owners += [place] * len(found)
    whole = np.array(wholes, np.uint32)
    owner = np.array(owners, np.int64)
    weights = np.full(len(whole), WHOLE, np.float32)
    if kind == TEXT and any(token.words for token in tokens):
        word_owner = np.repeat(np.arange(len(tokens)), [len(token.words) for token in tokens])
        parts, words = hash_parts([word for token in tokens for word in token.words])
        whole = np.concatenate((whole, parts))
        owner = np.concatenate((owner, word_owner[words]))
        weights = np.concatenate((weights, np.full(len(parts), PART, np.float32)))
        order = np.argsort(owner, kind="stable")
        return whole[order], owner[order], weights[order]
    return whole, owner, weights


def list_inner_pairs(token: Token) -> list[tuple[int, int]]:
    """Return the neighbours within one token: "iyi/kötü", "evet,lütfen"."""
    pieces = [hash_piece(piece, TEXT) for piece in token.sequence]
    return list(pairwise(pieces))


def find_edges(token: Token) -> tuple[int, int]:
    """Return the hashes of the first and the last piece that can be a neighbour; zeros where there is none."""
    if not token.sequence:
        return 0, 0
    return hash_piece(token.sequence[0], TEXT), hash_piece(token.sequence[-1], TEXT)


def list_pairs(first: Hashes, last: Hashes) -> tuple[Hashes, Ints]:
    """Return the hash and the place of each pair of neighbouring tokens.

    `first` and `last` are the edges of the tokens of many texts, each text opened by an edge and the last one closed
    by one; tokens without neighbours (zeros) are passed over.
    """
    places = first.nonzero()[0]
    return pair(last[places[:-1]], first[places[1:]]), places[:-1]


def compare(text: Iterable[str], answered: Iterable[str]) -> float:
    """Return the share, 0..1, of the longer words in `text` that stand in `answered` too, by their first letters."""
    words = [word[:STEM] for word in text]
    stems = {word[:STEM] for word in answered if len(word) > 3}
    return sum(word in stems for word in words if len(word) > 3) / max(len(words), 1)
