"""Say what a message is by what it has in common with thousands of labelled messages.

The word lists know words; this detector also knows how complaints, questions or threats are usually put, in words that
no list holds. It is trained once, on messages written for this project, and does not learn from what it reads.

Three points lie on each label's chance: from `look` on it is found, from `likely` on it is more probable than a look
needs, and from `sure` on work may rest on it. "Bu yemek rezalet" is a complaint and never an insult for sure.
"""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from meydan.detectors.classifier.adapting.adaptation import Adaptation, UnusableAdaptation, load_fitting
from meydan.detectors.classifier.adapting.adapter import Adapter
from meydan.detectors.classifier.model import SHIPPED, Model, load_model
from meydan.detectors.classifier.reader import Reader
from meydan.kernel.errors import Problem
from meydan.kernel.findings import Finding, Text
from meydan.kernel.vocabulary import INCOMING_LABELS

KEY = "classifier"
SENTIMENTS = ("positive", "neutral", "negative")
OFFENCE, OFFENCE_LANGUAGE = "offence", "tr"
#: Labels that say an offence; where a text offends and none of them stands out, the likeliest of these two is a look.
_PLAIN_OFFENCES = ("insult", "profanity")
_OFFENCES = ("insult", "profanity", "hate_speech", "harassment", "threat")
#: Chance from which a mood is sure.
SURE_MOOD = 0.9
#: Characters and texts read at once: a bound on memory.
_AT_ONCE, _TEXTS_AT_ONCE = 120_000, 1_000

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
_log = logging.getLogger(__name__)


