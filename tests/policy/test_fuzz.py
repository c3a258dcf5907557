"""Whatever comes in, a pack is loaded or refused, and an event decided within the contract."""

import json
import random
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from meydan.kernel import vocabulary as words
from meydan.kernel.decision import Decision
from meydan.kernel.errors import InvalidEvent, InvalidPack
from meydan.kernel.findings import Finding
from meydan.kernel.parse import parse_event
from meydan.policy.compiled import Policy, compile_policy
from meydan.policy.decide import Seen, decide
from meydan.policy.pack import PACKS, load_pack
from meydan.policy.sentences import as_dict

NAMES = ("ieu", "kent", "kinn", "hameenkyro", "etik")


@cache
def policies() -> list[Policy]:
    """Each pack alone, and each procedure with the ethics principles beside it."""
    packs = {name: load_pack(name) for name in NAMES}
    alone = [compile_policy([pack]) for pack in packs.values()]
    return alone + [compile_policy([packs[name], packs["etik"]]) for name in NAMES if name != "etik"]


def some(*values: str) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(values)


def many(values: tuple[str, ...]) -> st.SearchStrategy[Any]:
    return st.none() | st.lists(st.sampled_from(values), max_size=4)


FLAG = st.none() | st.booleans()
STATE = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("crisis", "disaster", "contrary_decision", "preference_period"), FLAG)
)
PERSON = st.fixed_dictionaries(
    {}, optional={"minor": FLAG, "consent": some("signed", "none", "withdrawn"), "networks": many(("instagram", "x"))}
)
LICENCE = some("owned", "licensed", "fee_paid", "royalty_free", "none", "unknown")
MEDIA = st.fixed_dictionaries(
    {},
    optional={
        "kind": some("image", "video", "audio", "document"), "origin": some("own", "third_party"), "credit": some("x", ""),
        "licence": LICENCE, "has_music": FLAG, "music_licence": LICENCE, "captions": FLAG, "alt_text": some("x", ""),
        "people": st.none() | st.lists(PERSON, max_size=2),
    },
)  # fmt: skip
AUTHOR = st.fixed_dictionaries(
    {},
    optional={
        "relation": some("student", "staff", "member", "outsider", "unknown"),
        "authorised": FLAG,
        "role": some("specialist", "responsible", "agency", "employee"),
    },
)
ACCOUNT = st.fixed_dictionaries(
    {}, optional={"scope": some("main", "unit", "student_club"), "owner": some("institution", "employee")}
)
MESSAGE = st.fixed_dictionaries(
    {},
    optional={
        "text": some("...", ""), "labels": many(words.INCOMING_LABELS), "surface": some("comment", "reply", "private_message"),
        "author": AUTHOR, "account": ACCOUNT, "lang": some("tr", "nn", "de"), "sentiment": some("positive", "neutral", "negative"),
        "examined": many(("false_or_misleading", "unsuitable", "delicate", "nothing")), "asked_why_removed": FLAG,
        "political_case": some("pending", "decided"), "reply_to": some("x"), "media": st.none() | st.lists(MEDIA, max_size=2),
        "concerns": st.none() | st.lists(st.sampled_from(["dormitory", "canteen"]), max_size=2, unique=True),
    },
)  # fmt: skip
DONE = many(
    ("capture_link", "capture_screenshot", "notify:directorate", "consult:directorate", "review_author", "forward")
)
POST = {
    "text": some("...", ""), "lang": some("tr"), "network": some("x", "instagram", "Twitter"), "labels": many(words.OUTGOING_LABELS),
    "author": AUTHOR, "account": ACCOUNT, "media": st.none() | st.lists(MEDIA, max_size=2), "political_case": some("pending", "decided"),
    "refers_to": some("recommendation", "decision", "none"), "own_assessment": FLAG, "facts_verified": FLAG, "content": some("sha256:a"),
    "approved_by": many(words.ADDRESSEES),
}  # fmt: skip
EXTRA: dict[str, dict[str, Any]] = {
    "incoming_message": {},
    "outgoing_post": {**POST, "topics": many(("special_day", "political", "lawsuit", "political_case", "advert")), "proposal": FLAG, "form": some("like", "repost"), "shared_from": some("political_party"), "calendar_approved": FLAG, "joint_plan": FLAG, "prior_notice": many(words.ADDRESSEES)},
    "reply_draft": {**POST, "to": st.none() | MESSAGE, "done": DONE, "template": some(*words.TEMPLATES), "surface": some("comment", "private_message")},
    "removal_request": {"message": st.none() | MESSAGE, "mode": some("hide", "delete"), "reason": some("IEU-6.4.8", "IEU-6.4.13", "KENT-3.11", "x", ""), "done": DONE, "block_author": FLAG},
    "contest": {"removal": st.none() | st.fixed_dictionaries({}, optional={"reason": some("IEU-6.4.8"), "by": some("a")}), "decided_by": some("a", "b")},
    "account": {"move": some("apply", "approve", "activate", "check", "hand_over", "close"), "admins": many(("specialist", "agency", "municipal_director", "information_department", "responsible")), "purpose": some("x", " "), "agency_contract_until": some("2026-01-01", "2027-01-01"), "personal_profile": FLAG, "credential_deposited": FLAG},
    "credential": {"password": st.none() | st.text(max_size=20), "used_elsewhere": FLAG, "pair_used_elsewhere": FLAG, "saved_in_browser": FLAG},
    "private_post": {"text": some("..."), "labels": many(words.OUTGOING_LABELS), "is_opinion": FLAG, "has_disclaimer": FLAG, "uses_logo": FLAG},
    "contact": {"what": some("media_contact", "wrong_claim", "own_error", "unsure")},
}  # fmt: skip


