"""Read labelled messages, and public sets where a folder of them is given.

A public set answers its own question only: a missing label there is no "no". So every row says which outputs it knows
(`known`): ours every label and mood, public ones whether they offend.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from meydan.kernel.findings import Text
from meydan.kernel.vocabulary import INCOMING_LABELS

Floats = npt.NDArray[np.float32]

SENTIMENTS = ("positive", "neutral", "negative")
#: What offends, whichever way: what public sets answer.
OFFENSIVE = ("insult", "profanity", "hate_speech", "harassment", "threat")
#: That a text offends, whichever way, in the street's Turkish: what only public sets teach.
OFFENCE = "offence"
#: What the last step judges, and all that is scored.
JUDGED = (*INCOMING_LABELS, *SENTIMENTS)
OUTPUTS = (*JUDGED, OFFENCE)
_PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message. `author` is its file's name; `known` maps outputs to true or false."""

    id: str
    text: Text
    author: str
    known: dict[str, bool]
    hard: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether it is a message of ours, which knows every label, and no row of a public set."""
        return OFFENCE not in self.known

    @property
    def labels(self) -> frozenset[str]:
        """The taxonomy's labels that it carries."""
        return frozenset(label for label in INCOMING_LABELS if self.known.get(label))


def read_rows(path: Path) -> list[Row]:
    """Return the messages of one file of labelled messages; raise ValueError with the line that cannot be read."""
    rows = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            if line.strip():
                rows.append(_make_row(json.loads(line), path.stem))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{path.name}:{number}: {error!r}") from error
    return rows


def _make_row(raw: dict[str, Any], author: str) -> Row:
    labels = set(raw["labels"])
    unknown = labels - set(INCOMING_LABELS)
    if unknown or raw["sentiment"] not in SENTIMENTS:
        raise ValueError(f"no such label: {sorted(unknown) or raw['sentiment']}")
    known = {label: label in labels for label in INCOMING_LABELS}
    known |= {each: each == raw["sentiment"] for each in SENTIMENTS}
    text = Text(raw["text"], "incoming", raw["lang"], raw.get("reply_to"))
    return Row(raw["id"], text, author, known, bool(raw.get("hard")))


def read_folder(folder: Path) -> list[Row]:
    """Return all messages of a folder, one author a file, in the order of the files' names."""
    rows = [row for path in sorted(folder.glob("*.jsonl")) for row in read_rows(path)]
    if not rows:
        raise ValueError(f"no labelled messages in {folder}")
    return rows


def is_kept_out(public_id: str) -> bool:
    """Whether a public row belongs to the fifth that only measures."""
    return int(hashlib.sha256(public_id.encode()).hexdigest(), 16) % 5 == 0


def read_turkish_offence(folder: Path, *, kept_out: bool) -> list[Row]:
    """Return OffensEval 2020 Turkish: four fifths to train on, or the fifth that is kept out."""
    path = folder / "offenseval2020_tr.dev.jsonl"
    return [
        Row(str(raw["id"]), Text(raw["text"], "incoming", "tr"), _PUBLIC, {OFFENCE: "offensive" in raw["labels"]})
        for raw in _read_raw(path)
        if is_kept_out(raw["id"]) is kept_out
    ]


def _read_raw(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def make_targets(rows: Sequence[Row], outputs: Iterable[str] = OUTPUTS) -> tuple[Floats, Floats]:
    """Return targets (0 or 1) and whether each is known, both (rows, outputs)."""
    names = tuple(outputs)
    targets = np.array([[row.known.get(name, False) for name in names] for row in rows], np.float32)
    known = np.array([[name in row.known for name in names] for row in rows], np.float32)
    return targets.reshape(-1, len(names)), known.reshape(-1, len(names))
