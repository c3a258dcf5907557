"""Choose the chances from which a label is said, and said for sure, by how the model does with strangers' messages.

A message that may harm somebody deserves a look even when the look is in vain more often than not: such labels are
found from the point on where `WORTH_A_LOOK` of the findings are right, and our messages hold far more look-alikes than
any street does. Every other label is found where right and missed findings balance. For sure means: nine in ten right
among strangers, and hardly ever on a message that only looks like it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from meydan.detectors.classifier.training.rows import OFFENCE, OFFENSIVE, OUTPUTS, Row
from meydan.kernel.vocabulary import INCOMING_LABELS

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

CRITICAL = ("threat", "self_harm", "violence", "hate_speech", "harassment", "insult", "personal_data")
#: Share of findings that must be right: for a look at a critical label, and to be sure of any.
WORTH_A_LOOK, TRUSTED = 0.5, 0.9
#: Share of look-alikes on which a label may be sure, and of ordinary complaints that may be an offence.
FOOLED, BLAMED = 0.01, 0.04
#: Chance that stands for a label which is never sure.
NEVER = 2.0
#: No finding is sure below this chance, however good the company that it keeps.
SURE_FROM = 0.7
_COMMON = 0.33
_LEAST_FINDINGS = 20


@dataclass(frozen=True, slots=True)
class Points:
    """For each label the chance from which it is said, and for sure; and from which a text offends without a name."""

    look: dict[str, float]
    sure: dict[str, float]
    offence: float


def choose_points(rows: Sequence[Row], chances: Floats) -> Points:
    """Return the points for `chances` (rows, OUTPUTS), which must come from models that never read the author."""
    hard = np.array([row.hard for row in rows])
    look, sure = {}, {}
    for label in INCOMING_LABELS:
        values = chances[:, OUTPUTS.index(label)]
        true = np.array([label in row.labels for row in rows])
        look[label] = _round(find_precise(values, true, WORTH_A_LOOK) if label in CRITICAL else balance(values, true))
        fooled = keep_below(values[hard & ~true], FOOLED)
        sure[label] = _round(max(find_precise(values, true, TRUSTED), look[label], fooled, SURE_FROM))
    return Points(look, sure, _round(_choose_offence(rows, chances)))


def _round(point: float) -> float:
    return round(float(point), 4)


def find_precise(values: Floats, true: Flags, precision: float) -> float:
    """Return the lowest point at and above which at least `precision` of the findings are right."""
    order = np.argsort(-values, kind="stable")
    right = np.cumsum(true[order]) / np.arange(1, len(order) + 1)
    reached = np.flatnonzero(right >= precision)
    reached = reached[reached >= _LEAST_FINDINGS]
    return float(values[order[reached[-1]]]) if len(reached) else NEVER


def balance(values: Floats, true: Flags) -> float:
    """Return the point with the best F1, halfway to the point that suits all labels: single labels are noisy."""
    order = np.argsort(-values, kind="stable")
    scores = 2 * np.cumsum(true[order]) / (np.arange(1, len(order) + 1) + true.sum())
    return float(np.sqrt(values[order[scores.argmax()]] * _COMMON))


def keep_below(values: Floats, share: float) -> float:
    """Return a point that at most `share` of `values` reach."""
    return float(np.nextafter(np.quantile(values, 1 - share), np.float32(2))) if len(values) else 0.0


def _choose_offence(rows: Sequence[Row], chances: Floats) -> float:
    """Return the point from which a Turkish text offends, such that ordinary Turkish complaints rarely reach it."""
    plain = np.array([row.text.lang == "tr" and is_ordinary_complaint(row) for row in rows])
    return max(keep_below(chances[plain, OUTPUTS.index(OFFENCE)], BLAMED), 0.3)


def is_ordinary_complaint(row: Row) -> bool:
    """Whether a message complains or criticises and offends nobody."""
    return bool(row.labels & {"service_complaint", "criticism"}) and row.labels.isdisjoint(OFFENSIVE)
