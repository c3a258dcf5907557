"""Runs a pack's examples: for every clause an event that fires it, and one close to it that must not.

A clause fires when some step, refusal, approval, warning or conflict cites it. An example of a chain or a duty names
it (`chain: policy_two_persons`) with what was signed or done, and expects what is missing or overdue.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from meydan.kernel.decision import Decision
from meydan.kernel.errors import InvalidEvent, InvalidPack
from meydan.kernel.events import Event
from meydan.kernel.findings import Finding
from meydan.kernel.parse import parse_event
from meydan.policy.chains import chain_differences, duty_differences
from meydan.policy.compiled import Policy, compile_policy
from meydan.policy.decide import Seen, decide
from meydan.policy.expect import cites, differences
from meydan.policy.pack import Pack, load_pack


@dataclass(frozen=True, slots=True)
class Example:
    """One case of a clause. `fires` tells whether the clause must be cited, or must not."""

    clause: str
    name: str
    fires: bool
    case: Mapping[str, Any]
    line: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an example: nothing wrong, or sentences that say what."""

    example: Example
    problems: tuple[str, ...]


def examples_of(pack: Pack) -> list[Example]:
    """Return the examples of the pack's own file, in order."""
    source = pack.files.get("examples")
    found = []
    for index, entry in enumerate((source.data or []) if source else []):
        for part, fires in (("fires", True), ("silent", False)):
            for position, case in enumerate(entry.get(part) or ()):
                line = source.line(index, part, position) if source else 1
                found.append(Example(entry["clause"], case["name"], fires, case, line))
    return found


class Runner:
    """Runs examples against one pack, with policies compiled once for each overlay and company."""

    def __init__(self, pack: Pack, *, without: str | None = None) -> None:
        self.pack = pack
        self.without = without
        self._policies: dict[str, Policy] = {}

    def run(self, examples: Sequence[Example]) -> Iterator[Outcome]:
        """Yield the outcome of each example."""
        for example in examples:
            yield Outcome(example, tuple(self.problems(example)))

    def problems(self, example: Example) -> list[str]:
        """Return what is wrong with one example, in sentences; empty when it holds."""
        case = example.case
        try:
            policy = self.policy(case.get("settings") or {}, case.get("with") or ())
            if "chain" in case:
                return chain_differences(policy, case, example.clause, fires=example.fires, without=self.without)
            if "duty" in case:
                return duty_differences(policy, case, example.clause, fires=example.fires, without=self.without)
            decision = decide_case(case, policy)
        except (InvalidEvent, InvalidPack) as error:
            return [str(error)]
        found = differences(decision, case.get("expect") or {})
        if cites(decision, example.clause) != example.fires:
            found.append(f"{example.clause} {'is not cited' if example.fires else 'is cited and must not be'}")
        return found

    def policy(self, overlay: Mapping[str, Any], also: Sequence[str]) -> Policy:
        """Return the compiled policy for an overlay and the packs beside."""
        key = repr((sorted(overlay.items(), key=str), tuple(also)))
        if key not in self._policies:
            packs = [self.pack, *(load_pack(name) for name in also)]
            self._policies[key] = compile_policy(packs, overlay, without=self.without)
        return self._policies[key]


def decide_case(case: Mapping[str, Any], policy: Policy) -> Decision:
    """Return the decision on an example's event. `unsure` lists labels that a detector saw without being sure."""
    data = {"id": "example", **case["event"]}
    unsure = data.pop("unsure", None)
    event: Event = parse_event(data)
    findings = tuple(Finding(code, 0.5, False, "example@1") for code in unsure or ())
    if findings:
        sure = tuple(Finding(code, 1.0, True, "example@1") for code in getattr(event, "labels", None) or ())
        data.pop("labels", None)
        return decide(parse_event(data), Seen((*sure, *findings)), policy)
    return decide(event, Seen(), policy)
