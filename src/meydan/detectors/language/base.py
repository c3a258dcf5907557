"""The languages that are told apart, and the general identifier that stands behind our own word table.

The general identifier (py3langid) knows more than a hundred languages; it is let choose among those that the
public of a Turkish or Nordic institution plausibly writes, in the script that the text is written in.
"""

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from meydan.detectors.language.walk import Walk


def _codes(line: str) -> tuple[str, ...]:
    return tuple(line.split())


#: Languages by script.
BY_SCRIPT: dict[str, tuple[str, ...]] = {
    "latin": _codes("tr nn nb fi en da sv de fr es it pt nl pl cs sk ro hu et lv lt is sq hr sl so az uz ku vi id sw"),
    "cyrillic": _codes("ru uk bg be sr mk kk ky mn tg"),
    "arabic": _codes("ar fa ur ku ps"),
}
#: The script of texts that hold nothing but the letters of our languages.
PLAIN = "latin"
Vector = npt.NDArray[np.float32]
LANGUAGES: tuple[str, ...] = tuple(dict.fromkeys(code for codes in BY_SCRIPT.values() for code in codes))
_OURS_BY_GENERAL = {"no": "nb", "sdh": "ku"}
#: Characters that the general identifier looks at; more of them cost time and change little.
ENOUGH = 300
#: Bits that the general identifier grants a language too little: it takes many a Nynorsk text for Bokmål.
_GRANTED = {"nn": 0.5}
_NAMES = {"nb": ("no",), "ku": ("ku", "sdh")}
#: Letters of each script. Those after the first three are written by one language among ours.
_LETTERS: dict[str, re.Pattern[str]] = {
    script: re.compile(f"[{letters}]")
    for script, letters in {
        "latin": "A-Za-zÀ-ɏḀ-ỿ",
        "cyrillic": "Ѐ-ԯ",
        "arabic": "؀-ۿݐ-ݿﭐ-﷿ﹰ-ﻼ",
        "el": "Ͱ-Ͽἀ-῿",
        "he": "֐-׿",
        "hy": "԰-֏",
        "ka": "Ⴀ-ჿ",
        "th": "฀-๿",
        "hi": "ऀ-ॿ",
        "bn": "ঀ-৿",
        "pa": "਀-੿",
        "ta": "஀-௿",
        "te": "ఀ-౿",
        "ml": "ഀ-ൿ",
        "si": "඀-෿",
        "my": "က-႟",
        "km": "ក-៿",
        "am": "ሀ-፿",
        "ko": "ᄀ-ᇿ가-힯",
        "ja": "぀-ヿ",
        "zh": "㐀-䶿一-鿿",
    }.items()
}
_NOT_LATIN = re.compile("[Ͱ-᳿ἀ-῿぀-鿿가-힯ﭐ-﷿ﹰ-ﻼ]")


def script_of(text: str) -> str:
    """Return the script that most letters of `text` are in: a key of `BY_SCRIPT`, or the one language it is for."""
    if text.isascii() or not _NOT_LATIN.search(text):
        return "latin"
    counts = {script: len(letters.findall(text)) for script, letters in _LETTERS.items()}
    if counts["ja"]:
        counts["ja"] += counts.pop("zh")
    return max(counts, key=lambda script: counts[script])


def weigh(text: str, script: str) -> Vector:
    """Return what the general identifier thinks of `text`: bits by language of `script`, about 0 for the best.

    Its own figures grow with the length of the text as if every letter were a new witness; the square root of
    the length brings them back to what they are worth.
    """
    data = _beginning(text)
    scores = general().score(data, script)
    scores -= scores.max()
    scores /= _worth(data)
    scores += _granted(script)
    return scores


