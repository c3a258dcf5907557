"""The examples in the classifier's folder say what it finds; here they are asked, one by one."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import meydan.detectors.classifier as package
from meydan.detectors.classifier import make
from meydan.kernel.findings import DetectorSettings, Text

EXAMPLES: dict[str, Any] = yaml.safe_load(Path(package.__file__).with_name("examples.yaml").read_text("utf-8"))
MISSES: list[list[str]] = EXAMPLES.pop("known_misses")
DETECTOR = make(DetectorSettings())
CASES = [
    pytest.param(label, verdict, text, id=f"{label}-{verdict}-{number}")
    for label, verdicts in EXAMPLES.items()
    for verdict, texts in verdicts.items()
    for number, text in enumerate(texts)
]


@pytest.mark.parametrize(("label", "verdict", "text"), CASES)
def test_example_is_judged_as_written(label: str, verdict: str, text: str) -> None:
    assert (label in {finding.code for finding in DETECTOR.find(Text(text))}) is (verdict == "found"), text


def test_known_misses_are_no_examples() -> None:
    told = {text for verdicts in EXAMPLES.values() for texts in verdicts.values() for text in texts}
    assert MISSES
    assert told.isdisjoint(text for _, text in MISSES)
