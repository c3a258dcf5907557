"""The one function that says what the policy demands of an event.

`decide(event, seen, policy)` is pure: the same event, the same findings and the same policy give the same decision,
on any machine, at any time. It asks nobody; whoever calls it gathers the facts and passes them down.
"""

from dataclasses import dataclass
from typing import Any

from meydan.kernel.decision import ApprovalNeed, Conflict, Decision, Look, Notice
from meydan.kernel.events import Contest, Event, IncomingMessage, Media, RemovalRequest, ReplyDraft
from meydan.kernel.findings import Finding
from meydan.kernel.vocabulary import HARMFUL_LABELS
from meydan.policy.compiled import Policy
from meydan.policy.compose import Plan
from meydan.policy.facts import Scene
from meydan.policy.gates import Gate, contest_gate, removal_gate, reply_gate

#: Languages in which the built-in detectors can tell what a message is.
READ_LANGUAGES = frozenset({"tr", "nn", "nb", "fi", "en"})
PERSON = "person"


@dataclass(frozen=True, slots=True)
class Seen:
    """What detectors saw in an event's own text: findings, language, sentiment, units concerned."""

    findings: tuple[Finding, ...] = ()
    lang: str | None = None
    sentiment: str | None = None
    concerns: tuple[str, ...] = ()


NOTHING = Seen()


def decide(event: Event, seen: Seen, policy: Policy, about: Seen = NOTHING) -> Decision:
    """Return the decision of the policy on the event.

    `seen` is what was found in the event's own text, `about` what was found in the message that a reply, a removal
    or a contest speaks of. Labels that the event itself carries were confirmed by a person and stand alone.
    """
    if isinstance(event, IncomingMessage):
        return _decide_on_message(event, seen, policy)
    if isinstance(event, (RemovalRequest, Contest)):
        return _decide_about_removal(event, policy, about)
    findings = _labels(event, seen)
    behind = _behind(event, policy, about)
    scene, second = _scenes(event, findings, seen, policy, behind)
    plan = policy.plan(event.kind, scene, second, (), _reply_lang(scene.lang, policy))
    if event.kind == "contact":
        return _decision(event, policy, plan, (), scene, outcome=plan.outcome or "act")
    if event.kind == "private_post":
        return _private(event, policy, plan, scene)
    gate = reply_gate(event, policy, behind) if isinstance(event, ReplyDraft) else Gate()
    return _gated(event, policy, plan, findings, scene, gate)


def _decide_on_message(event: IncomingMessage, seen: Seen, policy: Policy) -> Decision:
    findings = _labels(event, seen)
    scene, second = _scenes(event, findings, seen, policy, None)
    plan = policy.plan(event.kind, scene, second, _units(event, seen), _reply_lang(scene.lang, policy))
    look = _look(event, findings, scene)
    return _decision(event, policy, plan, findings, scene, outcome=plan.outcome or "open", look=look)


def _units(event: IncomingMessage, seen: Seen) -> tuple[str, ...]:
    """The units that a person named, else those that the routing table found."""
    return seen.concerns if event.concerns is None else event.concerns


def _labels(event: Event, seen: Seen) -> tuple[Finding, ...]:
    """A person's labels stand alone; else what detectors saw."""
    confirmed: tuple[str, ...] | None = getattr(event, "labels", None)
    shown = _media_labels(event)
    if confirmed is None:
        known = {each.code for each in shown}
        return (*shown, *[each for each in seen.findings if each.code not in known]) if shown else seen.findings
    own = tuple([Finding(code, 1.0, True, PERSON) for code in confirmed])
    return (*own, *[each for each in shown if each.code not in confirmed]) if shown else own


def _media_labels(event: Event) -> tuple[Finding, ...]:
    """What a person said that a picture, film or sound shows counts like a label of the message itself."""
    media: tuple[Media, ...] = getattr(event, "media", None) or ()
    if not media:
        return ()
    codes = dict.fromkeys([code for medium in media for code in medium.labels or ()])
    return tuple([Finding(code, 1.0, True, PERSON) for code in codes])


def _scenes(
    event: Event, findings: tuple[Finding, ...], seen: Seen, policy: Policy, behind: Scene | None
) -> tuple[Scene, Scene | None]:
    """Return the scene with the sure labels and, where some are not sure, the scene with all of them."""
    sure = frozenset([each.code for each in findings if each.sure])
    lang = getattr(event, "lang", None) or seen.lang
    sentiment = getattr(event, "sentiment", None) or seen.sentiment
    scene = Scene(event, policy.setup, sure, lang, sentiment, behind)
    every = frozenset([each.code for each in findings]) if len(sure) < len(findings) else sure
    if every == sure:
        return scene, None
    return scene, Scene(event, policy.setup, every, lang, sentiment, behind)


def _behind(event: Event, policy: Policy, about: Seen) -> Scene | None:
    """Return the scene of the message that the event answers or would remove."""
    message: IncomingMessage | None = getattr(event, "to", None) or getattr(event, "message", None)
    if message is None:
        return None
    placed = message if message.state is not None else _with_state(message, event)
    findings = _labels(placed, about)
    return _scenes(placed, findings, about, policy, None)[0]


def _with_state(message: IncomingMessage, event: Event) -> IncomingMessage:
    from dataclasses import replace

    return replace(message, state=event.state) if event.state is not None else message


def _reply_lang(lang: str | None, policy: Policy) -> str:
    """Return the language of an answer: the message's own, unless the institution answers in its own only."""
    if lang in policy.setup.languages:
        return lang
    own = policy.main.languages[0]
    if not lang or lang == "unknown" or policy.settings[0].get("languages.reply") == "institution":
        return own
    return lang