def weigh_many(texts: Mapping[str, Sequence[str]]) -> dict[str, Vector]:
    """Return for each script what `weigh` returns for each of its texts, (texts, languages of the script)."""
    data = {script: [_beginning(text) for text in each] for script, each in texts.items()}
    found = general().score_many(data)
    for script, scores in found.items():
        scores -= scores.max(axis=1, keepdims=True)
        scores /= np.array([[_worth(each)] for each in data[script]], dtype=np.float32)
        scores += _granted(script)
    return found


def _beginning(text: str) -> bytes:
    text = text[:ENOUGH]
    return (text.lower() if text.isupper() else text).encode("utf-8", "surrogatepass")


def _worth(data: bytes) -> float:
    """Return by what figures have to be divided so that they are bits, and no more of them for a longer text."""
    return math.log(2) * math.sqrt(len(data) or 1)


class General:
    """The model of py3langid, cut to our languages: its own walk, our columns, laid out so that rows are read fast."""

    def __init__(self) -> None:
        whole = LanguageIdentifier.from_model_file(MODEL_FILE)
        self.walk = Walk(whole.tk_nextmove, whole.tk_row, whole.tk_output)
        self._weights: dict[str, tuple[Vector, Vector]] = {}
        #: Columns of a language that the model knows in two writings: (place of the language, further column).
        self._further: dict[str, list[tuple[int, int]]] = {}
        for script, codes in BY_SCRIPT.items():
            by_code = [
                [i for i, name in enumerate(whole.nb_classes) if name in _NAMES.get(code, (code,))] for code in codes
            ]
            further = [(place, column) for place, columns in enumerate(by_code) for column in columns[1:]]
            columns = [columns[0] for columns in by_code] + [column for _, column in further]
            weights = np.ascontiguousarray(whole.nb_ptc[:, columns], dtype=np.float32)
            self._weights[script] = weights, whole.nb_pc[columns].astype(np.float32)
            self._further[script] = [(place, len(codes) + at) for at, (place, _) in enumerate(further)]

    def score(self, data: bytes, script: str) -> Vector:
        """Return the log-likelihood of `data` (UTF-8) in each language of `script`."""
        weights, start = self._weights[script]
        visits = self.walk.count(data)
        if not visits:
            return np.zeros(len(BY_SCRIPT[script]), dtype=np.float32)
        found = np.fromiter(visits.keys(), dtype=np.intp, count=len(visits))
        counts = np.fromiter(visits.values(), dtype=np.float32, count=len(visits))
        scores: Vector = np.log1p(counts) @ weights.take(found, axis=0) + start
        for place, column in self._further[script]:
            scores[place] = max(scores[place], scores[column])
        return scores[: len(BY_SCRIPT[script])]

    def score_many(self, data: Mapping[str, Sequence[bytes]]) -> dict[str, Vector]:
        """Return for each script what `score` returns for each of its texts, (texts, languages)."""
        found, counts, ends = self.walk.count_many([each for texts in data.values() for each in texts])
        heard = np.log1p(counts)
        result: dict[str, Vector] = {}
        first = 0
        for script, texts in data.items():
            weights, start = self._weights[script]
            own = ends[first : first + len(texts) + 1]
            rows = weights.take(found[own[0] : own[-1]], axis=0)
            scores = np.zeros((len(texts), len(start)), dtype=np.float32)
            for place, (begin, end) in enumerate(pairwise(own)):
                if end > begin:
                    # One text after another: so its figures are the same to the last bit, whatever it came with.
                    scores[place] = heard[begin:end] @ rows[begin - own[0] : end - own[0]] + start
            for place, column in self._further[script]:
                np.maximum(scores[:, place], scores[:, column], out=scores[:, place])
            result[script] = scores[:, : len(BY_SCRIPT[script])]
            first += len(texts)
        return result


@cache
def _granted(script: str) -> Vector:
    return np.array([_GRANTED.get(code, 0.0) for code in BY_SCRIPT[script]], dtype=np.float32)


@cache
def general() -> General:
    """Return the general identifier, read once."""
    return General()
