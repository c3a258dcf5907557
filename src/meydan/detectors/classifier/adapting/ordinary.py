"""Ordinary messages that an adaptation must leave alone: everyday ones, and those by which the word lists are tested.

Rule: what holds the model still while it learns is never what measures whether it held still. Half of the examples
hold, the other half measure; every true example of a label of harm measures. Each answers one label: yes, or no.
"""

from collections.abc import Sequence
from importlib.resources import files
from typing import Any

import yaml

from meydan.detectors.classifier.adapting.adapter import CRITICAL
from meydan.detectors.classifier.adapting.corrections import Labelled, spell
from meydan.detectors.classifier.hashing import hash_piece
from meydan.kernel.findings import Text
from meydan.kernel.vocabulary import INCOMING_LABELS

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_examples() -> list[Labelled]:
    """Return all examples, a text once with all that is known of it."""
    known: dict[tuple[str, str | None], dict[str, bool]] = {}
    detectors = files("meydan.detectors")
    folders = (detectors / "classifier" / "ordinary", detectors / "lexicon" / "examples" / "incoming")
    for file in sorted((file for folder in folders for file in folder.iterdir()), key=lambda each: each.name):
        label = file.name.partition(".")[0]
        if label not in INCOMING_LABELS:
            continue
        data: dict[str, Any] = yaml.load(file.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 - a safe loader
        for part, true in (("positive", True), ("negative", False)):
            for row in data.get(part) or ():
                known.setdefault((row["text"], row.get("lang")), {}).setdefault(label, true)
    return [
        Labelled(f"example-{number}", Text(text, "incoming", lang), answers)
        for number, ((text, lang), answers) in enumerate(known.items(), 1)
    ]


def divide_examples(examples: Sequence[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """Return the examples that hold the model still, and those that measure whether it held."""
    holding: list[Labelled] = []
    measuring: list[Labelled] = []
    for row in examples:
        of_harm = any(row.known.get(label) for label in CRITICAL)
        (measuring if of_harm or hash_piece(spell(row.text.text)) % 2 else holding).append(row)
    return holding, measuring
