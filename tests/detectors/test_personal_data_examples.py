"""The examples in the detector's folder say what it finds; here they are asked, one by one."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import meydan.detectors.personal_data as package
from meydan.detectors.personal_data import make
from meydan.kernel.findings import DetectorSettings, Text

EXAMPLES: dict[str, Any] = yaml.safe_load(Path(package.__file__).with_name("examples.yaml").read_text("utf-8"))
MISSES: dict[str, list[str]] = EXAMPLES.pop("known_misses")
DETECTOR = make(DetectorSettings())
CASES = [
    pytest.param(kind, verdict, lang, text, id=f"{kind}-{verdict}-{lang}-{number}")
    for kind, verdicts in EXAMPLES.items()
    for verdict, languages in verdicts.items()
    for lang, texts in languages.items()
    for number, text in enumerate(texts)
]


@pytest.mark.parametrize(("kind", "verdict", "lang", "text"), CASES)
def test_example_is_judged_as_written(kind: str, verdict: str, lang: str, text: str) -> None:
    sureness = {finding.sure for finding in DETECTOR.find(Text(text, lang=lang)) if finding.value == kind}
    assert sureness == {"sure": {True}, "look": {False}, "none": set()}[verdict], text


@pytest.mark.parametrize(("kind", "at_least"), [("national_id", 30), ("phone", 30), ("email", 30), ("address", 30)])
def test_common_kinds_have_thirty_examples_each_way(kind: str, at_least: int) -> None:
    found = [text for verdict in ("sure", "look") for texts in EXAMPLES[kind][verdict].values() for text in texts]
    clean = [text for texts in EXAMPLES[kind]["none"].values() for text in texts]
    assert len(set(found)) >= at_least
    assert len(set(clean)) >= at_least


@pytest.mark.parametrize("kind", ["plate", "iban"])
def test_rarer_kinds_have_twelve_examples_each_way(kind: str) -> None:
    assert all(sum(map(len, EXAMPLES[kind][verdict].values())) >= 12 for verdict in ("sure", "none"))


@pytest.mark.parametrize("text", [text for texts in MISSES.values() for text in texts])
def test_known_miss_is_still_missed_or_is_moved_to_the_examples(text: str) -> None:
    assert not any(finding.sure for finding in DETECTOR.find(Text(text)))
