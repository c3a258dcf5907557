"""Which language a text is written in, so that it is judged by the right words and answered in its own language.

Two readings. The word table knows the words by which a reader tells a language at a glance (`ikkje` is Nynorsk,
`ikke` Bokmål or Danish, `hvad` Danish); where it decides, that is enough. Where it does not, the general
identifier is asked as well and both are added up. A text too short to tell (an emoji, a name, a link) is
`unknown`, and a label is `sure` only when its language leads clearly. Plain `no` in the settings means Bokmål.

Example: `Kvifor er ikkje vegen brøytt?` gives `nn`, sure; `Fjordvik 2026 👍` gives `unknown`.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from meydan.detectors.language import base
from meydan.detectors.language.reading import running_text, split, split_many
from meydan.detectors.language.table import Points, WordTable, lead_of, shipped_table, unpack, unpack_many
from meydan.kernel.findings import DetectorSettings, Finding, Text

UNKNOWN = "unknown"
#: Points of lead with which the word table decides alone.
DECIDES = 10
#: A lead from which on more points make it no surer.
CLEAREST = 60
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


class _Read(NamedTuple):
    """A text as it was read: its beginning, its words in UTF-8, its script, the word table's points for it."""

    start: str
    words: Sequence[bytes]
    script: str
    points: Sequence[int] | Points


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
        self._known: dict[tuple[int, int], tuple[Finding]] = {}

    def find(self, text: Text) -> Sequence[Finding]:
        """Return exactly one finding; only the first 600 characters are looked at."""
        start = running_text(text.text)
        is_plain, words = split(start)
        points = unpack(self._table.pack(words))
        second, best = sorted(points)[-2:]
        read = _Read(start, words, base.PLAIN if is_plain else base.script_of(start), points)
        return self._at_a_glance(read, points.index(best), best - second) or (self._weigh_both(read),)

    def find_many(self, texts: Sequence[Text]) -> list[Sequence[Finding]]:
        """Return what `find` returns for each text; what needs the general identifier is shown to it all at once."""
        starts = [running_text(text.text) for text in texts]
        words = split_many(starts)
        table = unpack_many([self._table.pack(each) for _, each in words])
        found: list[Sequence[Finding]] = []
        left: list[tuple[int, _Read]] = []
        for place, ((is_plain, each), first, lead) in enumerate(zip(words, *lead_of(table), strict=True)):
            if is_plain and lead >= DECIDES:
                found.append(self._clear(first, lead))
                continue
            script = base.PLAIN if is_plain else base.script_of(starts[place])
            read = _Read(starts[place], each, script, table[place])
            glance = self._at_a_glance(read, first, lead)
            if glance is None:
                left.append((place, read))
            found.append(glance or ())
        for (place, _), finding in zip(left, self._weigh_many([read for _, read in left]), strict=True):
            found[place] = (finding,)
        return found

    def _at_a_glance(self, read: _Read, first: int, lead: int) -> Sequence[Finding] | None:
        """Say the language where the script, or the table by its `lead`, decides; None where neither does."""
        if not read.words:
            return (self._finding(UNKNOWN, 0.0),)
        if read.script not in base.BY_SCRIPT:
            letters = sum(len(word.decode("utf-8", "surrogatepass")) for word in read.words)
            return (self._finding(read.script, 0.99 if letters >= FEW_LETTERS else 0.6),)
        return self._clear(first, lead) if lead >= DECIDES else None

    def _weigh_both(self, read: _Read) -> Finding:
        """Say the language by a text's points and by what the general identifier thinks."""
        letters = self._telling_letters(read.words)
        if not letters:
            return self._finding(UNKNOWN, 0.0)
        said = np.array([read.points[column] for column in self._columns[read.script]], dtype=np.float32)
        total = said + TRUST * base.weigh(read.start, read.script) + self._prior[read.script]
        second, first = np.argsort(total, kind="stable")[-2:].tolist()
        return self._conclude(read.script, first, second, float(total[first] - total[second]), short=letters < SHORT)

    def _weigh_many(self, reads: Sequence[_Read]) -> list[Finding]:
        """Return what `_weigh_both` returns for each."""
        found = [self._finding(UNKNOWN, 0.0)] * len(reads)
        letters = [self._telling_letters(read.words) for read in reads]
        asked: dict[str, list[int]] = {}
        for place, read in enumerate(reads):
            if letters[place]:
                asked.setdefault(read.script, []).append(place)
        starts = {script: [reads[place].start for place in places] for script, places in asked.items()}
        for script, weighed in (base.weigh_many(starts) if starts else {}).items():
            said = np.array([reads[place].points for place in asked[script]], dtype=np.float32)
            total = said[:, self._columns[script]] + TRUST * weighed + self._prior[script]
            order = np.argsort(total, axis=1, kind="stable")[:, -2:]
            leads = np.diff(np.take_along_axis(total, order, axis=1))[:, 0]
            for place, (second, first), lead in zip(asked[script], order.tolist(), leads.tolist(), strict=True):
                found[place] = self._conclude(script, first, second, lead, short=letters[place] < SHORT)
        return found

    def _telling_letters(self, words: Sequence[bytes]) -> int:
        """Return how many letters tell a language, at most `SHORT`; none where these are few and no word is known."""
        letters = 0
        is_known = False
        for word in words:
            written = word.decode("utf-8", "surrogatepass")
            if not _is_laughter(written):
                letters += len(written)
                is_known = is_known or self._table.knows(word)
                if letters >= SHORT:
                    return SHORT
        return letters if is_known else 0

    def _conclude(self, script: str, first: int, second: int, lead: float, *, short: bool) -> Finding:
        best, rival = base.BY_SCRIPT[script][first], base.BY_SCRIPT[script][second]
        if short and lead < LEAST_LEAD:
            return self._finding(self._norm, 0.5) if {best, rival} == NORWEGIAN else self._finding(UNKNOWN, 0.0)
        return self._finding(best, _confidence(lead))

    def _clear(self, first: int, lead: int) -> Sequence[Finding]:
        """Return the finding of a language that leads by so many points; the same ones come again and again."""
        lead = min(lead, CLEAREST)
        found = self._known.get((first, lead))
        if found is None:
            found = self._known[first, lead] = (self._finding(base.LANGUAGES[first], _confidence(lead)),)
        return found

    def _finding(self, value: str, confidence: float) -> Finding:
        return Finding(code="lang", value=value, confidence=confidence, sure=confidence >= SURE, by=self._by)


def _is_laughter(word: str) -> bool:
    """Whether a word is one or two letters over and over: `hahaha`, `aaaa`."""
    return len(word) > 3 and len(set(word)) <= 2


def _confidence(lead: float) -> float:
    """Return the chance, 0..1, that a lead of so many points is right."""
    return round(1 / (1 + math.exp(-SLOPE * lead)), 3)
