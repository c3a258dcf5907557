"""Removing a message: for which reason, with what evidence first, and what follows for its author.

How a category is removed is a setting (`removal.insult`: level, due, evidence, block, platform report, notice), so
that an institution can choose; which messages fall under it is a row of the policy. Example: `removal.drugs` says
must, evidence required: link and screenshot are taken, then the message goes, promptly.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from meydan.kernel.decision import Step
from meydan.policy.settings import Settings

CAPTURES = ("capture_link", "capture_screenshot")


@dataclass(frozen=True, slots=True)
class RemovalRule:
    """One reason for removal. `evidence` is required, advised or none; `clauses` holds those of single parts."""

    category: str
    level: str
    due: str | None
    evidence: str
    block: bool
    platform_report: bool
    notice: bool
    reason: tuple[str, ...]
    clauses: Mapping[str, tuple[str, ...]]

    def cites(self, reason: str) -> bool:
        """Whether `reason` names this rule: one of its clauses, or the clause above it."""
        if not reason:
            return False
        every = {*self.reason, *(clause for part in self.clauses.values() for clause in part)}
        return any(clause == reason or is_above(reason, clause) for clause in every)


def is_above(upper: str, lower: str) -> bool:
    """Whether a clause id stands above another: IEU-6.4.11 above IEU-6.4.11a, not IEU-6.4.1 above IEU-6.4.11."""
    rest = lower[len(upper) :]
    return lower.startswith(upper) and bool(rest) and not (upper[-1].isdigit() and rest[0].isdigit())


def read_removal(
    raw: Mapping[str, Any] | None,
    settings: Settings,
    own: tuple[str, ...],
    cite: Callable[[Iterable[str] | None], tuple[str, ...]],
) -> RemovalRule | None:
    """Return the rule that a row's `removal` stands for, or None where the setting or every clause is gone."""
    chosen = _choice(raw, settings) if raw else None
    if raw is None or not own or not isinstance(chosen, Mapping) or not chosen.get("level"):
        return None
    advised = "advised" if settings.get("evidence_before_removal") is not False else "none"
    evidence = chosen.get("evidence") or advised
    parts = {part: cite(clauses) for part, clauses in (raw.get("clauses") or {}).items()}
    lost = {part for part in (raw.get("clauses") or {}) if not parts[part]}
    return RemovalRule(
        category=raw["category"],
        level=chosen["level"],
        due=chosen.get("due"),
        evidence=advised if "capture" in lost else evidence,
        block=bool(chosen.get("block")) and "block_author" not in lost,
        platform_report=bool(chosen.get("platform_report")) and "report_to_platform" not in lost,
        notice=bool(chosen.get("notice")) and "inform_of_removal" not in lost,
        reason=own,
        clauses=parts,
    )


def _choice(raw: Mapping[str, Any], settings: Settings) -> Any:
    """Return how this category is removed: as the settings say, or as the institution's own ground says."""
    ground = raw.get("ground")
    if ground is None:
        return settings.get(f"removal.{raw['category']}")
    evidence = "required" if ground.get("evidence_first") else None
    return {"level": ground.get("level") or "may", "evidence": evidence, "block": ground.get("block"), "notice": True}


def removal_steps(rule: RemovalRule, *, notice_clauses: tuple[str, ...]) -> list[Step]:
    """Return the steps by which the rule is carried out; the order between them is `removal_edges`."""
    if rule.level == "must_not":
        return [Step("keep", by="responsible", clauses=rule.reason)]
    needed = "must" if rule.level == "must" else "may"
    steps = [Step(action, **_capture(rule)) for action in CAPTURES if rule.evidence != "none"]
    steps.append(Step("remove", by="responsible", needed=needed, due=rule.due, clauses=rule.reason))
    if rule.block:
        steps.append(Step("block_author", by="responsible", needed=needed, clauses=_part(rule, "block_author")))
    if rule.platform_report:
        clauses = _part(rule, "report_to_platform")
        steps.append(Step("report_to_platform", by="responsible", needed=needed, clauses=clauses))
    if rule.notice and notice_clauses:
        told = _part(rule, "inform_of_removal", notice_clauses)
        steps.append(
            Step("inform_of_removal", by="responsible", needed=needed, template="removal_notice", clauses=told)
        )
    return steps


def _capture(rule: RemovalRule) -> dict[str, Any]:
    required = rule.evidence == "required"
    return {
        "by": "responsible",
        "needed": "must" if required else "should",
        "due": rule.due,
        "clauses": _part(rule, "capture"),
    }


def _part(rule: RemovalRule, part: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
    return rule.clauses.get(part) or default or rule.reason


def removal_edges(rule: RemovalRule) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Return (first, then, needed, clauses): evidence before removal and block, the notice after the removal."""
    needed = "must" if rule.evidence == "required" else "should"
    clauses = _part(rule, "capture")
    found = [(a, "remove", needed, clauses) for a in CAPTURES if rule.evidence != "none"]
    found += [(a, "block_author", needed, clauses) for a in CAPTURES if rule.evidence != "none" and rule.block]
    found.append(("remove", "inform_of_removal", "must", rule.reason))
    return found
