"""The file of an adaptation: for a few labels, by how much which pieces of a text move the model's score.

Rule: it holds numbers only and no word of any message, and it fits one model, the one that it was learnt on. Example:
the next release ships another model; by the hash in it the file is known to be of the old one and is left aside with a
warning, and the corrections are learnt anew.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meydan.kernel.errors import MeydanError, Problem
from meydan.kernel.vocabulary import INCOMING_LABELS

Floats = npt.NDArray[np.float32]

#: The name of the file in an institution's folder.
FILE_NAME = "adaptation.npz"
FORMAT = 1
#: Bytes of a file and of what is unpacked from it that are read at most: a real one has a few hundred thousand.
_LARGEST = 64 * 1024 * 1024
_ALWAYS = (1980, 1, 1, 0, 0, 0)
#: What an adaptation may move: labels, and the mood of a message.
_OUTPUTS = frozenset((*INCOMING_LABELS, "positive", "neutral", "negative"))
_ARRAYS = ("codes", "scale", "shift", "table")


class UnusableAdaptation(MeydanError):
    """A file that is no adaptation, or one for another model; `problem` says which."""

    def __init__(self, code: str, message: str, path: Path) -> None:
        super().__init__(message)
        self.problem = Problem(code, message, path=str(path), severity="warning")


@dataclass(frozen=True)
class Adaptation:
    """What was learnt for `labels` (k outputs of the model).

    `shift` and `scale` are (k,) on the logistic scale; `table` (features + 1, k) holds whole numbers, row 0 zeros, to
    be multiplied by `scale`; `codes` are the leading `bits` bits of the features' hashes, from row 1 on. `only_up` are
    the labels that are never made less likely. `model` is the SHA-256 of the model's file and `version` its version.
    """

    model: str
    version: str
    labels: tuple[str, ...]
    only_up: tuple[str, ...]
    bits: int
    codes: npt.NDArray[np.uint32]
    table: npt.NDArray[np.int8]
    scale: Floats
    shift: Floats
    about: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def tag(self) -> str:
        """Eight hexadecimal digits that tell this adaptation from any other; the day it was made plays no part."""
        told = json.dumps([FORMAT, self.model, self.version, self.labels, self.only_up, self.bits])
        found = hashlib.sha256(told.encode())
        for name in _ARRAYS:
            found.update(np.ascontiguousarray(getattr(self, name)).tobytes())
        return found.hexdigest()[:8]


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file; OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def save_adaptation(adaptation: Adaptation, path: Path) -> None:
    """Write the adaptation whole or not at all; the same one gives the same bytes."""
    told = {
        "format": FORMAT,
        "model": adaptation.model,
        "version": adaptation.version,
        "labels": adaptation.labels,
        "only_up": adaptation.only_up,
        "bits": adaptation.bits,
        "about": dict(adaptation.about),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr(_entry("adaptation.json"), json.dumps(told, indent=1, sort_keys=True))
        for name in _ARRAYS:
            buffer = io.BytesIO()
            np.save(buffer, np.ascontiguousarray(getattr(adaptation, name)), allow_pickle=False)
            archive.writestr(_entry(f"{name}.npy"), buffer.getvalue())
    beside = path.with_name(f".{path.name}.new")
    beside.write_bytes(packed.getvalue())
    beside.replace(path)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _ALWAYS)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def load_adaptation(path: Path) -> Adaptation:
    """Return the adaptation in a file; raise UnusableAdaptation where there is none."""
    if not path.is_file():
        raise UnusableAdaptation("adaptation_missing", "There is no adaptation of the classifier.", path)
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > _LARGEST:
                raise ValueError("too large")
            told = json.loads(archive.read("adaptation.json"))
            arrays = {name: np.load(io.BytesIO(archive.read(f"{name}.npy")), allow_pickle=False) for name in _ARRAYS}
        return _put_together(told, arrays)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, EOFError, zipfile.BadZipFile) as error:
        message = f"This is no adaptation of the classifier that can be read ({type(error).__name__})."
        raise UnusableAdaptation("adaptation_unreadable", message, path) from error


def _put_together(told: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Adaptation:
    """Return the adaptation; raise ValueError where its parts do not fit together."""
    if told["format"] != FORMAT:
        raise ValueError("another format")
    labels, bits = tuple(map(str, told["labels"])), int(told["bits"])
    codes, table = arrays["codes"], arrays["table"]
    scale, shift = arrays["scale"].astype(np.float32), arrays["shift"].astype(np.float32)
    sizes = (codes.ndim, table.shape, scale.shape, shift.shape)
    if sizes != (1, (len(codes) + 1, len(labels)), (len(labels),), (len(labels),)) or len(set(labels)) != len(labels):
        raise ValueError("sizes")
    if codes.dtype != np.uint32 or table.dtype != np.int8 or not 1 <= bits <= 26 or (codes >= 1 << bits).any():
        raise ValueError("codes")
    if not set(labels) <= _OUTPUTS:
        raise ValueError("labels")
    if table[0].any() or not (np.isfinite(scale).all() and np.isfinite(shift).all()):
        raise ValueError("weights")
    only_up = tuple(map(str, told["only_up"]))
    return Adaptation(
        str(told["model"]), str(told["version"]), labels, only_up, bits, codes, table, scale, shift, dict(told["about"])
    )


def load_fitting(path: Path, model: Path) -> Adaptation:
    """Return the adaptation in `path`, made for the model in the file `model`; UnusableAdaptation where it is not."""
    adaptation = load_adaptation(path)
    if adaptation.model != hash_file(model):
        message = (
            f"The adaptation was made for another model (version {adaptation.version}) and is left aside: "
            "learn it again with `meydan model adapt`."
        )
        raise UnusableAdaptation("adaptation_of_another_model", message, path)
    return adaptation
