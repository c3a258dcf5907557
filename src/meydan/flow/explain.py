"""Writes a decision for a reader: the plan, each step with its clause in our own words and its place in the source."""

from meydan.kernel.decision import Decision, Step
from meydan.kernel.events import Event
from meydan.policy.compiled import Policy
from meydan.policy.sentences import render, role, term


def explain(event: Event, decision: Decision, policy: Policy, lang: str | None = None) -> str:
    """Return the decision as text in `lang` (default: the pack's first language), clause texts included."""
    tongue = lang or policy.main.languages[0]
    lines = [f"{event.id}: {term('kind', decision.kind, tongue)}, {term('outcome', decision.outcome, tongue)}"]
    if decision.labels:
        lines.append(
            "  " + ", ".join(term("label", each.code, tongue) + ("" if each.sure else " ?") for each in decision.labels)
        )
    for number, step in enumerate(decision.steps, 1):
        lines.append(f"  {number}. {describe_step(step, tongue, policy)}")
        lines += [f"       {clause_line(clause, tongue, policy)}" for clause in step.clauses]
    for notice in (*decision.refusals, *decision.warnings):
        lines.append(f"  - {render(notice.code, notice.params, tongue, policy)}")
        lines += [f"       {clause_line(clause, tongue, policy)}" for clause in notice.clauses]
    for need in decision.approvals:
        who = role(need.by, tongue, policy)
        state = term("approval", "given" if need.given else "missing", tongue)
        lines.append(f"  - {term('approval', need.kind, tongue)}: {who} ({state})")
        lines += [f"       {clause_line(clause, tongue, policy)}" for clause in need.clauses]
    for conflict in decision.conflicts:
        lines.append(f"  ! {render(conflict.code, conflict.params, tongue, policy)}")
        lines += [f"       {clause_line(clause, tongue, policy)}" for clause in conflict.clauses]
    return "\n".join(lines)


def describe_step(step: Step, lang: str, policy: Policy) -> str:
    """Return a step as one line: what, to whom, how much, by when, after what."""
    parts = [term("action", step.action, lang)]
    if step.to:
        parts.append(f"→ {role(step.to, lang, policy)}" + (f" ({step.unit})" if step.unit else ""))
    if step.template:
        parts.append(f"“{term('template', step.template, lang)}”")
    notes = [term("needed", step.needed, lang)]
    if step.due:
        notes.append(term("due", step.due, lang))
    if step.by:
        notes.append(role(step.by, lang, policy))
    return f"{' '.join(parts)} [{', '.join(notes)}]"


def clause_line(clause: str, lang: str, policy: Policy) -> str:
    """Return a clause's id with its own-words text in `lang`, else in the pack's language or English."""
    for pack, settings in zip(policy.packs, policy.settings, strict=True):
        known = pack.clauses.get(clause)
        if known is not None:
            return f"{clause}: {known.text.get(lang) or known.text.get(pack.languages[0]) or known.text.get('en')}"
        for ground in settings.house.get("grounds") or ():
            if ground["id"] == clause:
                texts = ground["text"]
                return f"{clause}: {texts.get(lang) or next(iter(texts.values()))} ({ground['law']})"
        name = clause.removeprefix("SETTING-")
        if clause.startswith("SETTING-") and name in pack.settings:
            titles = pack.settings[name].get("title") or {}
            return f"{clause}: {titles.get(lang) or titles.get('en') or name}"
    return clause
