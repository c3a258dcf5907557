"""Train a model from labelled messages: the whole way, from the folder to the file.

Each author is left out once: from those scores come the last judgement, the points from which a label is said, and
every figure that the model card calls "strangers". Then everything is learnt again from all messages, put into whole
numbers and written. The same messages give the same file.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from scipy import sparse
from threadpoolctl import threadpool_limits

from meydan.detectors.classifier.book import Weights
from meydan.detectors.classifier.model import Model, save_model
from meydan.detectors.classifier.network import Layers, chance, gather
from meydan.detectors.classifier.shape import SHAPES
from meydan.detectors.classifier.training.hidden import Hidden, Plan, fit_hidden
from meydan.detectors.classifier.training.last import Last, fit_last
from meydan.detectors.classifier.training.linear import fit_linear, fit_offence
from meydan.detectors.classifier.training.matrix import BITS, Counted, count_features
from meydan.detectors.classifier.training.points import Points, choose_points
from meydan.detectors.classifier.training.rows import (
    JUDGED,
    OUTPUTS,
    Row,
    make_targets,
    read_folder,
    read_turkish_offence,
)

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Sparse = Any

VERSION = "2"
SHAPE_WEIGHT = 0.3
#: A feature is learnt when this many of our messages, or of the public ones, hold it.
LEAST, LEAST_PUBLIC = 2, 4
#: Rows of both tables that are kept, the weightiest; and the largest whole numbers in them.
LINEAR_ROWS, HIDDEN_ROWS, LINEAR_STEPS, HIDDEN_STEPS = 280_000, 60_000, 31, 7
#: The fold of public rows.
PUBLIC = -1


@dataclass(frozen=True)
class Material:
    """All rows as numbers: `features` (rows, known features and shape), `targets`, which are `known`, `folds`."""

    rows: list[Row]
    codes: Ints
    rarity: Floats
    counted: Counted
    features: Sparse
    targets: Floats
    known: Floats
    folds: Ints

    @property
    def ours(self) -> Flags:
        """Which rows are messages of ours."""
        return np.asarray(self.folds != PUBLIC)

    def judged(self, rows: Flags) -> tuple[Floats, Floats]:
        """Return targets and knowledge of what the last step judges, for `rows`."""
        return self.targets[rows][:, : len(JUDGED)], self.known[rows][:, : len(JUDGED)]


@dataclass(frozen=True)
class Straight:
    """Weights (features, outputs) and biases (outputs) that weigh straight."""

    weights: Floats
    bias: Floats

    def score(self, features: Sparse) -> Floats:
        """Return the scores, (rows, outputs)."""
        return np.asarray(features @ self.weights + self.bias, np.float32)


@dataclass(frozen=True)
class Learnt:
    """The first two steps."""

    straight: Straight
    hidden: Hidden


@dataclass(frozen=True)
class Trained:
    """A model, and the chances (rows, OUTPUTS) that models without a row's author gave our `rows`."""

    model: Model
    rows: list[Row]
    strangers: Floats
    points: Points = field(repr=False)


def train(training: Path, out: Path, public: Path | None = None, plan: Plan | None = None) -> Trained:
    """Train on `training` (and on `public` sets where given), write the model to `out`, and return it."""
    rows = read_folder(training)
    if public is not None:
        rows = rows + read_turkish_offence(public, kept_out=False)
    trained = train_rows(rows, plan or Plan())
    save_model(trained.model, out)
    return trained


def train_rows(rows: list[Row], plan: Plan) -> Trained:
    """Return the model learnt from `rows`, and what strangers' models said of ours."""
    material = prepare(rows)
    offence = _learn_offence(material)
    seen = gather(*score_strangers(material, offence, plan), material.counted.shape[material.ours])
    with threadpool_limits(1):
        strangers = _judge_strangers(material, seen)
        last = fit_last(seen, *material.judged(material.ours))
        learnt = _learn(material, material.ours, plan)
    own = [row for row in rows if row.is_ours]
    points = choose_points(own, strangers)
    return Trained(_assemble(material, learnt, offence, last, points), own, strangers, points)


def prepare(rows: list[Row]) -> Material:
    """Count the features of `rows` and divide our rows into folds, one an author."""
    counted = count_features([row.text for row in rows])
    ours = np.array([row.is_ours for row in rows])
    own = np.bincount(counted.features[ours].indices, minlength=1 << BITS)
    everywhere = np.bincount(counted.features.indices, minlength=1 << BITS)
    codes = np.flatnonzero((own >= LEAST) | (everywhere - own >= LEAST_PUBLIC))
    rarity = (np.log((1 + len(rows)) / (1 + everywhere[codes])) + 1).astype(np.float32)
    known_features = counted.features[:, codes] @ sparse.diags(rarity)
    features = sparse.hstack([known_features, counted.shape * SHAPE_WEIGHT], format="csr").astype(np.float32)
    targets, known = make_targets(rows)
    return Material(rows, codes, rarity, counted, features, targets, known, _divide(rows))


