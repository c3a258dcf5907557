"""Writes a decision for a reader: the plan, each step with its clause in our own words; a clause is told once."""

from collections.abc import Iterable

from meydan.kernel.decision import Decision, Step
from meydan.kernel.events import Event
from meydan.policy.compiled import Policy
from meydan.policy.sentences import due_text, render, role, term


def explain(event: Event, decision: Decision, policy: Policy, lang: str | None = None) -> str:
    """Return the decision as text in `lang` (default: the pack's first language), clause texts included."""
    return _Writer(policy, lang or policy.main.languages[0]).write(event, decision)


class _Writer:
    """Writes one decision in one language; remembers which clauses it has told already."""

    def __init__(self, policy: Policy, lang: str) -> None:
        self.policy = policy
        self.lang = lang
        self.lines: list[str] = []
        self.told: set[str] = set()

    def write(self, event: Event, decision: Decision) -> str:
        outcome = term("outcome", decision.outcome, self.lang)
        self.lines.append(f"{event.id}: {term('kind', decision.kind, self.lang)}, {outcome}")
        if decision.labels:
            shown = [term("label", each.code, self.lang) + ("" if each.sure else " ?") for each in decision.labels]
            self.lines.append("  " + ", ".join(shown))
        for number, step in enumerate(decision.steps, 1):
            self.lines.append(f"  {number}. {describe_step(step, self.lang, self.policy, decision.steps)}")
            self.cite(step.clauses)
        for notice in (*decision.refusals, *decision.warnings):
            self.lines.append(f"  - {render(notice.code, notice.params, self.lang, self.policy)}")
            self.cite(notice.clauses)
        self.approvals(decision)
        for conflict in decision.conflicts:
            self.lines.append(f"  ! {render(conflict.code, conflict.params, self.lang, self.policy)}")
            self.cite(conflict.clauses)
        return "\n".join(self.lines)

    def approvals(self, decision: Decision) -> None:
        for need in decision.approvals:
            who = " / ".join(role(each, self.lang, self.policy) for each in need.any_of or (need.by,))
            state = term("approval", "given" if need.given else "missing", self.lang)
            self.lines.append(f"  - {term('approval', need.kind, self.lang)}: {who} ({state})")
            self.cite(need.clauses)

    def cite(self, clauses: Iterable[str]) -> None:
        for clause in clauses:
            text = clause if clause in self.told else clause_line(clause, self.lang, self.policy)
            self.told.add(clause)
            self.lines.append(f"       {text}")


def describe_step(step: Step, lang: str, policy: Policy, steps: tuple[Step, ...] = ()) -> str:
    """Return a step as one line: what, to whom, how, how much, by when, by whom, after which of `steps`."""
    parts = [term("action", step.action, lang)]
    if step.to:
        parts.append(f"→ {role(step.to, lang, policy)}" + (f" ({step.unit})" if step.unit else ""))
    if step.template:
        parts.append(f"“{term('template', step.template, lang)}”")
    if step.how and not step.how.startswith("also:"):
        parts.append(f"({term('how', step.how, lang)})")
    notes = [term("needed", step.needed, lang)]
    if step.due:
        notes.append(due_text(step.due, lang))
    if step.by:
        notes.append(role(step.by, lang, policy))
    numbers = [str(at) for at, each in enumerate(steps, 1) if {each.action, each.name} & set(step.after)]
    if numbers:
        notes.append(f"{term('explain', 'after', lang)} {', '.join(numbers)}")
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
