"""The guards of the two acts that cannot be taken back: answering in public, and removing.

A reply waits for what its message's plan puts before it; a removal needs a reason that provides for it and all that
the reason puts before it. Example: deleting a message about drugs with the link but without the screenshot is
refused with clause IEU-6.4.13; hiding it, which can be undone, is not delayed.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from meydan.kernel.decision import Conflict, Notice, Step
from meydan.kernel.events import Contest, RemovalRequest, ReplyDraft
from meydan.kernel.vocabulary import SPEAKING_ACTIONS
from meydan.policy.compiled import Policy
from meydan.policy.compose import Plan
from meydan.policy.facts import Scene
from meydan.policy.order import in_order
from meydan.policy.removal import RemovalRule, is_above, removal_edges, removal_steps
from meydan.policy.rows import Edge
from meydan.policy.templates import has_hole

_SPEAKS_AS = {
    "thanks": "thank",
    "removal_explained": "explain_removal",
    "removal_notice": "inform_of_removal",
    "job_application_refused": "refuse_application",
    "self_harm_support": "message_author",
}


@dataclass(frozen=True, slots=True)
class Gate:
    """What a guard holds against an act."""

    refusals: tuple[Notice, ...] = ()
    warnings: tuple[Notice, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    steps: tuple[Step, ...] = ()


def is_done(name: str, done: Iterable[str]) -> bool:
    """Whether a step of that name is among the complete ones; `notify` alone also means `notify:security`."""
    action = name.partition(":")[0]
    return any(each in (name, action) or (each.startswith(f"{name}:") and ":" not in name) for each in done)


def reply_gate(event: ReplyDraft, policy: Policy, behind: Scene | None) -> Gate:
    """Return what stands between a draft and its sending: holes, silence, and steps that come first."""
    refusals: list[Notice] = []
    if has_hole(event.text or ""):
        refusals.append(Notice("placeholder_unfilled", {}, _texts_with_placeholders(event, policy)))
    if behind is None:
        return Gate(tuple(refusals))
    plan = policy.plan("incoming_message", behind, None, (), None)
    speaking = _speaks_as(event, plan)
    if plan.silence and not plan.life & speaking:
        refusals.append(Notice("silence", {}, plan.silence))
    missing = _missing(plan.edges, speaking, event.done or ())
    refusals += [_step_missing(edge) for edge in missing if edge.needed == "must"]
    warnings = [_step_missing(edge) for edge in missing if edge.needed != "must"]
    return Gate(_joined(refusals), _joined(warnings))


def _texts_with_placeholders(event: ReplyDraft, policy: Policy) -> tuple[str, ...]:
    """Return the clauses of the prescribed texts that the draft may be; all of them where it names none."""
    texts = [text for pack in policy.packs for text in pack.templates.values() if text.placeholders]
    clauses = [c for text in texts if event.template in (None, text.id) for c in text.clauses if c != policy.without]
    return tuple(dict.fromkeys(clauses))


def _speaks_as(event: ReplyDraft, plan: Plan) -> frozenset[str]:
    """Return the actions that this draft would carry out."""
    if event.template in _SPEAKS_AS:
        return frozenset({_SPEAKS_AS[event.template]})
    private = event.surface == "private_message" and any(step.action == "message_author" for step in plan.steps)
    return frozenset({"message_author"} if private else {"reply"})


def _missing(edges: Iterable[Edge], actions: frozenset[str], done: Iterable[str]) -> list[Edge]:
    done = tuple(done)
    return [edge for edge in edges if edge.then.partition(":")[0] in actions and not is_done(edge.first, done)]


def _step_missing(edge: Edge) -> Notice:
    return Notice("step_missing", {"step": edge.first, "before": edge.then}, edge.clauses)


def _joined(notices: list[Notice]) -> tuple[Notice, ...]:
    """Each notice once, with the clauses of its twins."""
    found: dict[tuple[str, str], Notice] = {}
    for notice in notices:
        key = (notice.code, notice.params.get("step", ""))
        known = found.get(key)
        clauses = (*known.clauses, *notice.clauses) if known else notice.clauses
        found[key] = Notice(notice.code, notice.params, tuple(dict.fromkeys(clauses)), notice.spans)
    return tuple(found.values())


def removal_gate(event: RemovalRequest, policy: Policy, plan: Plan) -> Gate:
    """Return what stands between a request and the removal, and the steps by which it would be carried out."""
    rules = _rules(policy)
    named = [(pack, rule) for pack, rule in rules if event.reason and rule.cites(event.reason)]
    fitting = [rule for rule in plan.removals if event.reason and rule.cites(event.reason)]
    refusals: list[Notice] = list(_reason_refusals(event, policy, bool(rules), bool(named), fitting, plan))
    conflicts = _keep_against(plan, fitting, refusals)
    if not fitting:
        return Gate(tuple(refusals), (), conflicts)
    rule = _pick(fitting, event)
    if event.block_author and not rule.block:
        refusals.append(Notice("block_not_provided", {"reason": event.reason or ""}, rule.reason))
    edges = [Edge(*each) for each in removal_edges(rule)]
    edges += [edge for edge in plan.edges if edge.then == "remove"]
    edges += [Edge(*each) for other in plan.removals for each in removal_edges(other)]
    missing = _missing(edges, _acts(event), event.done or ())
    reversible = event.mode == "hide" and not event.block_author
    refusals += [] if reversible else [_evidence_missing(edge) for edge in missing if edge.needed == "must"]
    warnings = [_evidence_missing(edge) for edge in missing if reversible or edge.needed != "must"]
    steps = (
        () if any(each.code == "must_be_kept" for each in refusals) else _removal_plan(event, rule, policy, plan, edges)
    )
    return Gate(_joined(refusals), _joined(warnings), conflicts, steps)


def _acts(event: RemovalRequest) -> frozenset[str]:
    return frozenset({"remove", "block_author"} if event.block_author else {"remove"})


def _rules(policy: Policy) -> list[tuple[int, RemovalRule]]:
    rows = policy.tables["removal_request"].rows
    return [(row.pack, row.removal) for row in rows if row.removal and row.removal.level != "must_not"]


def _reason_refusals(
    event: RemovalRequest, policy: Policy, any_rule: bool, named: bool, fitting: list[RemovalRule], plan: Plan
) -> Iterable[Notice]:
    if not any_rule:
        who = str(policy.main.meta.get("removal_rules_by") or "director")
        yield Notice("no_removal_rule", {"who": who}, plan.keeps)
    elif not event.reason:
        yield Notice("reason_missing", {}, plan.keeps)
    elif not named:
        yield Notice("reason_unknown", {"reason": event.reason}, plan.keeps)
    elif not fitting:
        yield Notice("reason_does_not_fit", {"reason": event.reason}, _nearest(event, policy))


def _nearest(event: RemovalRequest, policy: Policy) -> tuple[str, ...]:
    reason = event.reason or ""
    return tuple(
        dict.fromkeys(
            clause
            for _, rule in _rules(policy)
            if rule.cites(reason)
            for clause in rule.reason
            if clause == reason or is_above(reason, clause)
        )
    ) or (reason,)


def _keep_against(plan: Plan, fitting: list[RemovalRule], refusals: list[Notice]) -> tuple[Conflict, ...]:
    """A clause that keeps the message forbids its removal, unless a stronger duty or an order of clashes lifts it."""
    if plan.keeps and (plan.outcome == "must_keep" or (plan.outcome == "open" and plan.removals)):
        refusals.append(Notice("must_be_kept", {"clause": plan.keeps[0]}, plan.keeps))
    return plan.conflicts if fitting or plan.outcome == "open" else ()


def _pick(fitting: list[RemovalRule], event: RemovalRequest) -> RemovalRule:
    """Of several rules behind one reason, the one that allows what is asked, then the one that demands most."""
    return max(fitting, key=lambda rule: (rule.block and bool(event.block_author), rule.evidence == "required"))


def _evidence_missing(edge: Edge) -> Notice:
    code = "evidence_missing" if edge.first.startswith("capture") else "step_missing"
    return Notice(code, {"step": edge.first, "before": edge.then}, edge.clauses)


def _removal_plan(
    event: RemovalRequest, rule: RemovalRule, policy: Policy, plan: Plan, edges: list[Edge]
) -> tuple[Step, ...]:
    notices = tuple(clause for clauses in policy.notice_clauses.values() for clause in clauses)
    steps = [
        replace(step, action="hide") if step.action == "remove" and event.mode == "hide" else step
        for step in removal_steps(rule, notice_clauses=notices)
        if not is_done(step.name, event.done or ())
        and (step.action != "block_author" or event.block_author)
        and not (plan.silence and step.action in SPEAKING_ACTIONS)
    ]
    return in_order(steps, edges, frozenset())


def contest_gate(event: Contest, policy: Policy) -> tuple[str, tuple[Step, ...]]:
    """Return the outcome of a contest and the steps that follow: another person decides, on the reason's merits."""
    removal = event.removal
    reason = (removal.reason if removal else None) or ""
    rules = [rule for _, rule in _rules(policy) if rule.cites(reason)]
    clauses = tuple(dict.fromkeys(clause for rule in rules for clause in rule.reason)) or ((reason,) if reason else ())
    by, decider = ((removal.by if removal else None) or "").strip(), (event.decided_by or "").strip()
    if not by or not decider or by.casefold() == decider.casefold():
        return "needs_another_person", (Step("decide_contest", by="director", clauses=clauses),)
    if rules:
        told = Step("explain_removal", by="responsible", template="removal_explained", clauses=clauses)
        return "upheld", (told,)
    return "reversed", (
        Step("restore", by="responsible", clauses=clauses),
        Step("unblock_author", by="responsible", needed="should", clauses=clauses),
    )