@st.composite
def events(draw: st.DrawFn) -> dict[str, Any]:
    kind = draw(st.sampled_from(words.KINDS))
    data = draw(st.fixed_dictionaries({}, optional=EXTRA[kind]))
    base = draw(MESSAGE) if kind == "incoming_message" else {}
    return {**base, **data, "id": "1", "kind": kind, "state": draw(STATE), "at": "2026-11-20T09:00:00Z"}


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=events(), unsure=st.lists(st.sampled_from(words.INCOMING_LABELS), max_size=2))
def test_every_decision_keeps_the_contract(data: dict[str, Any], unsure: list[str]) -> None:
    event = parse_event(data)
    seen = Seen(tuple(Finding(code, 0.4, False, "t@1", ((0, 1),)) for code in dict.fromkeys(unsure)))
    for policy in policies():
        decision = decide(event, seen, policy)
        check_contract(decision, policy)
        assert decide(event, seen, policy) == decision


def check_contract(decision: Decision, policy: Policy) -> None:
    assert decision.outcome in words.OUTCOMES[decision.kind]
    keys = [(step.action, step.to, step.unit) for step in decision.steps]
    assert len(set(keys)) == len(keys)
    for position, step in enumerate(decision.steps):
        before = {name for each in decision.steps[:position] for name in (each.action, each.name)}
        assert set(step.after) <= before
        assert step.action in words.ACTIONS
        assert step.to is None or step.to in words.ADDRESSEES
        assert step.clauses or decision.kind == "contest"  # no policy says who decides a contest: the house does
    if decision.outcome in ("must_keep", "refused"):
        assert (
            all(step.needed == "may" for step in decision.steps if step.action == "remove")
            or decision.kind != "incoming_message"
        )
    if decision.outcome == "must_remove":
        assert any(step.action == "remove" and step.needed == "must" for step in decision.steps)
    for lang in ("tr", "nn", "nb", "fi", "en"):
        shown = json.dumps(as_dict(decision, policy, lang), ensure_ascii=False)
        assert "XXX" not in shown
    for notice in (*decision.refusals, *decision.warnings):
        assert "{" not in as_dict_sentence(notice.code, policy, decision)


def as_dict_sentence(code: str, policy: Policy, decision: Decision) -> str:
    body = as_dict(decision, policy, "en")
    (sentence, *_) = [each["sentence"] for each in (*body["refusals"], *body["warnings"]) if each["code"] == code]
    assert sentence != code
    return str(sentence)


FILES = sorted(path for name in ("ieu", "kinn") for path in (PACKS / name / "2026.1").rglob("*.yaml"))


@pytest.mark.parametrize("seed", range(60))
def test_a_damaged_pack_is_loaded_or_refused_by_name(tmp_path: Path, seed: int) -> None:
    hand = random.Random(seed)
    victim = hand.choice(FILES)
    pack = next(parent for parent in victim.parents if (parent / "pack.yaml").is_file())
    copy = tmp_path / pack.parent.name / pack.name
    for path in pack.rglob("*"):
        if path.is_file():
            target = copy / path.relative_to(pack)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(damaged(path, hand) if path == victim else path.read_bytes())
    try:
        compile_policy([load_pack(str(copy))])
    except InvalidPack as error:
        assert all(problem.message for problem in error.problems)


def damaged(path: Path, hand: random.Random) -> bytes:
    """Return the file with a line lost, doubled, swapped or spoilt."""
    lines = path.read_bytes().split(b"\n")
    for _ in range(hand.randrange(1, 4)):
        at, other = hand.randrange(len(lines)), hand.randrange(len(lines))
        spoil = hand.choice([b"\xff", b": [", b"- {", b"&a *a", b"\t", b"null", b"'", b"x" * 10_000])
        kind = hand.randrange(4)
        if kind == 0 and len(lines) > 1:
            del lines[at]
        elif kind == 1:
            lines.insert(at, lines[other])
        elif kind == 2:
            lines[at], lines[other] = lines[other], lines[at]
        else:
            lines[at] = lines[at][: hand.randrange(len(lines[at]) + 1)] + spoil
        lines = lines or [b""]
    return b"\n".join(lines)


@given(st.binary(max_size=300))
def test_any_line_is_an_event_or_an_error(raw: bytes) -> None:
    from meydan.cli.decide import read_line

    try:
        parse_event(read_line(raw))
    except InvalidEvent as error:
        assert error.problem.code
