"""Puts steps into the order in which they may be started: what must come before, then life, urgency, weight.

Example: the private message to a person at risk stands first, a removal stands behind the evidence it waits for,
and evidence for an urgent removal is itself urgent.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from meydan.kernel.decision import Step
from meydan.policy.rows import Edge

_DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?)?")
_WEIGHT = {"must": 0, "should": 1, "may": 2}
NEVER = 10_000_000


def urgency(due: str | None) -> int:
    """Return how soon a step is due, in minutes, for comparing only: 0 at once, 1 promptly, NEVER without a word."""
    if due is None:
        return NEVER
    if due in ("immediately", "promptly"):
        return 0 if due == "immediately" else 1
    match = _DURATION.fullmatch(due)
    days, hours, minutes = (int(part or 0) for part in match.groups()) if match else (0, 0, 0)
    return 2 + days * 1440 + hours * 60 + minutes


def stronger(one: str, other: str) -> str:
    """Return the stronger of two weights: must before should before may."""
    return one if _WEIGHT[one] <= _WEIGHT[other] else other


def sooner(one: str | None, other: str | None) -> str | None:
    """Return the more urgent of two deadlines."""
    return one if urgency(one) <= urgency(other) else other


def in_order(steps: Sequence[Step], edges: Iterable[Edge], life: frozenset[str]) -> tuple[Step, ...]:
    """Return the steps with their `after` filled in, in the order in which they may be started."""
    waits = _waits(steps, edges, life)
    keys = _keys(steps, waits, life)
    if not any(waits):
        return tuple([steps[i] for i in sorted(range(len(steps)), key=keys.__getitem__)])
    done: set[int] = set()
    ordered: list[Step] = []
    left = set(range(len(steps)))
    while left:
        ready = [i for i in left if waits[i].keys() <= done] or sorted(left)[:1]
        best = min(ready, key=keys.__getitem__)
        left.discard(best)
        done.add(best)
        names = tuple(dict.fromkeys(name for before, name in waits[best].items() if before in done and before != best))
        ordered.append(replace(steps[best], after=names) if names else steps[best])
    return tuple(ordered)


def _waits(steps: Sequence[Step], edges: Iterable[Edge], life: frozenset[str]) -> list[dict[int, str]]:
    """For each step, the steps that it waits for, with the name under which the policy says so.

    What protects a life waits for nothing.
    """
    found: list[dict[int, str]] = [{} for _ in steps]
    called = _by_name(steps)
    for edge in edges:
        befores = [i for i in called.get(edge.first, ()) if edge.how in (None, steps[i].how)]
        for i in called.get(edge.then, ()) if befores else ():
            if steps[i].action not in life:
                found[i].update({before: edge.first for before in befores if before != i})
    return found


def _by_name(steps: Sequence[Step]) -> dict[str, list[int]]:
    """Return the places of the steps that a name (`notify` or `notify:security`) means."""
    found: dict[str, list[int]] = {}
    for i, step in enumerate(steps):
        for name in {step.action, step.name}:
            found.setdefault(name, []).append(i)
    return found


def _keys(
    steps: Sequence[Step], waits: Sequence[Mapping[int, str]], life: frozenset[str]
) -> list[tuple[int, int, int, int]]:
    """Rank steps; whatever an urgent step waits for is as urgent as that step."""
    soon = [urgency(step.due) for step in steps]
    for _ in steps:
        before = list(soon)
        for i, awaited in enumerate(waits):
            for j in awaited:
                soon[j] = min(soon[j], soon[i])
        if soon == before:
            break
    return [(0 if step.action in life else 1, soon[i], _WEIGHT[step.needed], i) for i, step in enumerate(steps)]
