"""Every finding in our own texts has thirty examples and thirty hard ones that are not it."""

from collections import Counter

import pytest

from meydan.detectors.lexicon.detector import WORDS
from meydan.kernel.vocabulary import OUTGOING_LABELS
from meydan.policy.source import read_yaml

FOLDER = WORDS.parent / "examples" / "outgoing"


@pytest.mark.parametrize("label", OUTGOING_LABELS)
def test_a_finding_has_thirty_examples_and_thirty_hard_negatives_over_the_languages(label: str) -> None:
    rows: dict[str, list[dict[str, str]]] = {"positive": [], "negative": []}
    for path in sorted(FOLDER.glob(f"{label}.yaml")):
        data = read_yaml(path).data
        for part in rows:
            rows[part] += data.get(part) or []
    for part, found in rows.items():
        assert len({row["text"] for row in found}) >= 30, part
        languages = Counter("no" if row["lang"] in ("nn", "nb") else row["lang"] for row in found)
        assert min(languages[lang] for lang in ("tr", "no", "fi")) >= 5, (part, languages)