class Classifier:
    """The plug-in: every incoming label of the taxonomy, and the sentiment."""

    key = KEY
    directions = frozenset({"incoming"})
    #: Whose unsure findings are weighed here, in the company of all other words, and on which labels: those on which
    #: the lists' words were right less than every second time with authors whom the lists had never read.
    weighs: ClassVar[Mapping[str, frozenset[str]]] = {
        "lexicon": frozenset({"threat", "drugs", "advertising", "phishing"})
    }

    def __init__(self, model: Model, adaptation: Adaptation | None = None) -> None:
        """Judge by `model`; with an `adaptation`, which must be made for this model, as it moves the chances."""
        self.problems: tuple[Problem, ...] = ()
        self._adapter = Adapter(adaptation, model.outputs, model.look, model.sure) if adaptation else None
        self.version = f"{model.version}+{self._adapter.tag}" if self._adapter else model.version
        self.emits = frozenset((*INCOMING_LABELS, "sentiment"))
        self._by = f"{KEY}@{self.version}"
        self._model = model
        self._reader = Reader(self._adapter.widen(model.weights) if self._adapter else model.weights)
        self._lock = threading.Lock()
        place = {name: number for number, name in enumerate(model.outputs)}
        look = {name: float(np.float32(point)) for name, point in model.look.items()}
        self._look = look
        #: Label, its place among the outputs, and the points from which it is said, and for sure.
        self._points = [
            (name, place[name], look[name], model.sure[name]) for name in model.outputs if name in INCOMING_LABELS
        ]
        self._moods = [(mood, place[mood]) for mood in SENTIMENTS]
        self._offence = place.get(OFFENCE)
        self._offences = [(place[name], look[name]) for name in _OFFENCES]
        self._plain = [each for each in self._points if each[0] in _PLAIN_OFFENCES]

    def find(self, text: Text) -> list[Finding]:
        """Return the labels found in `text` and its sentiment; nothing where there is nothing to read."""
        return self.find_many((text,))[0]

    def find_many(self, texts: Sequence[Text]) -> list[list[Finding]]:
        """Return what `find` returns for each text, many times faster in hundreds."""
        found: list[list[Finding]] = []
        for part in _in_parts(texts):
            chances, filled, shipped = self._judge(part)
            found += self._conclude(chances, filled, shipped, self._find_offences(part, chances, filled))
        return found

    def chances(self, texts: Sequence[Text]) -> Floats:
        """Return the chance of every output of the model, (texts, outputs)."""
        parts = [self._judge(part)[0] for part in _in_parts(texts)]
        return np.concatenate(parts) if parts else np.zeros((0, len(self._model.outputs)), np.float32)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the columns of `chances`."""
        return self._model.outputs

    @property
    def bits(self) -> int:
        """Leading bits of the hash by which the model knows a piece of a text."""
        return self._model.weights.bits

    def _judge(self, texts: Sequence[Text]) -> tuple[Floats, Flags, Floats]:
        """Return the chances, which texts hold anything, and the chances without an adaptation."""
        with self._lock:
            read = self._reader.read(texts)
        layers = self._model.layers
        if self._adapter is None:
            chances = layers.judge(read)
            return chances, read.filled, chances
        own, sums = self._adapter.part(read, len(layers.linear_scale))
        shipped = layers.judge(own)
        return self._adapter.adapt(sums, shipped), read.filled, shipped

    def _find_offences(self, texts: Sequence[Text], chances: Floats, filled: Flags) -> list[int]:
        """Return the places of texts that offend as the street does, which public sets teach in Turkish alone."""
        if self._offence is None:
            return []
        offends = (chances[:, self._offence] >= self._model.offence) & filled
        return [place for place in offends.nonzero()[0].tolist() if texts[place].lang == OFFENCE_LANGUAGE]

    def _conclude(
        self, chances: Floats, filled: Flags, shipped: Floats, offences: Sequence[int]
    ) -> list[list[Finding]]:
        """Return the findings; `shipped` are the chances without an adaptation, which alone never makes one sure."""
        rows = chances.tolist()
        owns = rows if shipped is chances else shipped.tolist()
        offending = frozenset(offences)
        return [
            self._conclude_one(row, own, offends=place in offending) if full else []
            for place, (row, own, full) in enumerate(zip(rows, owns, filled.tolist(), strict=True))
        ]

    def _conclude_one(self, row: list[float], own: list[float], *, offends: bool) -> list[Finding]:
        by = self._by
        found = [
            Finding(label, round(row[place], 3), min(row[place], own[place]) >= sure, by)
            for label, place, look, sure in self._points
            if row[place] >= look
        ]
        if offends and not any(row[place] >= look and own[place] >= look for place, look in self._offences):
            label, place = max(self._plain, key=lambda each: own[each[1]])[:2]
            if row[place] < self._look[label]:
                found.append(Finding(label, round(row[place], 3), False, by))
        mood, place = max(self._moods, key=lambda each: row[each[1]])
        least = min(row[place], own[place])
        found.append(Finding("sentiment", round(row[place], 3), least >= SURE_MOOD, by, (), mood))
        return found


def _in_parts(texts: Sequence[Text]) -> Iterator[Sequence[Text]]:
    """Divide texts so that no part holds much more than `_AT_ONCE` characters."""
    start = size = 0
    for number, text in enumerate(texts):
        size += min(len(text.text), 4000) + min(len(text.reply_to or ""), 4000)
        if size >= _AT_ONCE or number - start >= _TEXTS_AT_ONCE:
            yield texts[start : number + 1]
            start, size = number + 1, 0
    if start < len(texts):
        yield texts[start:]


def make_classifier(adaptation: str | None = None) -> Classifier:
    """Return the classifier with the shipped model, and with the adaptation in the file named where it fits.

    One that is missing, broken or made for another model is left aside; the log and `problems` say so. Whoever has no
    adaptation shares one classifier: several policies in one process hold its weights once.
    """
    if not adaptation:
        return _shared()
    try:
        return Classifier(load_model(), load_fitting(Path(adaptation), SHIPPED))
    except UnusableAdaptation as error:
        _log.warning("%s", error.problem)
        classifier = Classifier(load_model())
        classifier.problems = (error.problem,)
        return classifier


@cache
def _shared() -> Classifier:
    return Classifier(load_model())
