"""What the engine itself guarantees, whatever the pack: shown on a small pack of the tests' own."""

from typing import Any

import pytest

from meydan.kernel.decision import Decision
from meydan.kernel.findings import Finding
from meydan.kernel.parse import parse_event
from meydan.policy.compiled import Policy, compile_policy
from meydan.policy.decide import Seen, decide
from meydan.policy.expect import differences
from meydan.policy.pack import load_pack

REMOVALS = {
    "insult": {"level": "must", "due": "immediately", "notice": True},
    "drugs": {"level": "must", "due": "promptly", "evidence": "required"},
    "threat": {"level": "may", "evidence": "required"},
    "hate": {"level": "must", "block": True, "platform_report": True},
}
ROWS: list[dict[str, Any]] = [
    {"id": "insult", "when": {"labels": "insult"}, "then": {"removal": {"category": "insult"}}, "clauses": ["A-1"]},
    {"id": "drugs", "when": {"labels": "drugs"}, "then": {"removal": {"category": "drugs"}}, "clauses": ["A-2"]},
    {
        "id": "threat",
        "when": {"labels": "threat"},
        "then": {
            "steps": [{"action": "notify", "to": "security", "due": "immediately"}],
            "removal": {"category": "threat", "clauses": {"capture": ["A-3b"]}},
        },
        "clauses": ["A-3a"],
    },
    {"id": "hate", "when": {"labels": "hate_speech"}, "then": {"removal": {"category": "hate"}}, "clauses": ["A-4"]},
    {
        "id": "criticism",
        "when": {"labels": {"any": ["criticism"], "not": ["insult"]}},
        "then": {
            "outcome": "must_keep",
            "steps": [{"action": "consult", "to": "directorate"}],
            "order": [{"first": ["consult:directorate"], "then": ["reply"]}],
        },
        "clauses": ["A-5"],
    },
    {
        "id": "life",
        "when": {"labels": "self_harm"},
        "then": {"steps": [{"action": "message_author", "life": True, "due": "promptly"}]},
        "clauses": ["A-6"],
    },
    {"id": "question", "when": {"labels": "question"}, "then": {"steps": [{"action": "reply"}]}, "clauses": ["A-7"]},
    {
        "id": "silence",
        "when": {"disaster": True},
        "then": {"silence": {}, "steps": [{"action": "stay_silent"}]},
        "clauses": ["A-8"],
    },
    {
        "id": "complaint",
        "when": {"labels": "service_complaint"},
        "then": {"steps": [{"action": "notify", "to": "department_concerned", "each_unit": True}]},
        "clauses": ["A-9"],
    },
]
CLAUSES = ("A-1", "A-2", "A-3a", "A-3b", "A-4", "A-5", "A-6", "A-7", "A-8", "A-9", "A-10")


@pytest.fixture
def policy(pack_folder: Any) -> Policy:
    settings = {"removal": {"value": REMOVALS, "clauses": {"notice": ["A-10"]}}}
    pack_folder.clauses(*CLAUSES).write("settings.yaml", settings).table("main", ROWS)
    return compile_policy([load_pack(str(pack_folder.root))])


def message(policy: Policy, *labels: str, **fields: Any) -> Decision:
    data = {"id": "1", "kind": "incoming_message", "text": "...", "labels": list(labels), **fields}
    return decide(parse_event(data), Seen(), policy)


@pytest.mark.parametrize(
    ("labels", "fields", "expect"),
    [
        (["insult"], {}, {"outcome": "must_remove", "steps_must": ["remove", "inform_of_removal"],
                          "steps_may": ["capture_link", "capture_screenshot"],
                          "order": [["capture_link", "remove"], ["remove", "inform_of_removal"]]}),
        (["drugs"], {}, {"outcome": "must_remove", "steps_must": ["capture_link", "capture_screenshot", "remove"],
                         "order": [["capture_screenshot", "remove"]], "due": {"remove": "promptly"}}),
        (["threat"], {}, {"outcome": "may_remove", "steps_exclude": ["remove"], "steps_may": ["remove"],
                          "first": "notify:security", "clauses": ["A-3b"]}),
        (["hate_speech"], {}, {"steps_must": ["block_author", "report_to_platform"],
                               "order": [["capture_link", "block_author"]]}),
        (["criticism"], {}, {"outcome": "must_keep", "steps_must": ["keep"], "steps_absent": ["remove"]}),
        (["criticism", "insult"], {}, {"outcome": "must_remove", "steps_absent": ["keep"]}),
        (["criticism", "drugs"], {}, {"outcome": "must_remove", "steps_absent": ["keep"]}),
        (["criticism", "threat"], {}, {"outcome": "must_keep", "steps_absent": ["remove"], "conflict": ["A-3a"]}),
        (["criticism", "question"], {}, {"order": [["consult:directorate", "reply"]]}),
        ([], {}, {"outcome": "open", "steps_absent": ["remove", "reply"]}),
        (["question"], {"state": {"disaster": True}}, {"steps_absent": ["reply"], "steps_must": ["stay_silent"]}),
        (["self_harm"], {"state": {"disaster": True}}, {"first": "message_author", "conflict": ["A-8", "A-6"]}),
        (["question"], {"lang": "de"}, {"reply_lang": "de"}),
    ],
)  # fmt: skip
def test_labels_become_the_plan_that_the_rows_demand(
    policy: Policy, labels: list[str], fields: dict[str, Any], expect: dict[str, Any]
) -> None:
    assert differences(message(policy, *labels, **fields), expect) == []


