"""Every code has a text in five languages, and every text names the same parameters."""

import re
from pathlib import Path

import pytest

import meydan.policy
from meydan.kernel import vocabulary
from meydan.policy.pack import PACKS, load_pack
from meydan.policy.sentences import due_text, house_sentences, words

ALL = {
    **{f"house:{code}": texts for code, texts in house_sentences().items()},
    **{f"words:{key}": texts for key, texts in words().items()},
    **{
        f"{folder.name}:{code}": texts
        for folder in PACKS.iterdir()
        if folder.is_dir()
        for code, texts in load_pack(folder.name).sentences.items()
    },
}


@pytest.mark.parametrize("key", sorted(ALL))
def test_a_text_stands_in_five_languages_with_the_same_parameters(key: str) -> None:
    texts = ALL[key]
    assert set(texts) == set(vocabulary.LANGUAGES)
    assert all(text.strip() for text in texts.values())
    assert len({frozenset(re.findall(r"\{(\w+)\}", text)) for text in texts.values()}) == 1


def test_every_code_that_the_engine_writes_has_a_sentence() -> None:
    folder = Path(meydan.policy.__file__).parent
    source = "\n".join(path.read_text(encoding="utf-8") for path in folder.glob("*.py"))
    written = set(re.findall(r'Notice\("([a-z_]+)"', source))
    written |= set(re.findall(r'Conflict\(.*?\), "([a-z_]+)"', source)) | {"evidence_missing", "step_missing"}
    assert len(written) >= 10
    assert written <= set(house_sentences())


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("action", vocabulary.ACTIONS),
        ("role", vocabulary.ADDRESSEES),
        ("template", vocabulary.TEMPLATES),
        ("label", vocabulary.INCOMING_LABELS + vocabulary.OUTGOING_LABELS),
        ("kind", vocabulary.KINDS),
        ("outcome", tuple({each for outcomes in vocabulary.OUTCOMES.values() for each in outcomes})),
        ("needed", ("must", "should", "may")),
    ],
)
def test_every_word_of_the_contract_can_be_said(group: str, codes: tuple[str, ...]) -> None:
    assert {f"{group}.{code}" for code in codes} <= set(words())


def test_every_manner_that_a_pack_asks_for_can_be_said() -> None:
    manners = {
        step["how"]
        for folder in PACKS.iterdir()
        if folder.is_dir()
        for row in load_pack(folder.name).rows
        for step in row.then.get("steps") or ()
        if step.get("how")
    }
    assert {f"how.{manner}" for manner in manners} <= set(words())


@pytest.mark.parametrize(
    ("due", "lang", "text"),
    [
        ("immediately", "tr", "derhâl"),
        ("PT1H", "en", "within 1 hour"),
        ("PT4H", "en", "within 4 hours"),
        ("P7D", "nn", "innan 7 dagar"),
        ("PT90M", "fi", "90 minuutin kuluessa"),
        ("PT1M", "nb", "innen 1 minutt"),
    ],
)
def test_a_deadline_reads_as_a_person_would_say_it(due: str, lang: str, text: str) -> None:
    assert due_text(due, lang) == text
