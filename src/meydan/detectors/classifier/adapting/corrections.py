"""Messages that people have labelled: read, told apart, and a fifth of them held back.

Rule: what is measured was never learnt from, so a text stands on one side only, however often it was sent and with
whatever number or mark in it. Example: "Korsan taksi var!" and "korsan taksi var" are held back together or not at all.
"""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from meydan.detectors.classifier.training.rows import SENTIMENTS
from meydan.kernel.findings import Text
from meydan.kernel.vocabulary import INCOMING_LABELS, is_own_word

#: Of so many parts one is held back.
PARTS = 5
#: Messages that are read from one file at most, the last ones: a bound on memory.
MOST = 10_000
#: Characters of a line that are read at most.
_LONGEST_LINE = 256 * 1024


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and what is true of it: `known` maps labels, moods too, to true or false; others are not known."""

    id: str
    text: Text
    known: Mapping[str, bool]


def read_labelled(path: Path) -> list[Labelled]:
    """Return the messages of a JSON Lines file, all labels known, the sentiment where it is told.

    Of a message that stands there twice the later line counts. ValueError names the line that cannot be read.
    """
    found: dict[tuple[str, str], Labelled] = {}
    with path.open(encoding="utf-8-sig") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                row = _read_row(line, number)
            except (ValueError, RecursionError) as error:
                raise ValueError(f"{path.name}:{number}: {error}") from error
            key = (row.text.text, row.text.reply_to or "")
            found.pop(key, None)
            found[key] = row
    return list(found.values())[-MOST:]


def _read_row(line: str, number: int) -> Labelled:
    if len(line) > _LONGEST_LINE:
        raise ValueError("the line is too long")
    raw = json.loads(line)
    if not isinstance(raw, dict):
        raise ValueError("not an object")
    text = raw.get("text")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("`text` must be a text")
    lang, reply_to, mood = (_text_or_none(raw, name) for name in ("lang", "reply_to", "sentiment"))
    if mood is not None and mood not in SENTIMENTS:
        raise ValueError(f"`sentiment` must be one of {', '.join(SENTIMENTS)}")
    known = _read_labels(raw.get("labels")) | ({each: each == mood for each in SENTIMENTS} if mood else {})
    return Labelled(str(raw.get("id") or number), Text(text, "incoming", lang, reply_to), known)


def _text_or_none(raw: Mapping[str, Any], name: str) -> str | None:
    value = raw.get(name)
    if value is not None and not isinstance(value, str):
        raise ValueError(f"`{name}` must be a text")
    return value or None


def _read_labels(labels: Any) -> dict[str, bool]:
    """Return for every label of the taxonomy whether it is named; an institution's own (x-...) are passed over."""
    if not isinstance(labels, list) or not all(isinstance(each, str) for each in labels):
        raise ValueError("`labels` must be a list of labels, [] for none")
    unknown = sorted(each for each in labels if each not in INCOMING_LABELS and not is_own_word(each))
    if unknown:
        raise ValueError(f"no such label: {', '.join(unknown)}")
    return {label: label in labels for label in INCOMING_LABELS}


def spell(text: str) -> str:
    """Return the bare letters of a text, so that copies with other numbers, marks and capitals are the same text."""
    bare = unicodedata.normalize("NFKD", text.casefold()).replace("ı", "i")
    letters = "".join(each if each.isalpha() else " " for each in bare if not unicodedata.combining(each))
    return " ".join(letters.split()) or text


def is_held_back(text: str) -> bool:
    """Whether a text is of the fifth that only measures."""
    digest = hashlib.sha256(spell(text).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % PARTS == 0


def divide(rows: Iterable[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """Return the rows that are learnt from, and those that are held back."""
    learnt: list[Labelled] = []
    held: list[Labelled] = []
    for row in rows:
        (held if is_held_back(row.text.text) else learnt).append(row)
    return learnt, held


def count_texts(rows: Sequence[Labelled]) -> int:
    """Return how many different texts there are, copies with other numbers and marks counted once."""
    return len({spell(row.text.text) for row in rows})
