"""What policies would have demanded of an archive: messages in pieces, each piece counted, the counts added up.

A chunk is a piece of the file; counting it gives the same whoever counts it, where and when, and adding counts up
gives the same in any order. Example: of 20,000 old comments, `ieu` would have had security told of 31, `kent` of 12;
the clauses behind the difference are named, each with the ids of a few messages. A message without a time stays
without one, so that a replay says tomorrow what it says today. No text is kept.
"""

import hashlib
import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from meydan.flow.judge import Judge
from meydan.flow.triage import urgency_of
from meydan.kernel.decision import Conflict, Decision, Notice
from meydan.kernel.events import IncomingMessage

#: Messages and characters of a chunk at most; the second bounds the memory where texts are long.
CHUNK_MESSAGES, CHUNK_CHARACTERS = 500, 1_000_000
#: Messages named for each clause by which two policies differ: the first of the file.
SAMPLES = 3
#: Stands for the clause of a step that cites none.
NO_CLAUSE = "-"

#: What is counted: the pack, the part of a decision (`outcome`, `step` ...), its code, and its weight where it has one.
Tallied = tuple[str, str, str, str]
#: Where two packs differ: one pack, the other, the part (`any`, `outcome` or `clause`) and its code.
Differing = tuple[str, str, str, str]
#: A message by its number in the file, from 1 on, and its id.
Sample = tuple[int, str]
#: What a decision demands: a step's name, its weight and when it is due; a clash, refusal or warning has a code only.
Demand = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of the file: its number from 0 on, the number of its first message, and the messages.

    `hash` tells its content: two chunks with one hash hold the same messages at the same place.
    """

    number: int
    first: int
    messages: tuple[IncomingMessage, ...]
    hash: str


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted over some messages; `merge` adds two up."""

    messages: int = 0
    tally: Mapping[Tallied, int] = field(default_factory=dict)
    differing: Mapping[Differing, int] = field(default_factory=dict)
    samples: Mapping[Differing, tuple[Sample, ...]] = field(default_factory=dict)

    def merge(self, other: "Counts") -> "Counts":
        """Return both added up; the order makes no difference, nor does what was added up before."""
        samples = dict(self.samples)
        for key, more in other.samples.items():
            samples[key] = tuple(heapq.nsmallest(SAMPLES, (*samples.get(key, ()), *more)))
        return Counts(
            self.messages + other.messages,
            Counter(self.tally) + Counter(other.tally),
            Counter(self.differing) + Counter(other.differing),
            samples,
        )


def cut(messages: Iterable[IncomingMessage], size: int = CHUNK_MESSAGES) -> Iterator[Chunk]:
    """Yield the messages in chunks of at most `size`, fewer where their texts are long."""
    number, first = 0, 1
    held: list[IncomingMessage] = []
    characters = 0
    for message in messages:
        held.append(message)
        characters += len(message.text or "") + len(message.reply_to or "")
        if len(held) >= size or characters >= CHUNK_CHARACTERS:
            yield make_chunk(number, first, held)
            number, first, held, characters = number + 1, first + len(held), [], 0
    if held:
        yield make_chunk(number, first, held)


def make_chunk(number: int, first: int, messages: Sequence[IncomingMessage]) -> Chunk:
    """Return the chunk of these messages with the hash of its place and content."""
    content = repr((first, messages)).encode("utf-8", "backslashreplace")
    return Chunk(number, first, tuple(messages), hashlib.sha256(content).hexdigest())


def count_chunk(chunk: Chunk, judges: Mapping[str, Judge]) -> Counts:
    """Return what each policy demands of the messages of a chunk, and where the policies differ."""
    tally: Counter[Tallied] = Counter()
    differing: Counter[Differing] = Counter()
    samples: dict[Differing, tuple[Sample, ...]] = {}
    judged = {name: judge.judge_many(chunk.messages) for name, judge in judges.items()}
    for place, message in enumerate(chunk.messages):
        decisions = {name: of_all[place] for name, of_all in judged.items()}
        for name, decision in decisions.items():
            tally.update(parts_of(name, decision))
        for key in differences(decisions):
            differing[key] += 1
            known = samples.get(key, ())
            if len(known) < SAMPLES:
                samples[key] = (*known, (chunk.first + place, message.id))
    return Counts(len(chunk.messages), tally, differing, samples)


def parts_of(pack: str, decision: Decision) -> Iterator[Tallied]:
    """Yield what is counted of a decision, each part once."""
    yield pack, "outcome", decision.outcome, ""
    yield pack, "urgency", urgency_of(decision), ""
    for label in decision.labels:
        yield pack, "label", label.code, "sure" if label.sure else "unsure"
    for name, needed in {(step.name, step.needed) for step in decision.steps}:
        yield pack, "step", name, needed
    for clause in decision.cited():
        yield pack, "clause", clause, ""
    for why in {look.why for look in decision.look}:
        yield pack, "look", why, ""


def differences(decisions: Mapping[str, Decision]) -> Iterator[Differing]:
    """Yield where the decisions on one message differ, each place once.

    `clause` names a clause by which the first pack demands what the second does not, whatever clause stands behind it
    there: two policies that ask for the same step by clauses of their own do not differ.
    """
    if len(decisions) < 2:
        return
    demands = {name: demands_of(decision) for name, decision in decisions.items()}
    for first, second in combinations(decisions, 2):
        one, other = decisions[first].outcome, decisions[second].outcome
        if one == other and demands[first].keys() == demands[second].keys():
            continue
        yield first, second, "any", ""
        if one != other:
            yield first, second, "outcome", f"{one} → {other}"
        yield from ((first, second, "clause", clause) for clause in _alone(demands[first], demands[second]))
        yield from ((second, first, "clause", clause) for clause in _alone(demands[second], demands[first]))


def demands_of(decision: Decision) -> dict[Demand, frozenset[str]]:
    """Return what a decision demands, each with the clauses behind it."""
    found: dict[Demand, frozenset[str]] = {}
    for step in decision.steps:
        demand = step.name, step.needed, step.due or ""
        found[demand] = found.get(demand, frozenset()) | frozenset(step.clauses)
    notices: tuple[Notice | Conflict, ...] = (*decision.refusals, *decision.warnings, *decision.conflicts)
    for notice in notices:
        demand = notice.code, "", ""
        found[demand] = found.get(demand, frozenset()) | frozenset(notice.clauses)
    return found


def _alone(mine: Mapping[Demand, frozenset[str]], theirs: Mapping[Demand, frozenset[str]]) -> frozenset[str]:
    """Return the clauses behind what is demanded here and not there."""
    return frozenset(clause for demand in mine.keys() - theirs.keys() for clause in mine[demand] or (NO_CLAUSE,))
