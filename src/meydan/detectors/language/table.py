"""The word table: what a word says about the language of the text that it stands in.

Example: `ikkje` gives Nynorsk many points more than Bokmål; `kommunen` gives both and Danish alike and so decides
nothing among them. A point is a bit of evidence: ten points of lead are odds of about a thousand to one before
the words are allowed for not being independent.

The file `weights.tsv` has a line a word, `word<TAB>tr9 az4`, and is written by `scripts/train_language.py`.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import repeat
from struct import Struct

import numpy as np
import numpy.typing as npt

from meydan.detectors.language.base import LANGUAGES

#: Bytes that one language takes in a packed row: sums of 600 letters' words stay far below 65,536.
WIDTH = 2
_ROW = Struct(f"<{len(LANGUAGES)}H")
Points = npt.NDArray[np.uint16]


class WordTable:
    """Points by word and language, kept as one large integer a word so that a text's words add up at once."""

    def __init__(self, points: Mapping[str, Mapping[str, int]]) -> None:
        """Take points by word and language; languages we do not tell apart are an error."""
        self._words = {word.encode(): _pack(row) for word, row in points.items()}

    def add_up(self, words: Sequence[str]) -> list[int]:
        """Return the points of `words`, in the order of `LANGUAGES`."""
        return unpack(self.pack([word.encode("utf-8", "surrogatepass") for word in words]))

    def pack(self, words: Sequence[bytes]) -> int:
        """Return the points of words in UTF-8, packed; `unpack` opens them."""
        return sum(map(self._words.get, words, repeat(0)))

    def knows(self, word: bytes) -> bool:
        """Whether the table has this very word, in UTF-8."""
        return word in self._words


def unpack(packed: int) -> list[int]:
    """Return the points in the order of `LANGUAGES`."""
    return list(_ROW.unpack(packed.to_bytes(_ROW.size, "little")))


def unpack_many(packed: Sequence[int]) -> Points:
    """Return what `unpack` returns for each, (texts, languages)."""
    every = b"".join([each.to_bytes(_ROW.size, "little") for each in packed])
    return np.frombuffer(every, dtype="<u2").reshape(len(packed), len(LANGUAGES))


def lead_of(table: Points) -> tuple[list[int], list[int]]:
    """Return for each text of `unpack_many` the place of the language that leads, and by how many points it does."""
    points = table.copy()
    rows = np.arange(len(points))
    first = points.argmax(axis=1)
    best = points[rows, first]
    points[rows, first] = 0
    return first.tolist(), (best - points.max(axis=1)).tolist()


def _pack(row: Mapping[str, int]) -> int:
    return sum(points << (8 * WIDTH * LANGUAGES.index(code)) for code, points in row.items())


@cache
def shipped_table() -> WordTable:
    """Return the table that is shipped with the package."""
    return WordTable(read_table(files(__package__).joinpath("weights.tsv").read_text("utf-8")))


def read_table(text: str) -> dict[str, dict[str, int]]:
    """Return points by word and language from the text of a `weights.tsv`."""
    rows: dict[str, dict[str, int]] = {}
    for line in text.splitlines():
        word, _, entries = line.partition("\t")
        rows[word] = {entry[:2]: int(entry[2:]) for entry in entries.split()}
    return rows
