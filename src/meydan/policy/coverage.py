"""Shows for each clause how the product makes it real and what proves it; a clause without a proof is a gap.

A proof is an example of the pack that fires the clause and holds. `mutate` takes a clause out of the policy and runs
its proofs again: one that still holds proves nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from meydan.policy.examples import Example, Runner, examples_of
from meydan.policy.pack import Clause, Pack
from meydan.policy.references import references

#: Subjects of clauses that one event can prove; the others wait for screens, records and reports.
BY_EVENT = frozenset({"incoming_message", "conversation", "post", "account", "credential"})


@dataclass(frozen=True, slots=True)
class Coverage:
    """One clause: what stands behind it, which examples prove it, which of them fail."""

    clause: Clause
    behind: tuple[str, ...]
    fires: tuple[str, ...]
    silent: tuple[str, ...]
    failing: tuple[str, ...]

    @property
    def status(self) -> str:
        """`proved`, `failing`, `one-sided` (no case that must not fire) or `gap`."""
        if self.failing:
            return "failing"
        if not self.fires:
            return "gap"
        return "proved" if self.silent or self.clause.applies_to not in BY_EVENT else "one-sided"


def coverage(pack: Pack) -> list[Coverage]:
    """Return the coverage of each of the pack's own clauses, in the order of the source."""
    runner, behind = Runner(pack), references(pack)
    by_clause: dict[str, list[Example]] = {}
    for example in examples_of(pack):
        by_clause.setdefault(example.clause, []).append(example)
    found = []
    for clause in own_clauses(pack):
        examples = by_clause.get(clause.id, [])
        found.append(
            Coverage(
                clause=clause,
                behind=behind.get(clause.id, ()),
                fires=tuple(each.name for each in examples if each.fires),
                silent=tuple(each.name for each in examples if not each.fires),
                failing=tuple(each.name for each in examples if runner.problems(each)),
            )
        )
    return found


def own_clauses(pack: Pack) -> list[Clause]:
    """Return the clauses of the pack's own file."""
    source = pack.files.get("clauses")
    return [pack.clauses[entry["id"]] for entry in (source.data or ())] if source else []


def mutate(pack: Pack, clauses: Sequence[str] | None = None) -> dict[str, tuple[str, ...]]:
    """Take each clause out in turn; return those proofs that hold all the same, by clause.

    Clauses without a proof are left out: they are gaps, which `coverage` shows.
    """
    survivors: dict[str, tuple[str, ...]] = {}
    by_clause: dict[str, list[Example]] = {}
    for example in examples_of(pack):
        if example.fires and (clauses is None or example.clause in clauses):
            by_clause.setdefault(example.clause, []).append(example)
    for clause, examples in by_clause.items():
        runner = Runner(pack, without=clause)
        held = tuple(each.name for each in examples if not runner.problems(each))
        if held:
            survivors[clause] = held
    return survivors
