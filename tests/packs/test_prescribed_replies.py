"""The three replies that the University's procedure prescribes go out word for word.

Only the blanks are filled: where the procedure leaves `XXX`, the template has a named placeholder, in the same order.
An example: the reply to a service complaint has no blank, so its Turkish text is the procedure's own, letter by letter.
Translations carry the same placeholders.
"""

import os
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / os.environ.get("MEYDAN_SHARED", "../shared")
TEMPLATES = ROOT / "src" / "meydan" / "packs" / "ieu" / "2026.1" / "templates"

PLACEHOLDER = re.compile(r"\{(\w+)\}")
BLANKS: dict[str, list[str]] = {
    "complaint_forwarded": [],
    "admissions_contact": ["phone", "whatsapp", "email"],
    "graduate_contact": ["web", "email"],
}


def read_template(name: str, lang: str) -> tuple[dict[str, Any], str]:
    """The template's head and its text."""
    _, head, text = (TEMPLATES / f"{name}.{lang}.md").read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(head), text.strip()


@pytest.mark.parametrize("name", BLANKS)
def test_the_turkish_reply_is_word_for_word_that_of_the_procedure(name: str) -> None:
    source = SHARED / "seeds" / "001_ieu.txt"
    if not source.exists():
        pytest.skip("the source documents are not at hand")
    head, text = read_template(name, "tr")
    prescribed = re.findall(r"“([^”]+)”", source.read_text(encoding="utf-8"))
    assert head["verbatim"] is True
    assert PLACEHOLDER.sub("XXX", text) in prescribed


@pytest.mark.parametrize("name", BLANKS)
def test_the_blanks_keep_their_order_in_the_turkish_reply(name: str) -> None:
    assert PLACEHOLDER.findall(read_template(name, "tr")[1]) == BLANKS[name]


@pytest.mark.parametrize("lang", ["tr", "nn", "nb", "fi", "en"])
@pytest.mark.parametrize("name", BLANKS)
def test_every_translation_names_and_uses_the_same_blanks(name: str, lang: str) -> None:
    head, text = read_template(name, lang)
    assert (head["template"], head["lang"], head["verbatim"]) == (name, lang, lang == "tr")
    assert sorted(PLACEHOLDER.findall(text)) == sorted(head["placeholders"]) == sorted(BLANKS[name])
    assert "XXX" not in text
