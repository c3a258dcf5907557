"""The judgement over the first scores, learnt from scores of messages whose author the scorer had never read.

A scorer is always more certain of writers it knows. So each author is left out in turn, the rest scores that author's
messages, and the judgement learns from those scores how far to trust them: its chances are calibrated for strangers.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from meydan.detectors.classifier.network import chance

Floats = npt.NDArray[np.float32]

STRENGTH = 30.0


@dataclass(frozen=True)
class Last:
    """Weights (features, outputs) and biases (outputs) on the features as they come."""

    weights: Floats
    bias: Floats

    def judge(self, features: Floats) -> Floats:
        """Return chances, (rows, outputs)."""
        return chance(features @ self.weights + self.bias)


def fit_last(features: Floats, targets: Floats, known: Floats, strength: float = STRENGTH) -> Last:
    """Return the logistic judgement with the least loss; `strength` pulls weights of levelled features to zero."""
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-3
    level = np.hstack([(features - mean) / spread, np.ones((len(features), 1))]).astype(np.float32)
    outputs = targets.shape[1]
    pull = np.full((level.shape[1], 1), strength)
    pull[-1] = 1e-3

    def loss(flat: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        weights = flat.reshape(-1, outputs)
        scores = level @ weights.astype(np.float32)
        error = (chance(scores) - targets) * known
        each = (np.logaddexp(0, scores) - targets * scores) * known
        slope = (level.T @ error).astype(np.float64) + pull * weights
        return float(each.sum(dtype=np.float64) + 0.5 * (pull * weights**2).sum()), slope.ravel()

    start = np.zeros((level.shape[1], outputs))
    found = minimize(loss, start.ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 150, "maxcor": 8})
    weights = found.x.reshape(-1, outputs)
    scaled = weights[:-1] / spread[:, None]
    return Last(scaled.astype(np.float32), (weights[-1] - mean @ scaled).astype(np.float32))
