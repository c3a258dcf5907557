"""From the rows of a file to work in order of urgency: read, judge, rank.

First a person whose life may be at risk, then what the policy wants done at once, then what it wants done promptly,
then what must be removed, then what a person should look at, then the rest. Example: an insult that must be removed
comes after a threat of which security is to be told at once, however late the threat stands in the file.
"""

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import count

from meydan.flow.judge import Judge, stretches
from meydan.kernel.decision import Decision
from meydan.kernel.events import IncomingMessage
from meydan.networks.files.rows import MessageRow

#: Urgencies, the most urgent first.
URGENCIES: tuple[str, ...] = ("life", "immediately", "promptly", "must_remove", "look", "rest")
LIFE_LABELS = frozenset({"self_harm"})


@dataclass(frozen=True, slots=True)
class Triaged:
    """A message with its decision; `number` counts the messages of the file from 1 on, in order of arrival."""

    number: int
    row: MessageRow
    decision: Decision
    urgency: str

    @property
    def message(self) -> IncomingMessage:
        """The message as it was judged."""
        return self.row.message

    @property
    def rank(self) -> tuple[int, int]:
        """Where it stands: by urgency, then by arrival."""
        return URGENCIES.index(self.urgency), self.number


def triage(rows: Iterable[MessageRow], judge: Judge, now: str) -> Iterator[Triaged]:
    """Yield every message with its decision, in order of arrival; `now` (RFC 3339) is the time of those without one.

    Rows are taken a stretch at a time and never more than that ahead.
    """
    numbers = count(1)
    for stretch in stretches(rows, _size_of):
        events = [row.message if row.message.at else replace(row.message, at=now) for row in stretch]
        for row, event, decision in zip(stretch, events, judge.judge_many(events), strict=True):
            yield Triaged(next(numbers), replace(row, message=event), decision, urgency_of(decision))


def _size_of(row: MessageRow) -> int:
    return len(row.message.text or "") + len(row.message.reply_to or "")


def most_urgent_first(triaged: Iterable[Triaged], limit: int | None = None) -> list[Triaged]:
    """Return the messages by rank; with `limit` only so many, and no more than these are kept on the way."""
    if limit is None:
        return sorted(triaged, key=lambda each: each.rank)
    return heapq.nsmallest(limit, triaged, key=lambda each: each.rank)


def urgency_of(decision: Decision) -> str:
    """Return how urgent a decision is; a life counts even where nobody is sure yet."""
    if any(each.code in LIFE_LABELS for each in decision.labels):
        return "life"
    due = {step.due for step in decision.steps if step.needed == "must" and step.due}
    if "immediately" in due:
        return "immediately"
    if due:
        return "promptly"
    if decision.outcome == "must_remove":
        return "must_remove"
    return "look" if decision.look or decision.conflicts else "rest"
