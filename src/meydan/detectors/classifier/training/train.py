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
from scipy import sparse
from threadpoolctl import threadpool_limits

from meydan.detectors.classifier.book import Weights
from meydan.detectors.classifier.model import Model, save_model
from meydan.detectors.classifier.network import Layers, gather
from meydan.detectors.classifier.shape import SHAPES
from meydan.detectors.classifier.training.hidden import Hidden, Plan, fit_hidden
from meydan.detectors.classifier.training.last import Last, fit_last
from meydan.detectors.classifier.training.linear import fit_linear
from meydan.detectors.classifier.training.matrix import BITS, Counted, count_features
from meydan.detectors.classifier.training.points import Points, choose_points
from meydan.detectors.classifier.training.rows import OUTPUTS, Row, make_targets, read_folder, read_turkish_offence

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Sparse = Any

VERSION = "1"
SHAPE_WEIGHT = 0.3
#: A feature is learnt when this many of our messages, or of the public ones, hold it.
LEAST, LEAST_PUBLIC = 2, 6
#: Rows of the hidden layer that are kept, the weightiest; and the largest whole numbers of both tables.
HIDDEN_ROWS, LINEAR_STEPS, HIDDEN_STEPS = 60_000, 63, 31


@dataclass(frozen=True)
class Material:
    """All rows as numbers: `features` (rows, known features and shape), targets, which are known, and folds."""

    rows: list[Row]
    codes: Ints
    rarity: Floats
    counted: Counted
    features: Sparse
    targets: Floats
    known: Floats
    folds: Ints


@dataclass(frozen=True)
class Trained:
    """A model, and the chances (rows, outputs) that models without a row's author gave each row of `rows`."""

    model: Model
    rows: list[Row]
    strangers: Floats
    points: Points = field(repr=False)


def train(training: Path, out: Path, public: Path | None = None, plan: Plan | None = None) -> Trained:
    """Train on `training` (and on `public` sets where given), write the model to `out`, and return it."""
    rows = read_folder(training)
    if public is not None:
        rows = rows + read_turkish_offence(public, kept_out=False)
    with threadpool_limits(1):
        trained = train_rows(rows, plan or Plan())
    save_model(trained.model, out)
    return trained


def train_rows(rows: list[Row], plan: Plan) -> Trained:
    """Return the model learnt from `rows`, and what strangers' models said of them."""
    material = prepare(rows)
    scores = score_strangers(material, plan)
    seen = gather(*scores, material.counted.shape)
    strangers = _judge_strangers(material, seen)
    points = choose_points([row for row in rows if row.labels], strangers[[bool(row.labels) for row in rows]])
    last = fit_last(seen, material.targets, material.known)
    weights, bias = fit_linear(material.features, material.targets, material.known)
    hidden = fit_hidden(material.features, material.targets, material.known, plan)
    model = _assemble(material, (weights, bias), hidden, last, points)
    return Trained(model, rows, strangers, points)


def prepare(rows: list[Row]) -> Material:
    """Count the features of `rows` and divide the rows into folds: one an author, public rows among them by hash."""
    counted = count_features([row.text for row in rows])
    ours = np.array([bool(row.labels) for row in rows])
    own = np.bincount(counted.features[ours].indices, minlength=1 << BITS)
    everywhere = np.bincount(counted.features.indices, minlength=1 << BITS)
    codes = np.flatnonzero((own >= LEAST) | (everywhere - own >= LEAST_PUBLIC))
    rarity = (np.log((1 + len(rows)) / (1 + everywhere[codes])) + 1).astype(np.float32)
    known_features = counted.features[:, codes] @ sparse.diags(rarity)
    features = sparse.hstack([known_features, counted.shape * SHAPE_WEIGHT], format="csr").astype(np.float32)
    targets, known = make_targets(rows)
    return Material(rows, codes, rarity, counted, features, targets, known, _divide(rows, ours))


def _divide(rows: Sequence[Row], ours: npt.NDArray[np.bool_]) -> Ints:
    authors = sorted({row.author for row, own in zip(rows, ours, strict=True) if own})
    return np.array(
        [
            authors.index(row.author) if own else int(row.id[:8], 16) % len(authors)
            for row, own in zip(rows, ours, strict=True)
        ]
    )


def score_strangers(material: Material, plan: Plan) -> tuple[Floats, Floats]:
    """Return the scores of the first two steps, each row's from models that have not seen its author."""
    linear, second = np.zeros_like(material.targets), np.zeros_like(material.targets)
    for fold in np.unique(material.folds):
        out = material.folds == fold
        learnt = (material.features[~out], material.targets[~out], material.known[~out])
        weights, bias = fit_linear(*learnt)
        linear[out] = material.features[out] @ weights + bias
        second[out] = fit_hidden(*learnt, plan).score(material.features[out])
    return linear, second


def _judge_strangers(material: Material, seen: Floats) -> Floats:
    chances = np.zeros_like(material.targets)
    for fold in np.unique(material.folds):
        out = material.folds == fold
        chances[out] = fit_last(seen[~out], material.targets[~out], material.known[~out]).judge(seen[out])
    return chances


def _assemble(material: Material, linear: tuple[Floats, Floats], hidden: Hidden, last: Last, points: Points) -> Model:
    """Put what was learnt into whole numbers; rows that matter most come first."""
    count = len(material.codes)
    scale = (material.rarity * material.counted.loudness[material.codes])[:, None]
    straight, inner = linear[0][:count] * scale, hidden.inner[:count] * scale
    spread = np.sqrt(np.asarray(material.features[:, :count].power(2).sum(axis=0)).ravel()) / scale[:, 0]
    order = np.argsort(-(straight**2).sum(axis=1) * spread**2, kind="stable")
    table, table_scale = _round(straight[order], LINEAR_STEPS)
    kept, kept_scale = _round(inner[order[:HIDDEN_ROWS]], HIDDEN_STEPS)
    codes = material.codes[order].astype(np.uint32)
    layers = Layers(
        linear_scale=table_scale,
        linear_shape=linear[0][count:] * SHAPE_WEIGHT,
        linear_bias=linear[1],
        hidden_scale=kept_scale,
        hidden_shape=hidden.inner[count:] * SHAPE_WEIGHT,
        hidden_bias=hidden.bias,
        second=hidden.second,
        second_bias=hidden.second_bias,
        last=last.weights,
        last_bias=last.bias,
    )
    assert layers.linear_shape.shape[0] == SHAPES
    weights = Weights(codes, BITS, table, kept)
    return Model(VERSION, OUTPUTS, weights, layers, points.look, points.sure, points.offence)


def _round(values: Floats, steps: int) -> tuple[npt.NDArray[np.int8], Floats]:
    """Return whole numbers of at most `steps` with a row of zeros before them, and each column's scale.

    The scale leaves the rarest sizes cut off: half a part in a thousand of a column's values.
    """
    top = np.maximum(np.quantile(np.abs(values), 0.9995, axis=0), 1e-9)
    scale = (top / steps).astype(np.float32)
    whole = np.clip(np.rint(values / scale), -127, 127).astype(np.int8)
    return np.concatenate([np.zeros((1, values.shape[1]), np.int8), whole]), scale
