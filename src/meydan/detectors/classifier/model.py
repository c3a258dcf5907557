"""A trained model as one file: whole-number weights, small matrices, and the points from which a label is said.

The file is a zip of plain arrays without code in it, so reading one can run nothing.
"""

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from meydan.detectors.classifier.book import Weights
from meydan.detectors.classifier.network import LAYER_NAMES, Layers

SHIPPED = Path(__file__).parent / "model.npz"
_ALWAYS = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Model:
    """Weights and layers with their names. `outputs` of the last step: labels, then the three sentiments.

    `look` and `sure` are the chances from which an output is said, and said without a person's look (above 1: never).
    """

    version: str
    outputs: tuple[str, ...]
    weights: Weights
    layers: Layers
    look: dict[str, float]
    sure: dict[str, float]
    offence: float


def save_model(model: Model, path: Path) -> None:
    """Write the model; the same model gives the same bytes."""
    arrays: dict[str, Any] = {name: getattr(model.layers, name) for name in LAYER_NAMES}
    arrays |= {"codes": model.weights.codes, "table": model.weights.linear, "hidden": model.weights.hidden}
    about = {
        "version": model.version,
        "outputs": model.outputs,
        "bits": model.weights.bits,
        "look": model.look,
        "sure": model.sure,
        "offence": model.offence,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(_entry("about.json"), json.dumps(about, indent=1, sort_keys=True))
        for name in sorted(arrays):
            buffer = io.BytesIO()
            np.save(buffer, np.ascontiguousarray(arrays[name]), allow_pickle=False)
            archive.writestr(_entry(f"{name}.npy"), buffer.getvalue())


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ALWAYS)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def load_model(path: Path = SHIPPED) -> Model:
    """Read a model; raise ValueError or OSError where the file is none."""
    with zipfile.ZipFile(path) as archive:
        about = json.loads(archive.read("about.json"))
        arrays = {
            name[:-4]: np.load(io.BytesIO(archive.read(name)), allow_pickle=False)
            for name in archive.namelist()
            if name.endswith(".npy")
        }
    weights = Weights(arrays["codes"], about["bits"], arrays["table"], arrays["hidden"])
    layers = Layers(**{name: arrays[name] for name in LAYER_NAMES})
    outputs = tuple(about["outputs"])
    return Model(about["version"], outputs, weights, layers, about["look"], about["sure"], about["offence"])
