"""Every fault that a check can name is a sentence in five languages with the fault's own parameters."""

import inspect
import re
from pathlib import Path

import pytest
import yaml
from tests.records.test_checking import DONE

import meydan
from meydan.apps.records import checking
from meydan.kernel.vocabulary import LANGUAGES

TEXTS: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(meydan.__file__).parent / "locale" / "records.yaml").read_text(encoding="utf-8")
)
FAULTS = {code: params for _, faults in DONE for code, params in faults}


def test_every_code_that_the_check_writes_is_tampered_for_and_has_a_sentence() -> None:
    written = set(re.findall(r'"((?:entry|entries|head|payload)_[a-z_]+)"', inspect.getsource(checking)))
    assert written == set(FAULTS) == set(TEXTS)


@pytest.mark.parametrize("code", sorted(TEXTS))
def test_a_fault_can_be_said_in_five_languages_with_what_it_knows(code: str) -> None:
    texts = TEXTS[code]
    assert set(texts) == set(LANGUAGES)
    named = {frozenset(re.findall(r"\{(\w+)\}", text)) for text in texts.values()}
    assert len(named) == 1
    assert named.pop() <= set(FAULTS[code])
