"""Hold the word lists to their examples: examples/DIRECTION/LABEL.yaml, or LABEL.PART.yaml.

For the authors of the lists (`labels=["advert"]` looks at some only, while others are being written):

    python -c "from meydan.detectors.lexicon import check_examples as check; print(*check(), sep='\\n')"

A positive must yield the label, surely or for a look; a negative must not yield it surely, and a look on a third of
a file's negatives at most. `known_misses` are not checked: they say openly what the words cannot see.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, cast

import yaml

from meydan.detectors.lexicon.detector import LexiconDetector
from meydan.kernel.findings import DetectorSettings, Finding, Text

EXAMPLES = Path(__file__).parent / "examples"
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FIELDS = frozenset({"label", "positive", "negative", "known_misses"})


def check_examples(folder: Path = EXAMPLES, labels: Iterable[str] | None = None) -> list[str]:
    """Return one sentence for each example that does not hold; the empty list when all do."""
    wanted = None if labels is None else frozenset(labels)
    detector = LexiconDetector(DetectorSettings(), labels=wanted)
    failures: list[str] = []
    for path in sorted(folder.glob("*/*.yaml")):
        label = path.stem.split(".")[0]
        if wanted is None or label in wanted:
            failures += _check_file(path, label, detector)
    return failures


def _check_file(path: Path, label: str, detector: LexiconDetector) -> Iterator[str]:
    name = f"{path.parent.name}/{path.name}"
    try:
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        yield f"{name}: cannot be read: {error}"
        return
    if not isinstance(content, dict) or not set(content) <= _FIELDS:
        yield f"{name}: must be a mapping with the fields {', '.join(sorted(_FIELDS))}"
        return
    direction = cast(Literal["incoming", "outgoing"], path.parent.name)
    examples = {key: content.get(key) or [] for key in ("positive", "negative")}
    for example in examples["positive"]:
        if not _find(example, label, direction, detector):
            yield f"{name}: positive not found ({example['lang']}): {example['text']}"
    looked_at = []
    for example in examples["negative"]:
        found = _find(example, label, direction, detector)
        if found and found.sure:
            yield f"{name}: negative found as sure ({example['lang']}): {example['text']} {_quote(found, example)}"
        elif found:
            looked_at.append(f"{example['text']} {_quote(found, example)}")
    if len(looked_at) * 3 > len(examples["negative"]):
        share = f"{len(looked_at)} of {len(examples['negative'])}"
        yield f"{name}: {share} negatives ask for a look: {' | '.join(looked_at)}"


def _find(
    example: dict[str, str], label: str, direction: Literal["incoming", "outgoing"], detector: LexiconDetector
) -> Finding | None:
    text = Text(example["text"], direction, example["lang"], example.get("reply_to"))
    for finding in detector.find(text):
        if finding.code == label:
            return finding
    return None


def _quote(finding: Finding, example: dict[str, str]) -> list[str]:
    return [example["text"][start:end] for start, end in finding.spans]
