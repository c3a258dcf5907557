"""Apply an adaptation to the chances that the shipped model gives.

Rule: what protects people is never learnt away. A threat, violence or a wish to die is only ever found more often than
by the shipped model, never less; the other labels of harm fall by a bounded step, and what the shipped model was sure
of stays at least a look. Example: corrections say a hundred times that "I will kill it on stage" is no threat; it still
gets its look. And no label becomes sure by an adaptation: `Classifier` asks that of the shipped model's chance as well.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from meydan.detectors.classifier.adapting.adaptation import Adaptation
from meydan.detectors.classifier.book import Weights
from meydan.detectors.classifier.network import chance
from meydan.detectors.classifier.reader import Read

Floats = npt.NDArray[np.float32]

#: Labels behind which somebody may die: found as often as by the shipped model, or more often.
LIFE = frozenset({"threat", "self_harm", "violence"})
#: Labels that say somebody is harmed.
CRITICAL = LIFE | {"hate_speech", "harassment", "insult", "personal_data"}
#: Furthest that a score is moved, on the logistic scale; and furthest down for a label of harm.
FURTHEST, FURTHEST_DOWN = 8.0, 1.0
_TINY = 1e-6


class Adapter:
    """Moves chances as one adaptation says."""

    def __init__(
        self, adaptation: Adaptation, outputs: Sequence[str], look: Mapping[str, float], sure: Mapping[str, float]
    ) -> None:
        """Fit the adaptation to the model's `outputs` and its points; KeyError where it names an output of none."""
        place = {name: number for number, name in enumerate(outputs)}
        labels = adaptation.labels
        self.tag = adaptation.tag
        self._adaptation = adaptation
        self._columns = np.array([place[name] for name in labels], np.int64)
        only_up = LIFE | frozenset(adaptation.only_up)
        self._lowest = np.array(
            [0.0 if name in only_up else -FURTHEST_DOWN if name in CRITICAL else -FURTHEST for name in labels],
            np.float32,
        )
        # Never reached by a chance where there is nothing to keep: 2 is above any.
        self._kept = np.array([sure[name] if name in CRITICAL else 2.0 for name in labels], np.float32)
        self._look = np.array([look.get(name, 0.0) for name in labels], np.float32)

    def widen(self, weights: Weights) -> Weights:
        """Return the model's weights with a column for each label of the adaptation, between the straight and hidden.

        So a text is read once for both; whole numbers add up in any company, so the model's own sums stay the same.
        """
        adaptation, (rows, columns) = self._adaptation, weights.linear.shape
        known = weights.find_rows(adaptation.codes << np.uint32(32 - adaptation.bits))
        new = known == 0
        linear = np.zeros((rows + int(new.sum()), columns + len(self._columns)), np.int8)
        linear[:rows, :columns] = weights.linear
        linear[np.where(new, rows - 1 + np.cumsum(new), known), columns:] = adaptation.table[1:]
        return Weights(np.concatenate((weights.codes, adaptation.codes[new])), weights.bits, linear, weights.hidden)

    def part(self, read: Read, straight: int) -> tuple[Read, Floats]:
        """Return what the model reads, of which `straight` columns weigh straight, and what the adaptation reads."""
        end = straight + len(self._columns)
        own = np.concatenate((read.sums[:, :straight], read.sums[:, end:]), axis=1)
        return replace(read, sums=own), read.sums[:, straight:end]

    def adapt(self, sums: Floats, chances: Floats) -> Floats:
        """Return the chances as adapted, (texts, outputs); those of labels that it does not name are the same.

        `sums` (texts, labels) are what the adaptation reads.
        """
        adaptation = self._adaptation
        moved = np.clip(sums * adaptation.scale + adaptation.shift, self._lowest, FURTHEST)
        own = chances[:, self._columns]
        new = chance(_score(own) + moved)
        # Going to the logistic scale and back rounds: what may not fall may not fall by a rounding either.
        new = np.where(moved >= 0, np.maximum(new, own), np.minimum(new, own))
        new = np.where(own >= self._kept, np.maximum(new, self._look), new)
        adapted = chances.copy()
        adapted[:, self._columns] = new
        return adapted


def _score(chances: Floats) -> Floats:
    """Return the score on the logistic scale that a chance stands for."""
    held = np.clip(chances, _TINY, 1 - _TINY)
    return np.asarray(np.log(held) - np.log1p(-held), np.float32)
