"""Which language a text is written in, so that it is judged by the right words and answered in its own language.

Two readings. The word table knows the words by which a reader tells a language at a glance (`ikkje` is Nynorsk,
`ikke` Bokmål or Danish, `hvad` Danish); where it decides, that is enough. Where it does not, the general
identifier is asked as well and both are added up. A text too short to tell (an emoji, a name, a link) is
`unknown`, and a label is `sure` only when its language leads clearly. Plain `no` in the settings means Bokmål.

Example: `Kvifor er ikkje vegen brøytt?` gives `nn`, sure; `Fjordvik 2026 👍` gives `unknown`.
"""

import math
from collections.abc import Sequence

import numpy as np

from meydan.detectors.language import base
from meydan.detectors.language.reading import running_text, words_of
from meydan.detectors.language.table import WordTable, shipped_table
from meydan.kernel.findings import DetectorSettings, Finding, Text

UNKNOWN = "unknown"
#: Points of lead with which the word table decides alone.
DECIDES = 10
#: How many times the general identifier's bits count beside the points of the word table.
TRUST = 4.0
#: A text of fewer letters is short: without a word that we know, or without a clear lead, it stays unknown.
SHORT = 20
#: Points of lead that a short text needs. One that leaves it open between the two written norms of Norwegian is
#: in the norm that the institution names first.
LEAST_LEAD = 2.0
NORWEGIAN = {"nn", "nb"}
#: Points that an institution's language gets beforehand.
PRIOR = 2.0
#: Confidence from which on a label is sure, and how much a point of lead adds to it.
SURE = 0.95
SLOPE = 0.35
#: Letters of a script of its own (Greek, Georgian) from which on its language is sure.
FEW_LETTERS = 4


class Language:
    """Finds the language of a text: one finding `lang`, its value an ISO 639-1 code or `unknown`."""

    key = "language"
    version = "1"
    emits = frozenset({"lang"})
    directions = frozenset({"incoming", "outgoing"})

    def __init__(self, settings: DetectorSettings, table: WordTable | None = None) -> None:
        """Take the institution's languages from `settings`: they are likelier where a short text leaves it open."""
        self._table = table or shipped_table()
        languages = ["nb" if code == "no" else code for code in settings.languages]
        self._prior = {
            script: np.array([PRIOR * (code in languages) for code in codes], dtype=np.float32)
            for script, codes in base.BY_SCRIPT.items()
        }
        self._norm = next((code for code in languages if code in NORWEGIAN), "nb")
        self._columns = {
            script: [base.LANGUAGES.index(code) for code in codes] for script, codes in base.BY_SCRIPT.items()
        }
        self._by = f"{self.key}@{self.version}"

    def find(self, text: Text) -> Sequence[Finding]:
        """Return exactly one finding; only the first 600 characters are looked at."""
        start = running_text(text.text)
        words = words_of(start)
        if not words:
            return (self._finding(UNKNOWN, 0.0),)
        script = base.script_of(start)
        if script not in base.BY_SCRIPT:
            return (self._finding(script, 0.99 if sum(map(len, words)) >= FEW_LETTERS else 0.6),)
        points = self._table.add_up(words)
        second, best = sorted(points)[-2:]
        if best - second >= DECIDES:
            return (self._finding(base.LANGUAGES[points.index(best)], _confidence(best - second)),)
        return (self._weigh_both(start, script, words, points),)

    def _weigh_both(self, start: str, script: str, words: Sequence[str], points: Sequence[int]) -> Finding:
        telling = [word for word in words if not _is_laughter(word)]
        short = sum(map(len, telling)) < SHORT
        if short and not any(map(self._table.knows, telling)):
            return self._finding(UNKNOWN, 0.0)
        said = np.array([points[column] for column in self._columns[script]], dtype=np.float32)
        total = said + TRUST * base.weigh(start, script) + self._prior[script]
        second, first = np.argsort(total, kind="stable")[-2:].tolist()
        lead = float(total[first] - total[second])
        best, rival = base.BY_SCRIPT[script][first], base.BY_SCRIPT[script][second]
        if short and lead < LEAST_LEAD:
            return self._finding(self._norm, 0.5) if {best, rival} == NORWEGIAN else self._finding(UNKNOWN, 0.0)
        return self._finding(best, _confidence(lead))

    def _finding(self, value: str, confidence: float) -> Finding:
        return Finding(code="lang", value=value, confidence=confidence, sure=confidence >= SURE, by=self._by)


def _is_laughter(word: str) -> bool:
    """Whether a word is one or two letters over and over: `hahaha`, `aaaa`."""
    return len(word) > 3 and len(set(word)) <= 2


def _confidence(lead: float) -> float:
    """Return the chance, 0..1, that a lead of so many points is right."""
    return round(1 / (1 + math.exp(-SLOPE * lead)), 3)
