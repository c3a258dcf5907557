"""No reply text leaves with a hole in it."""

import pytest

from meydan.kernel.errors import UnfilledTemplate
from meydan.policy.pack import load_pack
from meydan.policy.pairs import BUILT_IN
from meydan.policy.templates import Template, fill, has_hole, is_same_text

CALL = Template(
    "thanks", "en", "Call {phone} or write to {email}.", "directorate", {"phone": "Phone", "email": "E-mail"}
)
EVERY = [template for name in BUILT_IN for template in load_pack(name).templates.values()]


def test_a_text_is_filled_with_what_its_placeholders_ask_for() -> None:
    assert fill(CALL, {"phone": "112", "email": "a@b.example"}) == "Call 112 or write to a@b.example."


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"phone": "112"},
        {"phone": "112", "email": " "},
        {"phone": "XXX", "email": "a"},
        {"phone": "{phone}", "email": "a"},
    ],
)
def test_a_text_with_a_hole_never_comes_out(values: dict[str, str]) -> None:
    with pytest.raises(UnfilledTemplate):
        fill(CALL, values)


@pytest.mark.parametrize("text", ["XXX numaralı telefon", "Ring {telefon}", "Soita [...]", "Call ____", "Hi <<name>>"])
def test_a_hole_is_seen_in_any_text(text: str) -> None:
    assert has_hole(text)


@pytest.mark.parametrize("text", ["XX. yüzyıl", "Call 112", "2026/1234", "a_b_c", "{}", "1 < 2 and 3 > 2"])
def test_an_ordinary_text_has_no_hole(text: str) -> None:
    assert not has_hole(text)


@pytest.mark.parametrize("template", EVERY, ids=lambda each: f"{each.id}.{each.lang}")
def test_every_reply_text_can_be_filled_and_is_recognised(template: Template) -> None:
    text = fill(template, dict.fromkeys(template.placeholders, "0800 123 456"))
    assert is_same_text(template, text)
    assert not is_same_text(template, "And more. " + text)


def test_a_text_without_its_fillings_is_not_the_template() -> None:
    assert not is_same_text(CALL, "Call or write to.")
    assert is_same_text(CALL, "call  112 or WRITE to a@b.example.")
