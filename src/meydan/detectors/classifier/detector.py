"""Say what a message is by what it has in common with thousands of labelled messages.

The word lists know words; this detector also knows how complaints, questions or threats are usually put, in words that
no list holds. It is trained once, on messages written for this project, and does not learn from what it reads.

Three points lie on each label's chance: from `look` on it is found, from `likely` on it is more probable than a look
needs, and from `sure` on work may rest on it. "Bu yemek rezalet" is a complaint and never an insult for sure.
"""

import threading
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from meydan.detectors.classifier.model import Model, load_model
from meydan.detectors.classifier.reader import Reader
from meydan.kernel.findings import Finding, Text
from meydan.kernel.vocabulary import INCOMING_LABELS

KEY = "classifier"
SENTIMENTS = ("positive", "neutral", "negative")
OFFENCE = "offence"
#: Labels that say an offence; where a text offends and none of them stands out, the likeliest of these two is a look.
_PLAIN_OFFENCES = ("insult", "profanity")
_OFFENCES = ("insult", "profanity", "hate_speech", "harassment", "threat")
#: Characters and texts read at once: a bound on memory.
_AT_ONCE, _TEXTS_AT_ONCE = 120_000, 1_000

Floats = npt.NDArray[np.float32]


class Classifier:
    """The plug-in: every incoming label of the taxonomy, and the sentiment."""

    key = KEY
    directions = frozenset({"incoming"})

    def __init__(self, model: Model) -> None:
        self.version = model.version
        self.emits = frozenset((*INCOMING_LABELS, "sentiment"))
        self._by = f"{KEY}@{model.version}"
        self._model = model
        self._reader = Reader(model.weights)
        self._lock = threading.Lock()
        place = {name: number for number, name in enumerate(model.outputs)}
        self._labels = [name for name in model.outputs if name in INCOMING_LABELS]
        self._columns = np.array([place[name] for name in self._labels])
        self._look = np.array([model.look[name] for name in self._labels], np.float32)
        self._sure = [model.sure[name] for name in self._labels]
        self._sentiments = np.array([place[name] for name in SENTIMENTS])
        self._offence = place.get(OFFENCE)
        self._offences = np.array([self._labels.index(name) for name in _OFFENCES])
        self._plain = np.array([self._labels.index(name) for name in _PLAIN_OFFENCES])

    def find(self, text: Text) -> list[Finding]:
        """Return the labels found in `text` and its sentiment; nothing where there is nothing to read."""
        return self.find_many((text,))[0]

    def find_many(self, texts: Sequence[Text]) -> list[list[Finding]]:
        """Return what `find` returns for each text, many times faster in hundreds."""
        found: list[list[Finding]] = []
        for part in _in_parts(texts):
            chances, filled = self._judge(part)
            found += self._conclude(chances, filled)
        return found

    def chances(self, texts: Sequence[Text]) -> Floats:
        """Return the chance of every output of the model, (texts, outputs)."""
        parts = [self._judge(part)[0] for part in _in_parts(texts)]
        return np.concatenate(parts) if parts else np.zeros((0, len(self._model.outputs)), np.float32)

    @property
    def outputs(self) -> tuple[str, ...]:
        """The names of the columns of `chances`."""
        return self._model.outputs

    def _judge(self, texts: Sequence[Text]) -> tuple[Floats, npt.NDArray[np.bool_]]:
        with self._lock:
            read = self._reader.read(texts)
        return self._model.layers.judge(read), read.filled

    def _conclude(self, chances: Floats, filled: npt.NDArray[np.bool_]) -> list[list[Finding]]:
        labels = chances[:, self._columns]
        said = labels >= self._look
        said &= filled[:, None]
        if self._offence is not None:
            for row in ((chances[:, self._offence] >= self._model.offence) & filled).nonzero()[0].tolist():
                if not said[row, self._offences].any():
                    said[row, self._plain[labels[row, self._plain].argmax()]] = True
        found: list[list[Finding]] = [[] for _ in range(len(chances))]
        rows, columns = said.nonzero()
        for row, column, value in zip(rows.tolist(), columns.tolist(), labels[rows, columns].tolist(), strict=True):
            found[row].append(Finding(self._labels[column], round(value, 3), value >= self._sure[column], self._by))
        moods = chances[:, self._sentiments]
        best = moods.argmax(axis=1).tolist()
        sizes = moods.max(axis=1).tolist()
        for row in filled.nonzero()[0].tolist():
            value = sizes[row]
            found[row].append(Finding("sentiment", round(value, 3), value >= 0.9, self._by, (), SENTIMENTS[best[row]]))
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


def make_classifier() -> Classifier:
    """Return the classifier with the shipped model."""
    return Classifier(load_model())
