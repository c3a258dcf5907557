"""What examples of the pack cannot say: no prescribed reply leaves with a hole in it, and none is too long for X."""

import pytest

from meydan.kernel.parse import parse_event
from meydan.policy.compiled import Policy, compile_policy
from meydan.policy.decide import Seen, decide
from meydan.policy.pack import load_pack
from meydan.policy.templates import fill

FIXED = {"complaint_forwarded": "service_complaint", "admissions_contact": "admissions_question"}
FIXED |= {"graduate_contact": "graduate_question"}
CONTACTS = {
    "phone": "0232 000 00 00",
    "whatsapp": "0500 000 00 00",
    "email": "bilgi@bozkir.example",
    "web": "lee.bozkir.example",
}


@pytest.fixture(scope="module")
def policy() -> Policy:
    return compile_policy([load_pack("ieu")])


def draft_of(text: str, label: str) -> dict[str, object]:
    return {
        "id": "draft",
        "kind": "reply_draft",
        "network": "x",
        "lang": "tr",
        "text": text,
        "labels": [],
        "to": {"id": "message", "lang": "tr", "labels": [label]},
        "done": ["notify:department_concerned"],
        "state": {"preference_period": True},
    }


@pytest.mark.parametrize(("template", "label"), FIXED.items())
def test_a_filled_prescribed_reply_goes_out_unwarned_even_on_x(policy: Policy, template: str, label: str) -> None:
    text = fill(policy.main.templates[template, "tr"], CONTACTS)
    decision = decide(parse_event(draft_of(text, label)), Seen(), policy)
    assert (decision.outcome, decision.warnings) == ("allowed", ())


@pytest.mark.parametrize("template", ["admissions_contact", "graduate_contact"])
def test_a_prescribed_reply_with_a_place_left_open_is_refused(policy: Policy, template: str) -> None:
    text = fill(policy.main.templates[template, "tr"], CONTACTS).replace("bilgi@bozkir.example", "XXX")
    decision = decide(parse_event(draft_of(text, FIXED[template])), Seen(), policy)
    assert decision.outcome == "refused"
    assert "placeholder_unfilled" in {each.code for each in decision.refusals}