def _divide(rows: Sequence[Row]) -> Ints:
    authors = sorted({row.author for row in rows if row.is_ours})
    return np.array([authors.index(row.author) if row.is_ours else PUBLIC for row in rows])


def score_strangers(material: Material, offence: Straight, plan: Plan) -> tuple[Floats, Floats]:
    """Return the scores of the first two steps for our rows, each from models that have not seen its author."""
    folds = np.unique(material.folds[material.ours]).tolist()
    scored = Parallel(n_jobs=-1)(delayed(_score_left_out)(material, fold, plan) for fold in folds)
    linear, second = (np.zeros((len(material.folds), len(JUDGED)), np.float32) for _ in range(2))
    for fold, (straight, through) in zip(folds, scored, strict=True):
        linear[material.folds == fold] = straight
        second[material.folds == fold] = through
    ours = material.ours
    return np.column_stack((linear[ours], offence.score(material.features[ours]))), second[ours]


def _score_left_out(material: Material, fold: int, plan: Plan) -> tuple[Floats, Floats]:
    with threadpool_limits(1):
        learnt = _learn(material, material.ours & (material.folds != fold), plan)
    features = material.features[material.folds == fold]
    return learnt.straight.score(features), learnt.hidden.score(features)


def _learn(material: Material, rows: Flags, plan: Plan) -> Learnt:
    """Learn the first two steps from `rows` of ours."""
    features, (targets, known) = material.features[rows], material.judged(rows)
    return Learnt(Straight(*fit_linear(features, targets, known)), fit_hidden(features, targets, known, plan))


def _learn_offence(material: Material) -> Straight:
    """Learn what offends from the public rows, where there are any; none of ours teaches it, so all are strangers."""
    public = ~material.ours
    if not public.any():
        return Straight(np.zeros((material.features.shape[1], 1), np.float32), np.array([-1], np.float32))
    offends = material.targets[public, len(JUDGED)] > 0
    with threadpool_limits(1):
        weights, bias = fit_offence(material.features[public], offends, material.rarity)
    return Straight(weights[:, None], np.array([bias], np.float32))


def _judge_strangers(material: Material, seen: Floats) -> Floats:
    """Return the chances of all outputs, (our rows, OUTPUTS), each from a judgement without the row's author."""
    targets, known = material.judged(material.ours)
    folds = material.folds[material.ours]
    chances = np.zeros_like(targets)
    for fold in np.unique(folds):
        out = folds == fold
        chances[out] = fit_last(seen[~out], targets[~out], known[~out]).judge(seen[out])
    return np.column_stack((chances, chance(2 * seen[:, len(JUDGED)])))


def _assemble(material: Material, learnt: Learnt, offence: Straight, last: Last, points: Points) -> Model:
    """Put what was learnt into whole numbers; rows that matter most come first."""
    count = len(material.codes)
    scale = (material.rarity * material.counted.loudness[material.codes])[:, None]
    hidden = learnt.hidden
    weights = np.column_stack((learnt.straight.weights, offence.weights))
    straight, inner = weights[:count] * scale, hidden.inner[:count] * scale
    spread = np.sqrt(np.asarray(material.features[:, :count].power(2).sum(axis=0)).ravel()) / scale[:, 0]
    order = np.argsort(-(straight**2).sum(axis=1) * spread**2, kind="stable")[:LINEAR_ROWS]
    table, table_scale = _round(straight[order], LINEAR_STEPS)
    kept, kept_scale = _round(inner[order[:HIDDEN_ROWS]], HIDDEN_STEPS)
    codes = material.codes[order].astype(np.uint32)
    layers = Layers(
        linear_scale=table_scale,
        linear_shape=weights[count:] * SHAPE_WEIGHT,
        linear_bias=np.concatenate((learnt.straight.bias, offence.bias)),
        hidden_scale=kept_scale,
        hidden_shape=hidden.inner[count:] * SHAPE_WEIGHT,
        hidden_bias=hidden.bias,
        second=hidden.second,
        second_bias=hidden.second_bias,
        last=last.weights,
        last_bias=last.bias,
    )
    assert layers.linear_shape.shape[0] == SHAPES
    return Model(VERSION, OUTPUTS, Weights(codes, BITS, table, kept), layers, points.look, points.sure, points.offence)


def _round(values: Floats, steps: int) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return whole numbers of at most `steps` with a row of zeros before them, and each column's scale.

    The scale leaves the rarest sizes cut off: half a part in a thousand of a column's values.
    """
    top = np.maximum(np.quantile(np.abs(values), 0.9995, axis=0), 1e-9)
    scale = (top / steps).astype(np.float32)
    whole = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
    return np.concatenate([np.zeros((1, values.shape[1]), np.int8), whole]), scale
