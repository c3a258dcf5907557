"""A message reaches the unit that it concerns, and no unit is guessed."""

import pytest

from meydan.flow.judge import Judge, load_judge
from meydan.kernel.events import IncomingMessage


@pytest.fixture(scope="module")
def university() -> Judge:
    return load_judge("ieu")


def units(judge: Judge, text: str, **fields: object) -> list[str | None]:
    event = IncomingMessage(id="1", text=text, lang="tr", **fields)  # type: ignore[arg-type]
    decision = judge.judge(event)
    return [step.unit for step in decision.steps if step.name == "notify:department_concerned"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yurtta üç gündür sıcak su yok, kimse ilgilenmiyor!", ["dormitory"]),
        ("Yemekhanede çorba yine soğuk, rezalet, kimse ilgilenmiyor!", ["food-services"]),
        ("Üç gündür kimse ilgilenmiyor, bu nasıl hizmet, rezalet!", [None]),
    ],
)
def test_the_words_of_a_subject_lead_to_its_unit_and_nothing_else_does(
    university: Judge, text: str, expected: list[str | None]
) -> None:
    assert units(university, text) == expected


def test_what_a_person_said_stands(university: Judge) -> None:
    text = "Yurtta üç gündür sıcak su yok, kimse ilgilenmiyor!"
    assert units(university, text, concerns=("library",)) == ["library"]
    assert units(university, text, concerns=()) == [None]


def test_an_institution_puts_its_own_unit_in_the_place_of_the_packs() -> None:
    own = {"subject": "dormitory", "unit": "housing", "words": {"tr": ["yurt"]}}
    judge = load_judge("ieu", overlay={"routing": [own]})
    assert units(judge, "Yurtta üç gündür sıcak su yok, kimse ilgilenmiyor!") == ["housing"]
