"""The twenty choices: one pack built from settings alone behaves first like one side, then like the other.

The pack has no row of its own: each part of each choice is bound to a clause `T-<choice>-<part>`, so that a decision
shows by its clauses which side speaks.
"""

from typing import Any

import pytest

from meydan.kernel.decision import Decision
from meydan.kernel.parse import parse_event
from meydan.policy.chains import chains_in_force, duties_in_force, missing_levels
from meydan.policy.compiled import Policy, compile_policy
from meydan.policy.decide import Seen, decide
from meydan.policy.expect import differences
from meydan.policy.pack import Pack, load_pack
from meydan.policy.pairs import BUILT_IN, pair_problems, read_pairs

COMMON = load_pack("common")
CHOICES = {name: entry for name, entry in COMMON.settings.items() if entry.get("number")}
INSULT_ROW = {
    "id": "insult",
    "when": {"labels": "insult"},
    "then": {"removal": {"category": "insult"}},
    "clauses": ["T-removal-insult"],
}


@pytest.fixture(scope="module")
def sides(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The pack of choices. Removal needs one row that says what an insult is; all else are settings."""
    from tests.conftest import PackFolder

    folder = PackFolder(tmp_path_factory.mktemp("packs") / "sides" / "2026.1")
    meta = {
        "id": "sides",
        "version": "2026.1",
        "languages": ["en"],
        "title": {"en": "Sides"},
        "extends": "common/2026.1",
    }
    parts = {name: list(entry["parts"]) for name, entry in CHOICES.items()}
    bound = {
        name: {"clauses": {part: [f"T-{name}-{part}".replace("_", ".")] for part in each}}
        for name, each in parts.items()
    }
    bound["removal"]["value"] = {"insult": {"level": "must"}}  # type: ignore[assignment]
    ids = [f"T-{name}-{part}".replace("_", ".") for name, each in parts.items() for part in each]
    folder.write("pack.yaml", meta).write("settings.yaml", bound).clauses(*ids, "T-removal-insult")
    folder.table("rows", [INSULT_ROW])
    return load_pack(str(folder.root))


def cites(name: str, part: str) -> list[str]:
    return [f"T-{name}-{part}".replace("_", ".")]


def post(**fields: Any) -> dict[str, Any]:
    return {"kind": "outgoing_post", "text": "...", "labels": [], **fields}


def account(**fields: Any) -> dict[str, Any]:
    return {
        "kind": "account",
        "name": "Library",
        "network": "facebook",
        "responsible": "x",
        "purpose": "news",
        **fields,
    }


def message(*labels: str, **fields: Any) -> dict[str, Any]:
    return {"kind": "incoming_message", "text": "...", "labels": list(labels), **fields}


UNIT_POST = post(account={"scope": "unit"}, author={"role": "responsible"})
EMPLOYEE_POST = post(account={"scope": "unit"}, author={"role": "employee"})
MUSIC = [
    {"kind": "video", "origin": "own", "has_music": True, "music_licence": "royalty_free", "credit": "x", "people": []}
]
PICTURE = [{"kind": "image", "origin": "third_party", "licence": "licensed", "people": []}]
SIGNED = [{"kind": "image", "origin": "own", "people": [{"consent": "signed", "networks": ["facebook"]}]}]
OPINION = {"kind": "private_post", "text": "...", "labels": [], "is_opinion": True, "has_disclaimer": False}

#: setting, overlay, event, what is expected. Each setting stands here with at least two sides.
SIDES: list[tuple[str, Any, dict[str, Any], dict[str, Any]]] = [
    ("content_production", {"unit": "central"}, UNIT_POST, {"outcome": "refused", "refusal_clauses": cites("content_production", "central")}),
    ("content_production", {"unit": "unit"}, UNIT_POST, {"outcome": "allowed"}),
    ("content_production", {"unit": "unit"}, EMPLOYEE_POST, {"outcome": "refused", "refusal_clauses": cites("content_production", "unit")}),
    ("content_production", {"unit": "every_employee"}, EMPLOYEE_POST, {"outcome": "allowed", "warning_clauses": cites("content_production", "own_work")}),
    ("account_creation", {"rule": "registration"}, account(responsible=None), {"outcome": "refused", "refusal_clauses": cites("account_creation", "register")}),
    ("account_creation", {"rule": "registration"}, account(), {"outcome": "allowed"}),
    ("account_creation", {"rule": "approval", "approver": "municipal_director"}, account(), {"outcome": "refused", "refusal_clauses": cites("account_creation", "approve")}),
    ("account_creation", {"rule": "approval", "approver": "municipal_director"}, account(move="apply"), {"outcome": "needs_approval", "approvals_any": ["municipal_director"]}),
    ("central_access", {"admin": "specialist"}, account(admins=["municipal_director"]), {"refusal_clauses": cites("central_access", "admin")}),
    ("central_access", {"admin": "director_or_information"}, account(admins=["municipal_director"]), {"outcome": "allowed"}),
    ("central_access", {"admin": "deposit"}, account(admins=["specialist"]), {"refusal_clauses": cites("central_access", "deposit")}),
    ("central_access", {"agency": "forbidden"}, account(admins=["agency"], agency_contract_until="2999-01-01", at="2026-11-20T09:00:00Z"), {"refusal_clauses": cites("central_access", "agency")}),
    ("central_access", {"agency": "allowed"}, account(admins=["agency"], agency_contract_until="2999-01-01", at="2026-11-20T09:00:00Z"), {"outcome": "allowed"}),
    ("responsible_role", "editor", account(admins=["responsible"]), {"refusal_clauses": cites("responsible_role", "editor")}),
    ("responsible_role", "full", account(admins=["responsible"]), {"outcome": "allowed"}),
    ("platform_list", {"mode": "closed", "listed": ["x"]}, account(), {"refusal_clauses": cites("platform_list", "listed")}),
    ("platform_list", {"mode": "open", "listed": ["x"]}, account(), {"outcome": "allowed"}),
    ("removal", {"insult": {"level": "must", "due": "immediately", "block": True, "platform_report": True, "notice": True}}, message("insult"), {"outcome": "must_remove", "due": {"remove": "immediately"}, "steps_must": ["remove", "block_author", "report_to_platform", "inform_of_removal"]}),
    ("removal", {"insult": {"level": "may", "evidence": "required"}}, message("insult"), {"outcome": "may_remove", "steps_must": ["capture_link"], "steps_exclude": ["remove"]}),
    ("removal", {"insult": {"level": "must_not"}}, message("insult"), {"outcome": "must_keep", "steps_absent": ["remove"]}),
    ("negative_reply", {"rule": "consult_first"}, message("criticism"), {"steps_must": ["consult:directorate", "review_author"]}),
    ("negative_reply", {"rule": "free"}, message("criticism"), {"steps_must": ["reply"], "steps_absent": ["consult"]}),
    ("negative_reply", {"rule": "supervisor_first"}, message("criticism"), {"steps_must": ["notify:supervisor"], "steps_absent": ["reply"]}),
    ("complaint_path", "department_fixed_reply", message("service_complaint"), {"template": {"reply": "complaint_forwarded"}, "order": [["notify:department_concerned", "reply"]]}),
    ("complaint_path", "directorate", message("service_complaint"), {"steps_must": ["notify:department_concerned"], "steps_may": ["notify:top_management"], "steps_absent": ["reply"]}),
    ("complaint_path", "documentation", message("case_matter"), {"steps_must": ["forward:right_body", "archive"], "template": {"reply": "documentation_duty"}}),
    ("complaint_path", "supervisor", message("service_complaint"), {"steps_must": ["notify:supervisor"], "steps_absent": ["reply"]}),
    ("crisis", {"mode": "silence", "trigger": "event"}, message("question", state={"disaster": True}), {"steps_must": ["stay_silent"]}),
    ("crisis", {"mode": "silence", "trigger": "event"}, message("question", state={"crisis": True}), {"steps_absent": ["stay_silent"]}),
    ("crisis", {"mode": "silence", "trigger": "content_test"}, post(state={"crisis": True}), {"outcome": "refused", "refusal_clauses": cites("crisis", "silence")}),
    ("crisis", {"mode": "single_release", "trigger": "formal_decision", "release_by": ["municipal_director", "delegate"], "release_to": "municipal_director"}, post(state={"crisis": True}), {"outcome": "needs_approval", "approvals_any": ["delegate"]}),
    ("crisis", {"mode": "single_release", "trigger": "formal_decision", "release_by": ["municipal_director"], "release_to": "municipal_director"}, message("question", state={"crisis": True}), {"first": "route_to:municipal_director"}),
    ("crisis", {"mode": "none"}, post(state={"crisis": True, "disaster": True}), {"outcome": "allowed"}),
    ("sensitive_subjects", "prior_notice", post(topics=["political"]), {"outcome": "needs_approval", "approvals_any": ["general_secretariat"]}),
    ("sensitive_subjects", "prior_notice", post(topics=["political"], prior_notice=["rectorate", "general_secretariat", "directorate"]), {"outcome": "allowed"}),
    ("sensitive_subjects", "approval", post(topics=["political"], prior_notice=["rectorate", "general_secretariat", "directorate"]), {"outcome": "needs_approval"}),
    ("sensitive_subjects", "prohibition", post(labels=["takes_political_side"]), {"outcome": "refused", "refusal_clauses": cites("sensitive_subjects", "political")}),
    ("disclaimer", "always", OPINION, {"outcome": "think_again"}),
    ("disclaimer", "in_doubt", OPINION, {"outcome": "fine"}),
    ("disclaimer", "in_doubt", {**OPINION, "mentions_employer": True}, {"outcome": "think_again"}),
    ("disclaimer", "recommended", {**OPINION, "mentions_employer": True}, {"outcome": "fine", "warning_clauses": cites("disclaimer", "say")}),
    ("password", {"min_length": 9, "kinds": 4}, {"kind": "credential", "password": "Aa1!aaaaa"}, {"outcome": "allowed"}),
    ("password", {"min_length": 15}, {"kind": "credential", "password": "Aa1!aaaaa"}, {"refusal_clauses": cites("password", "length")}),
    ("password", {"kinds": 4}, {"kind": "credential", "password": "aaaaaaaaaaaaaaaa"}, {"refusal_clauses": cites("password", "kinds")}),
    ("password", {"kinds": 1}, {"kind": "credential", "password": "aaaaaaaaaaaaaaaa"}, {"outcome": "allowed"}),
    ("password", {"reuse": "forbidden"}, {"kind": "credential", "used_elsewhere": True}, {"refusal_clauses": cites("password", "reuse")}),
    ("password", {"reuse": "forbidden_pair"}, {"kind": "credential", "used_elsewhere": True}, {"outcome": "allowed"}),
    ("password", {"reuse": "forbidden_pair"}, {"kind": "credential", "pair_used_elsewhere": True}, {"refusal_clauses": cites("password", "pair")}),
    ("password", {"deposit": True}, account(), {"refusal_clauses": cites("password", "deposit")}),
    ("personal_data_in_posts", "signed_consent", post(labels=["personal_data"], data_permitted=True), {"outcome": "allowed"}),
    ("personal_data_in_posts", "permission", post(labels=["personal_data"]), {"refusal_clauses": cites("personal_data_in_posts", "text")}),
    ("personal_data_in_posts", "never", post(labels=["personal_data"], data_permitted=True), {"refusal_clauses": cites("personal_data_in_posts", "text")}),
    ("personal_data_in_posts", "signed_consent", post(network="youtube", media=SIGNED), {"refusal_clauses": cites("personal_data_in_posts", "scope")}),
    ("personal_data_in_posts", "signed_consent", post(network="facebook", media=SIGNED), {"outcome": "allowed"}),
    ("media_rights", {"rule": "pay_or_free"}, post(media=MUSIC), {"outcome": "allowed"}),
    ("media_rights", {"rule": "fees"}, post(media=MUSIC), {"refusal_clauses": cites("media_rights", "fees")}),
    ("media_rights", {"rule": "right_of_use", "credit": "not_mentioned"}, post(media=PICTURE), {"outcome": "allowed"}),
    ("media_rights", {"credit": "required"}, post(media=PICTURE), {"refusal_clauses": cites("media_rights", "credit")}),
    ("logo", "forbidden", {"kind": "private_post", "uses_logo": True}, {"outcome": "think_again"}),
    ("logo", "not_mentioned", {"kind": "private_post", "uses_logo": True}, {"outcome": "fine"}),
    ("languages", {"reply": "same"}, message("question", lang="de"), {"reply_lang": "de", "clauses": cites("languages", "same")}),
    ("languages", {"reply": "institution"}, message("question", lang="de"), {"clauses_absent": cites("languages", "same")}),
    ("archive", "log_only", message("case_matter"), {"steps_must": ["log"], "steps_absent": ["archive"]}),
    ("archive", "formal_package", message("case_matter"), {"steps_must": ["archive"], "steps_absent": ["log"]}),
]  # fmt: skip


def decided(pack: Pack, overlay: dict[str, Any], event: dict[str, Any]) -> Decision:
    return decide(parse_event({"id": "1", **event}), Seen(), compile_policy([pack], overlay))


@pytest.mark.parametrize(("name", "value", "event", "expect"), SIDES)
def test_a_choice_changes_what_the_policy_demands(
    sides: Pack, name: str, value: Any, event: dict[str, Any], expect: dict[str, Any]
) -> None:
    assert differences(decided(sides, {name: value}, event), expect) == []


def in_force(pack: Pack, **overlay: Any) -> Policy:
    return compile_policy([pack], overlay)


@pytest.mark.parametrize(
    ("chain", "roles"),
    [
        ("two_persons", ["preparer", "approver"]),
        ("four_in_order", ["director", "general_secretary", "vice_rector_quality", "rector"]),
        ("adopting_body", ["adopting_body"]),
    ],
)
def test_the_policy_is_signed_as_chosen(sides: Pack, chain: str, roles: list[str]) -> None:
    (found,) = [
        each for each in chains_in_force(in_force(sides, sign_off={"chain": chain})) if each.subject == "policy"
    ]
    assert [role for level in missing_levels(found, []) for role in level.any_of] == roles
    assert missing_levels(found, [{"role": role, "person": role} for role in roles]) == []
    if len(roles) > 1:
        assert missing_levels(found, [{"role": role, "person": "one"} for role in roles])
        assert missing_levels(found, [{"role": role} for role in reversed(roles)])


@pytest.mark.parametrize(
    ("review", "ids"), [("yearly", ["review_yearly"]), ("own_interval", ["review_own_interval"]), ("none", [])]
)
def test_the_policy_is_reviewed_as_chosen(sides: Pack, review: str, ids: list[str]) -> None:
    policy = in_force(sides, sign_off={"review": review, "interval": "P2Y"})
    assert [duty.id for duty in duties_in_force(policy) if duty.what == "review"] == ids


@pytest.mark.parametrize("scope", [["staff"], ["staff", "students"], ["staff", "elected_officials"]])
def test_the_policy_binds_whom_it_is_chosen_to_bind(sides: Pack, scope: list[str]) -> None:
    (duty,) = [each for each in duties_in_force(in_force(sides, people_scope=scope)) if each.what == "acknowledge"]
    assert list(duty.who) == scope


@pytest.mark.parametrize(
    "sanctions", [["penal_terms"], ["work_regulations", "ethics_rules"], ["damages", "criminal_law"]]
)
def test_a_breach_refers_to_what_was_chosen(sides: Pack, sanctions: list[str]) -> None:
    shown = [
        each.id for each in duties_in_force(in_force(sides, sanctions=sanctions)) if each.id.startswith("sanction_")
    ]
    assert shown == [f"sanction_{each}" for each in sorted(sanctions, key=list(CHOICES["sanctions"]["parts"]).index)]


def test_every_one_of_the_twenty_choices_is_tried_on_two_sides() -> None:
    assert sorted(entry["number"] for entry in CHOICES.values()) == list(range(1, 21))
    tried = {name for name, *_ in SIDES} | {"sign_off", "people_scope", "sanctions"}
    assert tried == set(CHOICES)
    assert all(
        len({repr(value) for name, value, *_ in SIDES if name == each}) >= 2
        for each in tried - {"sign_off", "people_scope", "sanctions"}
    )


def test_a_choice_beyond_the_source_cites_the_setting_and_not_a_clause(sides: Pack) -> None:
    bare = compile_policy([COMMON], {"logo": "forbidden"})
    decision = decide(parse_event({"id": "1", "kind": "private_post", "uses_logo": True}), Seen(), bare)
    assert decision.cited() == {"SETTING-logo"}
    assert decided(sides, {"logo": "forbidden"}, {"kind": "private_post", "uses_logo": True}).cited() == {"T-logo-ban"}


def test_all_118_pairs_of_differing_clauses_lead_to_one_of_the_twenty_choices() -> None:
    pairs = read_pairs()
    assert len({frozenset((pair.first, pair.second)) for pair in pairs}) == 118
    assert {pair.setting for pair in pairs} == set(CHOICES)
    assert pair_problems(pairs) == []
    assert len(BUILT_IN) == 5


@pytest.mark.parametrize(("label", "first"), [("self_harm", "message_author"), ("threat", "notify:top_management")])
def test_a_policy_without_a_word_on_danger_still_offers_something(sides: Pack, label: str, first: str) -> None:
    decision = decided(sides, {}, message(label))
    assert differences(decision, {"first": first, "steps_may": [first], "clauses": ["SETTING-people_at_risk"]}) == []
    assert decided(sides, {"people_at_risk": "none"}, message(label)).steps == ()
