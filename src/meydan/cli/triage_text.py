"""Words of the triage in the reader's language, shared by the table in the terminal, the page and the sheet.

Whatever the public wrote is shown as it is, but for characters that would steer a terminal or turn the order of
letters round: these are named instead, as in `⟦RLO⟧`.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from meydan.flow.explain import clause_line
from meydan.flow.judge import Judge
from meydan.flow.triage import URGENCIES, Triaged
from meydan.kernel.decision import Decision, Step
from meydan.networks.files import FileProblem, Note, WrongRow
from meydan.policy.compiled import Policy
from meydan.policy.sentences import due_text, render, role, term, words

MAX_WRONG_SHOWN = 50
#: Does nearly every step; said once, not at each of them.
USUAL_DOER = "responsible"
_NAMED = {
    0x061C: "ALM",
    0x200B: "ZWSP",
    0x200E: "LRM",
    0x200F: "RLM",
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x2028: "LS",
    0x2029: "PS",
    0x2060: "WJ",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
    0xFEFF: "BOM",
}
_VISIBLE: dict[int, str] = {code: f"⟦{name}⟧" for code, name in _NAMED.items()}
_VISIBLE |= {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\n\t"}
_VISIBLE |= {0x7F: "␡"} | {code: f"⟦{code:02X}⟧" for code in range(0x80, 0xA0)}
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(slots=True)
class Summary:
    """What was counted on the way: messages by urgency and by label, wrong rows (the first of them), notes."""

    urgencies: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    wrong: list[WrongRow] = field(default_factory=list)
    wrong_total: int = 0
    notes: list[Note] = field(default_factory=list)

    @property
    def total(self) -> int:
        """How many messages were judged."""
        return self.urgencies.total()

    def count(self, each: Triaged) -> None:
        """Count one message."""
        self.urgencies[each.urgency] += 1
        self.labels.update(label.code for label in each.decision.labels)

    def put_aside(self, row: WrongRow) -> None:
        """Count a wrong row, and keep it while there are few."""
        self.wrong_total += 1
        if len(self.wrong) < MAX_WRONG_SHOWN:
            self.wrong.append(row)


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom the words are: a language and the policy whose names and clauses are said in it."""

    policy: Policy
    lang: str

    def say(self, code: str, **params: object) -> str:
        """Return a word or sentence of the triage, its places filled."""
        return term("triage", code, self.lang).format_map(params)

    def count(self, noun: str, n: int) -> str:
        """Return a number with its noun in the right form: `1 viesti`, `2 viestiä`."""
        return self.say(f"{noun}.{'one' if n == 1 else 'other'}", n=n)

    def label(self, code: str) -> str:
        """Return the name of a label."""
        return term("label", code, self.lang)

    def what(self, step: Step) -> str:
        """Return what is to be done, to whom and with which text."""
        parts = [term("action", step.action, self.lang)]
        if step.to:
            parts.append(f"→ {role(step.to, self.lang, self.policy)}" + (f" ({step.unit})" if step.unit else ""))
        if step.template:
            parts.append(f"“{term('template', step.template, self.lang)}”")
        return " ".join(parts)

    def how(self, step: Step, steps: tuple[Step, ...]) -> list[str]:
        """Return how binding a step is, by when, how, by whom if not by the usual one, and after which of `steps`."""
        notes = [term("needed", step.needed, self.lang)]
        if step.due:
            notes.append(due_text(step.due, self.lang))
        if step.how and f"how.{step.how}" in words():
            notes.append(term("how", step.how, self.lang))
        if step.by and step.by != USUAL_DOER:
            notes.append(self.say("by", who=role(step.by, self.lang, self.policy)))
        before = [str(at) for at, each in enumerate(steps, 1) if {each.action, each.name} & set(step.after)]
        if before:
            notes.append(f"{term('explain', 'after', self.lang)} {', '.join(before)}")
        return notes

    def usual_doer(self) -> str:
        """Return the sentence that says who does the steps at which nobody is named."""
        return self.say("usual_doer", who=role(USUAL_DOER, self.lang, self.policy))

    def remarks(self, decision: Decision) -> list[tuple[str, tuple[str, ...]]]:
        """Return refusals, warnings and clashes as sentences with their clauses."""
        found = [
            (render(each.code, each.params, self.lang, self.policy), each.clauses)
            for each in (*decision.refusals, *decision.warnings)
        ]
        clash = self.say("conflict")
        return found + [
            (f"{clash}: {render(each.code, each.params, self.lang, self.policy)}", each.clauses)
            for each in decision.conflicts
        ]

    def clause(self, clause: str) -> str:
        """Return a clause in our own words."""
        return clause_line(clause, self.lang, self.policy).removeprefix(f"{clause}: ")

    def place_of_clause(self, clause: str) -> str:
        """Return the headings under which a clause stands in the document; nothing for what is a setting."""
        path = next((pack.clauses[clause].path for pack in self.policy.packs if clause in pack.clauses), ())
        return self.say("place_in_source", path=" › ".join(path)) if path else ""

    def wrong(self, row: WrongRow) -> str:
        """Return where a row stands and what is wrong with it."""
        place = row.place
        where = visible(place.source)
        if place.line:
            where += ", " + self.say(f"place.{place.unit}", n=place.line)
        return f"{where}: {self._reason('reason', row.code, row.params, row.sentence)}"

    def problem(self, problem: FileProblem) -> str:
        """Return why a file cannot be read."""
        return self._reason("reason", problem.code, problem.params, str(problem))

    def note(self, note: Note) -> str:
        """Return what is to be known about the file."""
        return self._reason("note", note.code, note.params, note.sentence)

    def _reason(self, group: str, code: str, params: object, fallback: str) -> str:
        if f"triage.{group}.{code}" not in words() or not isinstance(params, dict):
            return visible(fallback)
        return visible(self.say(f"{group}.{code}", **params))


def reader_for(judge: Judge, lang: str | None) -> Reader:
    """Return the reader in the language asked for, else in the pack's own."""
    return Reader(judge.policy, lang or judge.policy.main.languages[0])


def visible(text: str) -> str:
    """Return a text without characters that steer a terminal or hide: each is replaced by its name."""
    if text.isascii() and text.isprintable():
        return text
    return _SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").translate(_VISIBLE))


def shorten(text: str, limit: int) -> str:
    """Return a text in one line of at most `limit` characters."""
    line = " ".join(text[: limit * 4].split())
    return line if len(line) <= limit and len(text) <= limit * 4 else line[: limit - 1].rstrip() + "…"


def cited_by(items: Iterable[Triaged], policy: Policy) -> list[str]:
    """Return every clause that the decisions cite, in the order of the documents, the settings last."""
    cited = {clause for each in items for clause in each.decision.cited()}
    order = {clause: place for place, clause in enumerate(clause for pack in policy.packs for clause in pack.clauses)}
    return sorted(cited, key=lambda clause: (order.get(clause, len(order)), clause))


def by_urgency(items: Iterable[Triaged]) -> dict[str, list[Triaged]]:
    """Return the messages in groups, the most urgent group first; no group is empty."""
    groups: dict[str, list[Triaged]] = {urgency: [] for urgency in URGENCIES}
    for each in items:
        groups[each.urgency].append(each)
    return {urgency: group for urgency, group in groups.items() if group}
