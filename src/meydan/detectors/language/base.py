"""The languages that are told apart, and the general identifier that stands behind our own word table.

The general identifier (py3langid) knows more than a hundred languages; it is let choose among those that the
public of a Turkish or Nordic institution plausibly writes, in the script that the text is written in.
"""

import math
import re
from functools import cache

import numpy as np
import numpy.typing as npt
from py3langid.langid import MODEL_FILE, LanguageIdentifier, visit_counts


def _codes(line: str) -> tuple[str, ...]:
    return tuple(line.split())


#: Languages by script.
BY_SCRIPT: dict[str, tuple[str, ...]] = {
    "latin": _codes("tr nn nb fi en da sv de fr es it pt nl pl cs sk ro hu et lv lt is sq hr sl so az uz ku vi id sw"),
    "cyrillic": _codes("ru uk bg be sr mk kk ky mn tg"),
    "arabic": _codes("ar fa ur ku ps"),
}
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
    text = text[:ENOUGH]
    data = (text.lower() if text.isupper() else text).encode("utf-8", "surrogatepass")
    scores = _general().score(data, script)
    scores -= scores.max()
    scores /= math.log(2) * math.sqrt(len(data) or 1)
    scores += _granted(script)
    return scores


class _General:
    """The model of py3langid, cut to our languages: its own walk, our columns, laid out so that rows are read fast."""

    def __init__(self) -> None:
        whole = LanguageIdentifier.from_model_file(MODEL_FILE)
        self._moves, self._output = whole.tk_nextmove, whole.tk_output
        self._rows = [row << 8 for row in whole.tk_row]
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
        visits = visit_counts(self._moves, self._rows, self._output, data)
        if not visits:
            return np.zeros(len(BY_SCRIPT[script]), dtype=np.float32)
        found = np.fromiter(visits.keys(), dtype=np.intp, count=len(visits))
        counts = np.fromiter(visits.values(), dtype=np.float32, count=len(visits))
        scores: Vector = np.log1p(counts) @ weights.take(found, axis=0) + start
        for place, column in self._further[script]:
            scores[place] = max(scores[place], scores[column])
        return scores[: len(BY_SCRIPT[script])]


@cache
def _granted(script: str) -> Vector:
    return np.array([_GRANTED.get(code, 0.0) for code in BY_SCRIPT[script]], dtype=np.float32)


@cache
def _general() -> _General:
    return _General()
