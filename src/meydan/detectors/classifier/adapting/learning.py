"""Learn an adaptation: for each label that people had to set right, what moves the model's score.

Rule: without evidence nothing moves. A label is touched when at least three answers on it were wrong; a piece of text
weighs when at least three different corrected messages hold it, so that no single message can be read out of it; and
hundreds of ordinary messages that nobody complained of hold the model where it is. Example: sixty corrections say that
"korsan taksi" is a matter for the traffic unit; "taksi" alone moves little, and "Kütüphane kaçta açılıyor?" not at all.

It is a logistic regression with the shipped model's own score as its beginning, pulled towards no change.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from meydan.detectors.classifier.adapting.adaptation import Adaptation
from meydan.detectors.classifier.adapting.adapter import LIFE
from meydan.detectors.classifier.adapting.corrections import Labelled, spell
from meydan.detectors.classifier.adapting.counting import Counted, count_pieces
from meydan.detectors.classifier.adapting.descent import descend
from meydan.detectors.classifier.detector import SENTIMENTS, Classifier
from meydan.detectors.classifier.network import chance
from meydan.kernel.findings import Text
from meydan.kernel.vocabulary import INCOMING_LABELS

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

#: Wrong answers on a label before it is touched, and different messages that must hold a piece before it weighs.
LEAST_WRONG, LEAST_HELD = 3, 3
#: Pieces that weigh at most: a bound on memory.
MOST_PIECES = 4_096
#: How strongly weights and shifts are pulled to zero; how much one ordinary message counts beside a correction; and how
#: strongly its score is held where it is, even far from any point at which something is said.
PULL, PULL_SHIFT, ORDINARY, HOLD = 0.1, 1.0, 0.5, 0.03
_STEPS = 127
_TINY = 1e-6


class NothingToLearn(ValueError):
    """No label was wrong often enough for anything to be learnt."""


@dataclass(frozen=True)
class Material:
    """Corrections, then ordinary messages: pieces (rows, pieces), scores, targets and their weights (rows, labels).

    `held` (rows, 1) is how strongly the score of each is held where it is.
    """

    pieces: Floats
    scores: Doubles
    targets: Doubles
    weights: Doubles
    held: Doubles


def learn(
    classifier: Classifier,
    corrections: Sequence[Labelled],
    ordinary: Sequence[Text],
    model: str,
    only_up: Collection[str] = LIFE,
) -> Adaptation:
    """Return what `corrections` add to the shipped model, which `classifier` is and whose file's hash is `model`.

    Labels of `only_up` are never made less likely. NothingToLearn where the shipped model was hardly ever wrong.
    """
    labels = find_wrong(classifier, corrections, only_up)
    if not labels:
        raise NothingToLearn(f"No label was answered wrongly {LEAST_WRONG} times.")
    counted = count_pieces([*[row.text for row in corrections], *ordinary], classifier.bits)
    rows = len(corrections) + len(ordinary)
    codes, worth = _choose_pieces(counted, corrections, rows)
    material = _gather(classifier, corrections, ordinary, tuple(labels), _fill(counted, codes, worth, rows))
    weights, shift = fit(material)
    table, scale = _round(weights * worth[:, None])
    kept = table.any(axis=1)
    table = np.concatenate((np.zeros((1, len(labels)), np.int8), table[kept]))
    return Adaptation(
        model,
        classifier.version,
        tuple(labels),
        tuple(label for label in labels if label in only_up),
        classifier.bits,
        codes[kept].astype(np.uint32),
        table,
        scale,
        shift.astype(np.float32),
        {"wrong": labels},
    )


def find_wrong(classifier: Classifier, corrections: Sequence[Labelled], only_up: Collection[str]) -> dict[str, int]:
    """Return the outputs that were wrong often enough, with how often; of the sentiments all three or none.

    Of a label that is never made less likely only what was missed counts: nothing else could be mended.
    """
    said = said_of(classifier.find_many([row.text for row in corrections]))
    told = [(row, answer) for row, answer in zip(corrections, said, strict=True)]
    wrong = {
        label: sum(
            row.known[label] is not (label in answer) and (row.known[label] or label not in only_up)
            for row, answer in told
        )
        for label in INCOMING_LABELS
    }
    moods = sum(
        SENTIMENTS[0] in row.known and not any(row.known[each] and each in answer for each in SENTIMENTS)
        for row, answer in told
    )
    return {label: count for label, count in (wrong | dict.fromkeys(SENTIMENTS, moods)).items() if count >= LEAST_WRONG}


def said_of(findings: Sequence[Sequence[Any]]) -> list[frozenset[str]]:
    """Return the labels and the sentiment that were found in each text."""
    return [
        frozenset((each.value or "") if each.code == "sentiment" else each.code for each in found) for found in findings
    ]


def _choose_pieces(counted: Counted, corrections: Sequence[Labelled], rows: int) -> tuple[Ints, Doubles]:
    """Return the codes of the pieces that may weigh, sorted, and what one occurrence of each is worth.

    What stands in every ordinary message is worth little.
    """
    texts = {text: number for number, text in enumerate(dict.fromkeys(spell(row.text.text) for row in corrections))}
    of_text = np.array([texts[spell(row.text.text)] for row in corrections], np.int64)
    own = counted.rows < len(corrections)
    pairs = np.unique(np.stack((counted.codes[own], of_text[counted.rows[own]])), axis=1)
    codes, held = np.unique(pairs[0], return_counts=True)
    everywhere = np.unique(np.stack((counted.codes[~own], counted.rows[~own])), axis=1)[0]
    often = np.searchsorted(everywhere, codes, "right") - np.searchsorted(everywhere, codes, "left")
    rarity = np.log((1 + rows - len(corrections)) / (1 + often))
    may = np.flatnonzero((held >= LEAST_HELD) & (rarity > 0))
    may = np.sort(may[np.argsort(-(held * rarity**2)[may], kind="stable")][:MOST_PIECES])
    known, first = np.unique(counted.codes, return_index=True)
    loud = counted.loud[first[np.searchsorted(known, codes[may])]]
    return codes[may], rarity[may] * np.sqrt(loud)


def _fill(counted: Counted, codes: Ints, worth: Doubles, rows: int) -> Floats:
    """Return the pieces of each text as a matrix, (rows, codes)."""
    pieces = np.zeros((rows, len(codes)), np.float32)
    if len(codes):
        places = np.minimum(np.searchsorted(codes, counted.codes), len(codes) - 1)
        chosen = codes[places] == counted.codes
        values = counted.values[chosen] * worth[places[chosen]]
        np.add.at(pieces, (counted.rows[chosen], places[chosen]), values.astype(np.float32))
    return pieces


def _gather(
    classifier: Classifier,
    corrections: Sequence[Labelled],
    ordinary: Sequence[Text],
    labels: tuple[str, ...],
    pieces: Floats,
) -> Material:
    """Put together what is learnt from: corrections are to be as people say, ordinary messages as the model says."""
    columns = [classifier.outputs.index(label) for label in labels]
    chances = classifier.chances([*[row.text for row in corrections], *ordinary])[:, columns].astype(np.float64)
    inside = np.clip(chances, _TINY, 1 - _TINY)
    targets, weights = inside.copy(), np.full(inside.shape, ORDINARY)
    for place, row in enumerate(corrections):
        targets[place] = [row.known.get(label, False) for label in labels]
        weights[place] = [label in row.known for label in labels]
    held = np.where(np.arange(len(inside)) < len(corrections), 0.0, HOLD)[:, None]
    return Material(pieces, np.log(inside) - np.log1p(-inside), targets, weights, held)


def fit(material: Material) -> tuple[Doubles, Doubles]:
    """Return weights (pieces, labels) and shifts (labels) with the least loss."""
    start = np.zeros((material.pieces.shape[1] + 1) * material.scores.shape[1])
    return _split(descend(_loss_of(material), start), material)


def _loss_of(material: Material) -> Callable[[Doubles], tuple[float, Doubles]]:
    def loss(flat: Doubles) -> tuple[float, Doubles]:
        weights, shift = _split(flat, material)
        moved = material.pieces @ weights.astype(np.float32) + shift
        scores = material.scores + moved
        error = (chance(scores.astype(np.float32)) - material.targets) * material.weights + material.held * moved
        each = (np.logaddexp(0, scores) - material.targets * scores) * material.weights
        slope = (material.pieces.T @ error.astype(np.float32)).astype(np.float64) + PULL * weights
        total = (
            each.sum()
            + 0.5 * (material.held * moved**2).sum()
            + 0.5 * PULL * (weights**2).sum()
            + 0.5 * PULL_SHIFT * (shift**2).sum()
        )
        return float(total), np.concatenate((slope, (error.sum(axis=0) + PULL_SHIFT * shift)[None])).ravel()

    return loss


def _split(flat: Doubles, material: Material) -> tuple[Doubles, Doubles]:
    both = flat.reshape(-1, material.scores.shape[1])
    return both[:-1], both[-1]


def _round(weights: Doubles) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return whole numbers and the scale of each column."""
    top = np.abs(weights).max(axis=0, initial=0.0)
    scale = np.where(top > 0, top / _STEPS, 1.0)
    return np.rint(weights / scale).astype(np.int8), scale.astype(np.float32)
