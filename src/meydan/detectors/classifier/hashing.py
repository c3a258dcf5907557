"""Give every feature of a token its number: word parts of two to five letters, beginnings, whole words, pairs.

Beginnings of up to seven letters stand for stems: "başvuru", "başvurular" and "başvurusunu" begin alike.

Numbers are 32-bit hashes that depend on the spelling only, so the same text has the same features on every machine.
"""

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint32]

SHORTEST_PART, LONGEST_PART, LONGEST_BEGINNING = 2, 5, 7
#: Where a text begins and ends: a neighbour like any other.
EDGE = 0x5BD1E995
_STEP, _FIRST, _SECOND = np.uint32(0x01000193), np.uint32(0x9E3779B1), np.uint32(0x85EBCA6B)
_PART_SEED = 0x2C1B3C6D


def hash_piece(piece: str, kind: str = "w") -> int:
    """Return the hash of a whole piece; `kind` keeps the words of a text apart from those of the post it answers."""
    return zlib.crc32((kind + piece).encode("utf-8", "surrogatepass"))


def mix(hashes: Hashes) -> Hashes:
    """Spread hashes evenly over all 32 bits."""
    mixed = hashes ^ (hashes >> np.uint32(16))
    mixed = mixed * np.uint32(0x7FEB352D)
    mixed = mixed ^ (mixed >> np.uint32(15))
    mixed = mixed * np.uint32(0x846CA68B)
    spread: Hashes = mixed ^ (mixed >> np.uint32(16))
    return spread


def pair(first: Hashes, second: Hashes) -> Hashes:
    """Return the hashes of neighbours, one for each place of the two arrays."""
    return mix(first * _FIRST + second * _SECOND + np.uint32(1))


def hash_parts(words: Sequence[str]) -> tuple[Hashes, npt.NDArray[np.int64]]:
    """Return the hashes of all parts of all `words` (with `^` and `$` at their ends), and which word each is from.

    Parts longer than `LONGEST_PART` are taken at a word's beginning only.
    """
    marked = [f"^{word}$" for word in words]
    lengths = np.fromiter(map(len, marked), np.int64, len(marked))
    text = "".join(marked)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    owners = np.repeat(np.arange(len(marked)), lengths)
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(codes))
    rolling = codes + np.uint32(_PART_SEED)
    hashes, found = [], []
    begins = left == np.repeat(lengths, lengths)
    for size in range(SHORTEST_PART, LONGEST_BEGINNING + 2):
        rolling = rolling[:-1] * _STEP ^ codes[size - 1 :]
        inside = left[: len(rolling)] >= size
        if size > LONGEST_PART:
            inside &= begins[: len(rolling)]
        hashes.append(mix(rolling[inside] + np.uint32(size)))
        found.append(owners[: len(rolling)][inside])
    return np.concatenate(hashes), np.concatenate(found)