def test_no_step_stands_twice_but_one_for_each_unit_concerned(policy: Policy) -> None:
    decision = message(policy, "service_complaint", concerns=["dormitory", "canteen"])
    assert [(step.name, step.unit) for step in decision.steps] == [
        ("notify:department_concerned", "dormitory"),
        ("notify:department_concerned", "canteen"),
    ]


@pytest.mark.parametrize("label", ["insult", "drugs", "threat", "hate_speech", "self_harm", "question", "criticism"])
def test_a_label_that_is_not_sure_protects_and_never_acts(policy: Policy, label: str) -> None:
    event = parse_event({"id": "1", "kind": "incoming_message", "text": "..."})
    seen = Seen((Finding(label, 0.5, False, "test@1", ((0, 3),)),), "en")
    decision = decide(event, seen, policy)
    assert {step.action for step in decision.steps}.isdisjoint({"remove", "block_author", "reply", "hide", "keep"})
    assert all(step.needed == "may" for step in decision.steps if step.action == "message_author")
    assert [(look.why, look.labels) for look in decision.look] == [("low_confidence", (label,))]
    assert decision.outcome == "open"


def test_an_unsure_threat_is_examined_and_notified_with_evidence(policy: Policy) -> None:
    event = parse_event({"id": "1", "kind": "incoming_message", "text": "..."})
    decision = decide(event, Seen((Finding("threat", 0.5, False, "t@1"),)), policy)
    expect = {"steps_include": ["examine", "notify:security", "capture_link", "capture_screenshot"]}
    assert differences(decision, expect) == []


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"media": [{"kind": "image"}]}, "media"),
        ({"text": "Ljubljana je lepa", "lang": "sl"}, "language"),
        ({"text": "hm"}, "low_confidence"),
    ],
)
def test_a_person_looks_where_the_machine_cannot(policy: Policy, fields: dict[str, Any], why: str) -> None:
    event = parse_event({"id": "1", "kind": "incoming_message", **fields})
    assert why in [look.why for look in decide(event, Seen(), policy).look]


def removal(policy: Policy, labels: list[str], **fields: Any) -> Decision:
    data = {"id": "1", "kind": "removal_request", "message": {"labels": labels}, **fields}
    return decide(parse_event(data), Seen(), policy)


BOTH = ["capture_link", "capture_screenshot"]


@pytest.mark.parametrize(
    ("labels", "fields", "outcome", "codes"),
    [
        (["drugs"], {"reason": "A-2", "done": BOTH}, "allowed", []),
        (["drugs"], {"reason": "A-2", "done": ["capture_link"]}, "refused", ["evidence_missing"]),
        (["drugs"], {"reason": "A-2", "mode": "hide"}, "allowed", ["evidence_missing"]),
        (["insult"], {"reason": "A-1"}, "allowed", ["evidence_missing"]),
        (["insult"], {"reason": "A-1", "done": BOTH, "block_author": True}, "refused", ["block_not_provided"]),
        (["hate_speech"], {"reason": "A-4", "done": BOTH, "block_author": True}, "allowed", []),
        (["insult"], {"done": BOTH}, "refused", ["reason_missing"]),
        (["insult"], {"reason": "I do not like it", "done": BOTH}, "refused", ["reason_unknown"]),
        (["insult"], {"reason": "A-2", "done": BOTH}, "refused", ["reason_does_not_fit"]),
        (["criticism"], {"reason": "A-1", "done": BOTH}, "refused", ["reason_does_not_fit", "must_be_kept"]),
        (["criticism", "threat"], {"reason": "A-3", "done": BOTH}, "refused", ["must_be_kept"]),
        (["insult", "drugs"], {"reason": "A-1", "done": []}, "refused", ["evidence_missing"]),
        (["threat"], {"reason": "A-3a", "done": BOTH}, "allowed", []),
    ],
)
def test_a_removal_needs_a_reason_that_fits_and_what_comes_before_it(
    policy: Policy, labels: list[str], fields: dict[str, Any], outcome: str, codes: list[str]
) -> None:
    decision = removal(policy, labels, **fields)
    assert decision.outcome == outcome
    assert differences(decision, {"codes": codes}) == []


def test_a_ground_of_the_institution_allows_a_removal_and_is_shown_as_its_own(pack_folder: Any) -> None:
    pack_folder.clauses("A-1").table(
        "main", [{"id": "none", "when": {"labels": "praise"}, "then": {}, "clauses": ["A-1"]}]
    )
    pack = load_pack(str(pack_folder.root))
    request = {"reason": "GROUND-1", "done": BOTH}
    assert differences(removal(compile_policy([pack]), ["insult"], **request), {"codes": ["no_removal_rule"]}) == []
    ground = {
        "id": "GROUND-1",
        "text": {"en": "Insults"},
        "law": "Act 1 § 2",
        "approved_by": "director",
        "labels": ["insult"],
    }
    decision = removal(compile_policy([pack], {"grounds": [ground]}), ["insult"], **request)
    assert decision.outcome == "allowed"
    assert decision.cited() == {"GROUND-1"}


