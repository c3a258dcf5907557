"""What an example expects of a decision, and in which points the decision differs.

The words are those of the scenarios: `outcome`, `steps_must`, `order` and so on; `notify:security` names a step by
its addressee, `notify/report` either action, `IEU-6.4.1` every clause under it up to the next number.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from meydan.kernel.decision import Decision, Step
from meydan.policy.removal import is_above


def differences(decision: Decision, expected: Mapping[str, Any]) -> list[str]:
    """Return a sentence for each expectation that the decision does not meet."""
    found = []
    for name, wanted in expected.items():
        check = _CHECKS.get(name)
        if check is None:
            found.append(f"unknown expectation {name!r}")
        elif not check(decision, wanted):
            found.append(f"{name} {wanted!r} does not hold")
    return found


def cites(decision: Decision, clause: str) -> bool:
    """Whether some part of the decision cites the clause, or a clause under it."""
    return any(_is_under(each, clause) for each in decision.cited())


def _is_under(clause: str, wanted: str) -> bool:
    return any(clause == each or is_above(each, clause) for each in wanted.split("/"))


def _is_step(step: Step, wanted: str) -> bool:
    actions, _, to = wanted.partition(":")
    return step.action in actions.split("/") and (not to or step.to == to)


def _has_step(decision: Decision, wanted: str, needed: str) -> bool:
    return any(_is_step(step, wanted) and step.needed in needed for step in decision.steps)


def _each_step(needed: str) -> Callable[[Decision, Any], bool]:
    return lambda decision, wanted: all(_has_step(decision, each, needed) for each in wanted)


def _no_step(needed: str) -> Callable[[Decision, Any], bool]:
    return lambda decision, wanted: not any(_has_step(decision, each, needed) for each in wanted)


def _in_order(decision: Decision, pairs: Any) -> bool:
    return all(_waits(decision.steps, first, then) for first, then in pairs)


def _waits(steps: Iterable[Step], first: str, then: str) -> bool:
    """Whether every step `then` waits for `first`, directly or through others; true where `then` is absent."""
    listed = list(steps)
    for target in (step for step in listed if _is_step(step, then)):
        reached: set[str] = set()
        queue = list(target.after)
        while queue:
            name = queue.pop()
            if name not in reached:
                reached.add(name)
                queue += [each for step in listed if name in (step.action, step.name) for each in step.after]
        if not any(_is_step(step, first) and {step.action, step.name} & reached for step in listed):
            return False
    return True


def _field(name: str) -> Callable[[Decision, Any], bool]:
    def check(decision: Decision, wanted: Any) -> bool:
        return all(
            any(_is_step(step, each) and getattr(step, name) == value for step in decision.steps)
            for each, value in wanted.items()
        )

    return check


def _cited_by(parts: str) -> Callable[[Decision, Any], bool]:
    def check(decision: Decision, wanted: Any) -> bool:
        cited = [clause for part in getattr(decision, parts) for clause in part.clauses]
        return all(any(_is_under(clause, each) for clause in cited) for each in wanted)

    return check


def _codes(decision: Decision) -> set[str]:
    notices = (*decision.refusals, *decision.warnings)
    return {each.code for each in notices} | {each.code for each in decision.conflicts}


_CHECKS: dict[str, Callable[[Decision, Any], bool]] = {
    "outcome": lambda decision, wanted: decision.outcome == wanted,
    "outcome_in": lambda decision, wanted: decision.outcome in wanted,
    "steps_include": _each_step("must should"),
    "steps_must": _each_step("must"),
    "steps_may": _each_step("should may"),
    "steps_offered": _each_step("must should may"),
    "steps_absent": _no_step("must should may"),
    "steps_exclude": _no_step("must should"),
    "order": _in_order,
    "first": lambda decision, wanted: bool(decision.steps) and _is_step(decision.steps[0], wanted),
    "due": _field("due"),
    "template": _field("template"),
    "not_template": lambda decision, wanted: not any(_field("template")(decision, {k: v}) for k, v in wanted.items()),
    "reply_lang": lambda decision, wanted: any(step.lang == wanted for step in decision.steps),
    "clauses": lambda decision, wanted: all(cites(decision, each) for each in wanted),
    "clauses_absent": lambda decision, wanted: not any(cites(decision, each) for each in wanted),
    "refusal_clauses": _cited_by("refusals"),
    "warning_clauses": _cited_by("warnings"),
    "approval_clauses": _cited_by("approvals"),
    "conflict": _cited_by("conflicts"),
    "no_refusal": lambda decision, _: not decision.refusals,
    "no_approval": lambda decision, _: not decision.approvals,
    "approvals_any": lambda decision, wanted: any({each.by, *each.any_of} & set(wanted) for each in decision.approvals),
    "codes": lambda decision, wanted: set(wanted) <= _codes(decision),
    "codes_absent": lambda decision, wanted: not set(wanted) & _codes(decision),
    "look": lambda decision, wanted: set(wanted) <= {each.why for each in decision.look},
}
EXPECTATIONS = tuple(_CHECKS)