def _look(event: IncomingMessage, findings: tuple[Finding, ...], scene: Scene) -> tuple[Look, ...]:
    """Say why a person should look: nobody is sure, the labels clash, there is a medium, the language is not read."""
    found = []
    confirmed = event.labels is not None
    unsure = tuple([each.code for each in findings if not each.sure])
    if unsure or (not confirmed and not findings and event.text):
        found.append(Look("low_confidence", unsure))
    harmful = scene.labels & HARMFUL_LABELS
    if harmful and ("praise" in scene.labels or scene.sentiment == "positive"):
        found.append(Look("conflict", tuple(sorted(harmful | (scene.labels & {"praise"})))))
    if event.media and not confirmed:
        found.append(Look("media"))
    if not confirmed and event.text and scene.lang not in READ_LANGUAGES:
        found.append(Look("language"))
    return tuple(found)


def _decision(
    event: Event,
    policy: Policy,
    plan: Plan,
    findings: tuple[Finding, ...],
    scene: Scene,
    *,
    outcome: str,
    look: tuple[Look, ...] = (),
    **parts: Any,
) -> Decision:
    return Decision(
        id=event.id,
        kind=event.kind,
        outcome=outcome,
        packs=policy.refs,
        settings=policy.settings_hash,
        lang=scene.lang,
        sentiment=scene.sentiment,
        labels=findings,
        look=look,
        steps=parts.get("steps", plan.steps),
        refusals=parts.get("refusals", ()),
        approvals=parts.get("approvals", ()),
        warnings=parts["warnings"] if "warnings" in parts else _placed(plan.warn, findings),
        conflicts=(*plan.conflicts, *parts.get("conflicts", ())),
    )


def _placed(notices: tuple[tuple[Notice, frozenset[str]], ...], findings: tuple[Finding, ...]) -> tuple[Notice, ...]:
    """Return the notices with the passages that they speak of."""
    if not notices:
        return ()
    placed = []
    for notice, labels in notices:
        spans = tuple(sorted({span for each in findings if each.code in labels for span in each.spans}))
        placed.append(Notice(notice.code, notice.params, notice.clauses, spans) if spans else notice)
    return tuple(placed)


def _private(event: Event, policy: Policy, plan: Plan, scene: Scene) -> Decision:
    """Only codes and clauses leave a private self-check: no words, no places in the text, no labels."""
    warnings = tuple([Notice(notice.code, {}, notice.clauses) for notice, _ in (*plan.advise, *plan.warn)])
    outcome = "think_again" if plan.advise else "fine"
    bare = Scene(scene.event, scene.setup)
    return _decision(event, policy, plan, (), bare, outcome=outcome, steps=(), warnings=warnings)


def _gated(
    event: Event, policy: Policy, plan: Plan, findings: tuple[Finding, ...], scene: Scene, gate: Gate
) -> Decision:
    refusals = (*_placed(plan.refuse, findings), *gate.refusals)
    refused = {each.code for each in refusals}
    warnings = tuple([each for each in (*_placed(plan.warn, findings), *gate.warnings) if each.code not in refused])
    approvals = _approvals(event, plan)
    if refusals:
        outcome = "refused"
    else:
        outcome = "allowed" if all(each.given for each in approvals) else "needs_approval"
    is_secret = event.kind == "credential"
    return _decision(
        event,
        policy,
        plan,
        () if is_secret else findings,
        scene,
        outcome=outcome,
        refusals=refusals,
        warnings=warnings,
        approvals=approvals,
        conflicts=gate.conflicts,
    )


def _approvals(event: Event, plan: Plan) -> tuple[ApprovalNeed, ...]:
    if not plan.approve:
        return ()
    given = _given(event)
    known = frozenset(getattr(event, "prior_notice", None) or ())
    found = []
    for rule in plan.approve:
        have = given | known if rule.kind == "prior_notice" else given
        who = next((each for each in rule.any_of if each in have), None)
        several = rule.any_of if len(rule.any_of) > 1 else ()
        found.append(ApprovalNeed(who or rule.any_of[0], rule.kind, who is not None, rule.clauses, several))
    return tuple(found)


def _given(event: Event) -> frozenset[str]:
    """An approval counts only for the content whose hash it names; one without a hash for the event as it stands."""
    approvals: Any = getattr(event, "approved_by", None) or ()
    if isinstance(approvals, str):
        return frozenset({approvals})
    content = getattr(event, "content", None)
    return frozenset(each.by for each in approvals if each.content is None or each.content == content)


def _decide_about_removal(event: RemovalRequest | Contest, policy: Policy, about: Seen) -> Decision:
    behind = _behind(event, policy, about)
    scene = behind or Scene(IncomingMessage(id="", state=event.state), policy.setup)
    plan = policy.plan("removal_request", scene, None, (), _reply_lang(scene.lang, policy))
    if isinstance(event, Contest):
        outcome, steps = contest_gate(event, policy)
        return _decision(event, policy, _SILENT, (), scene, outcome=outcome, steps=steps, warnings=())
    gate = removal_gate(event, policy, plan)
    outcome = "refused" if gate.refusals else "allowed"
    return _decision(
        event,
        policy,
        _SILENT,
        (),
        scene,
        outcome=outcome,
        steps=gate.steps,
        refusals=gate.refusals,
        warnings=gate.warnings,
        conflicts=gate.conflicts,
    )


_SILENT = Plan(None, (), (), (), (), frozenset(), (), (), (), (), tuple[Conflict, ...]())
