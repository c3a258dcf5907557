"""The straight weighing: one support vector machine an output, over all features.

It learns quickly what a word says by itself, and is hard to beat on small sets of short messages.
"""

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

Floats = npt.NDArray[np.float32]
Sparse = Any

PENALTY = 0.5
_TOLERANCE, _ROUNDS = 0.003, 300


def fit_linear(features: Sparse, targets: Floats, known: Floats, penalty: float = PENALTY) -> tuple[Floats, Floats]:
    """Return weights (features, outputs) and biases (outputs): each output learns from the rows that know it."""
    weights = np.zeros((features.shape[1], targets.shape[1]), np.float32)
    biases = np.zeros(targets.shape[1], np.float32)
    whole = known.all(axis=1)
    own = features[whole] if not whole.all() else features
    for output in range(targets.shape[1]):
        rows = known[:, output] > 0
        matrix = own if (rows == whole).all() else features[rows]
        if len(np.unique(targets[rows, output])) < 2:
            biases[output] = np.sign(targets[rows, output].mean() - 0.5) if rows.any() else -1
            continue
        machine = LinearSVC(C=penalty, tol=_TOLERANCE, max_iter=_ROUNDS, random_state=0)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            machine.fit(matrix, targets[rows, output] > 0)
        weights[:, output] = machine.coef_[0]
        biases[output] = machine.intercept_[0]
    return weights, biases