def draft(policy: Policy, labels: list[str], **fields: Any) -> Decision:
    data = {"id": "1", "kind": "reply_draft", "text": "Hello.", "to": {"labels": labels}, **fields}
    return decide(parse_event(data), Seen(), policy)


@pytest.mark.parametrize(
    ("labels", "fields", "outcome"),
    [
        (["question"], {}, "allowed"),
        (["criticism"], {}, "refused"),
        (["criticism"], {"done": ["consult:directorate"]}, "allowed"),
        (["criticism"], {"done": ["consult"]}, "allowed"),
        (["criticism"], {"done": ["consult:rectorate"]}, "refused"),
        (["question"], {"state": {"disaster": True}}, "refused"),
        (["self_harm"], {"state": {"disaster": True}, "surface": "private_message"}, "allowed"),
        (["question"], {"text": "Call XXX"}, "refused"),
        (["question"], {"text": "Call {phone}"}, "refused"),
    ],
)
def test_a_reply_waits_for_what_comes_before_it(
    policy: Policy, labels: list[str], fields: dict[str, Any], outcome: str
) -> None:
    assert draft(policy, labels, **fields).outcome == outcome


@pytest.mark.parametrize(
    ("by", "decider", "reason", "outcome"),
    [
        ("responsible-7", "responsible-7", "A-1", "needs_another_person"),
        ("responsible-7", " Responsible-7 ", "A-1", "needs_another_person"),
        ("responsible-7", None, "A-1", "needs_another_person"),
        (None, "director-1", "A-1", "needs_another_person"),
        ("responsible-7", "director-1", "A-1", "upheld"),
        ("responsible-7", "director-1", "no such reason", "reversed"),
        ("responsible-7", "director-1", None, "reversed"),
    ],
)
def test_another_person_decides_a_contest_on_its_reason(
    policy: Policy, by: str | None, decider: str | None, reason: str | None, outcome: str
) -> None:
    data = {"id": "1", "kind": "contest", "removal": {"reason": reason, "by": by}, "decided_by": decider}
    decision = decide(parse_event(data), Seen(), policy)
    assert decision.outcome == outcome
    assert ("restore" in [step.action for step in decision.steps]) == (outcome == "reversed")


def test_two_packs_that_clash_leave_the_message_open_until_it_is_ordered(policy: Policy, tmp_path: Any) -> None:
    from tests.conftest import PackFolder

    keeper = PackFolder(tmp_path / "keeper" / "2026.1")
    keeper.write("pack.yaml", {"id": "keeper", "version": "2026.1", "languages": ["en"], "title": {"en": "Keeper"}})
    keeper.clauses("K-1").table("all", [{"id": "all", "then": {"outcome": "must_keep"}, "clauses": ["K-1"]}])
    packs = [policy.main, load_pack(str(keeper.root))]
    clash = message(compile_policy(packs), "insult")
    assert differences(clash, {"outcome": "open", "conflict": ["K-1", "A-1"], "steps_exclude": ["remove"]}) == []
    ordered = compile_policy(packs, {"conflict_orders": [{"first": "A-1", "over": "K-1"}]})
    assert differences(message(ordered, "insult"), {"outcome": "must_remove", "steps_must": ["remove"]}) == []
    turned = compile_policy(packs, {"conflict_orders": [{"first": "K-1", "over": "A-1"}]})
    assert differences(message(turned, "insult"), {"outcome": "must_keep", "steps_absent": ["remove"]}) == []


def test_the_same_event_and_policy_give_the_same_decision(policy: Policy) -> None:
    assert message(policy, "insult", "threat") == message(policy, "insult", "threat")


def test_an_approval_counts_only_for_the_content_it_names(pack_folder: Any) -> None:
    rows = [
        {"id": "ask", "when": {"topics": "political"}, "then": {"approve": [{"by": "rectorate"}]}, "clauses": ["A-1"]}
    ]
    pack_folder.clauses("A-1").table("posts", rows, on="outgoing_post")
    policy = compile_policy([load_pack(str(pack_folder.root))])

    def outcome(approved: Any, content: str | None = "sha256:a") -> str:
        data = {
            "id": "1",
            "kind": "outgoing_post",
            "topics": ["political"],
            "approved_by": approved,
            "content": content,
        }
        return decide(parse_event(data), Seen(), policy).outcome

    assert outcome(None) == "needs_approval"
    assert outcome(["rectorate"]) == "allowed"
    assert outcome([{"by": "rectorate", "content": "sha256:a"}]) == "allowed"
    assert outcome([{"by": "rectorate", "content": "sha256:b"}]) == "needs_approval"
    assert outcome([{"by": "director"}]) == "needs_approval"
