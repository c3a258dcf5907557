"""The straight weighing: one support vector machine an output, over all features.

It learns quickly what a word says by itself, and is hard to beat on small sets of short messages.
"""

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.exceptions import ConvergenceWarning
from sklearn.svm import LinearSVC

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Sparse = Any

PENALTY = 1.0
#: For OFFENCE: what public sets teach is told best by few, telling words.
OFFENCE_PENALTY = 4.0
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
        weights[:, output], biases[output] = _fit_machine(matrix, targets[rows, output] > 0, penalty)
    return weights, biases


def fit_offence(features: Sparse, targets: Flags, rarity: Floats) -> tuple[Floats, float]:
    """Return weights (features) and bias of a machine that looks at each feature as far as it tells offences apart.

    Words count by how much oftener one side holds them, on the logarithmic scale (Wang and Manning 2012), and no longer
    by their `rarity`; the columns after those, of shape, stay as they are.
    """
    count = len(rarity)
    held = features[:, :count] > 0
    often, seldom = (np.asarray(held[side].sum(axis=0)).ravel() + 1 for side in (targets, ~targets))
    ratio = np.abs(np.log((often / often.sum()) / (seldom / seldom.sum())))
    scale = np.ones(features.shape[1], np.float32)
    scale[:count] = 2 * ratio / rarity
    weights, bias = _fit_machine((features @ sparse.diags(scale)).astype(np.float32), targets, OFFENCE_PENALTY)
    return weights * scale, bias


def _fit_machine(features: Sparse, targets: Flags, penalty: float) -> tuple[Floats, float]:
    machine = LinearSVC(C=penalty, tol=_TOLERANCE, max_iter=_ROUNDS, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        machine.fit(features, targets)
    return machine.coef_[0].astype(np.float32), float(machine.intercept_[0])
