"""Say of labelled messages what two readers of them get right: the model before and after, or the model and another.

Every figure comes with its count and the range in which the truth lies with 95 % (Wilson). An answer is one label on
one message; only answers that a person has given count.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from meydan.detectors.classifier.adapting.corrections import Labelled
from meydan.detectors.classifier.training.evaluate import Quality, Share
from meydan.detectors.classifier.training.rows import SENTIMENTS
from meydan.kernel.vocabulary import INCOMING_LABELS

Said = Sequence[Collection[str]]


@dataclass(frozen=True)
class Comparison:
    """Two readers on the same messages: per label (first, second), macro-F1 of each, and answers that differ.

    `better` are answers that the second has right and the first wrong, `worse` the other way round; `missed` are true
    answers that neither found. `answers` are all that a person has given.
    """

    messages: int
    answers: int
    labels: Mapping[str, tuple[Quality, Quality]]
    better: int
    worse: int
    missed: tuple[tuple[str, str], ...]  # message's id, label

    @property
    def macro(self) -> tuple[float, float]:
        """Mean F1 of each reader, over the labels that are true somewhere or said by one of them."""
        counted = [both for both in self.labels.values() if any(map(_is_there, both))]
        first, second = (sum(both[side].f1 for both in counted) / max(len(counted), 1) for side in (0, 1))
        return first, second

    @property
    def micro(self) -> tuple[float, float]:
        """F1 of each reader over all answers together."""
        found = []
        for side in (0, 1):
            right = sum(both[side].recall.part for both in self.labels.values())
            total = sum(both[side].recall.whole + both[side].precision.whole for both in self.labels.values())
            found.append(2 * right / max(total, 1))
        return found[0], found[1]

    @property
    def agreement(self) -> Share:
        """On how many of the answers both say the same."""
        return Share(self.answers - self.better - self.worse, self.answers)


def _is_there(quality: Quality) -> bool:
    return bool(quality.recall.whole or quality.precision.whole)


def compare(rows: Sequence[Labelled], first: Said, second: Said) -> Comparison:
    """Return how the labels that two readers said of `rows` compare with the truth."""
    better = worse = answers = 0
    missed: list[tuple[str, str]] = []
    counts: dict[str, list[int]] = {label: [0] * 5 for label in (*INCOMING_LABELS, *SENTIMENTS)}
    for row, one, other in zip(rows, first, second, strict=True):
        for label, true in row.known.items():
            if label not in counts:
                continue
            a, b = label in one, label in other
            answers += 1
            better += b is true and a is not true
            worse += a is true and b is not true
            if true and not a and not b:
                missed.append((row.id, label))
            for place, hit in enumerate((true, a, a and true, b, b and true)):
                counts[label][place] += hit
    labels = {
        label: (Quality(Share(ar, true), Share(ar, a)), Quality(Share(br, true), Share(br, b)))
        for label, (true, a, ar, b, br) in counts.items()
    }
    return Comparison(len(rows), answers, labels, better, worse, tuple(missed))


def lost_looks(rows: Sequence[Labelled], first: Said, second: Said, label: str) -> Share:
    """Return how many messages truly of `label` the first found and the second does not, of those it found."""
    found = [
        label in other
        for row, one, other in zip(rows, first, second, strict=True)
        if row.known.get(label) and label in one
    ]
    return Share(len(found) - sum(found), len(found))
