"""The small layer that weighs features together, learnt by all outputs at once, so that they share what words mean.

Trained from scratch with NumPy: features and inner columns are dropped at random, so that nothing is learnt by heart;
steps are scaled by what each feature has already learnt (AdaGrad), so that rare words move further.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

from meydan.detectors.classifier.network import chance

Floats = npt.NDArray[np.float32]
Sparse = Any


@dataclass(frozen=True)
class Plan:
    """How the layer is trained."""

    columns: int = 192
    rounds: int = 15
    batch: int = 128
    rate: float = 0.4
    dense_rate: float = 0.003
    drop_features: float = 0.4
    drop_columns: float = 0.4
    seed: int = 0


@dataclass
class Hidden:
    """What is learnt: `inner` (features, columns), `second` (columns, outputs), and both biases."""

    inner: Floats
    bias: Floats
    second: Floats
    second_bias: Floats

    def score(self, features: Sparse) -> Floats:
        """Return the scores, (rows, outputs)."""
        inner = np.maximum(features @ self.inner + self.bias, 0)
        return np.asarray(inner @ self.second + self.second_bias, np.float32)


class _Adam:
    """Steps for the small matrices."""

    def __init__(self, values: list[Floats]) -> None:
        self._values = values
        self._means = [np.zeros_like(value) for value in values]
        self._squares = [np.zeros_like(value) for value in values]
        self._steps = 0

    def step(self, slopes: list[Floats], rate: float) -> None:
        self._steps += 1
        for value, slope, mean, square in zip(self._values, slopes, self._means, self._squares, strict=True):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope * slope - square)
            scale = np.sqrt(square / (1 - 0.999**self._steps)) + 1e-8
            value -= (rate / (1 - 0.9**self._steps)) * mean / scale


def fit_hidden(features: Sparse, targets: Floats, known: Floats, plan: Plan) -> Hidden:
    """Return the layer learnt from `features` (rows, features) and `targets` where they are `known`."""
    hand = np.random.default_rng(plan.seed)
    outputs = targets.shape[1]
    layer = Hidden(
        hand.standard_normal((features.shape[1], plan.columns), np.float32) * np.float32(0.3),
        np.zeros(plan.columns, np.float32),
        hand.standard_normal((plan.columns, outputs), np.float32) * np.float32(plan.columns**-0.5),
        np.full(outputs, -2.5, np.float32),
    )
    moved = np.full(features.shape[1], 1e-6, np.float32)
    adam = _Adam([layer.second, layer.second_bias, layer.bias])
    batches = -(-features.shape[0] // plan.batch)
    for step in range(plan.rounds * batches):
        if step % batches == 0:
            order = hand.permutation(features.shape[0])
        rows = order[step % batches * plan.batch :][: plan.batch]
        left = 1 - step / (plan.rounds * batches)
        _learn(layer, moved, adam, (features[rows], targets[rows], known[rows]), plan, hand, left)
    return layer


def _learn(
    layer: Hidden,
    moved: Floats,
    adam: _Adam,
    batch: tuple[Sparse, Floats, Floats],
    plan: Plan,
    hand: np.random.Generator,
    left: float,
) -> None:
    """Move the layer one step along the slope of the logistic loss on one batch."""
    rows, targets, known = batch
    kept = hand.random(len(rows.data), np.float32) >= plan.drop_features
    values = rows.data * kept / np.float32(1 - plan.drop_features)
    used, places = np.unique(rows.indices, return_inverse=True)
    small = sparse.csr_matrix((values, places, rows.indptr), shape=(rows.shape[0], len(used)))
    inner = small @ layer.inner[used] + layer.bias
    open_columns = (inner > 0) & (hand.random(inner.shape, np.float32) >= plan.drop_columns)
    gate = open_columns.astype(np.float32) / np.float32(1 - plan.drop_columns)
    shown = inner * gate
    error = (chance(shown @ layer.second + layer.second_bias) - targets) * known / np.float32(len(targets))
    back = (error @ layer.second.T) * gate
    slopes = small.T @ back
    moved[used] += (slopes**2).mean(axis=1)
    layer.inner[used] -= (plan.rate * left / np.sqrt(moved[used]))[:, None] * slopes
    adam.step([shown.T @ error, error.sum(axis=0), back.sum(axis=0)], plan.dense_rate * left)
