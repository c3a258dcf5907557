"""Prints each figure as the median of five runs with its ratio to the floor of the same run, and writes JSON.

The floor is thirty compiled regular expressions in a loop over the same texts; it is measured anew before each group
of figures. Where a goal is missed, a warning stands at the end. `--replay` measures the replay of archives as well, on
one worker and on two; it needs a machine with nothing else to do.
`python -m bench [--quick] [--replay] [--out FILE]`
"""

import argparse
import json
import platform
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from bench.hostile import UNITS, worst_growth
from bench.measure import Figure, consume, figure, peak_memory_mb, time_each
from bench.rules import make_events, make_policy
from bench.terms import floor_patterns, run_floor, term_judge
from bench.texts import source_texts, vary
from meydan.flow.judge import STRETCH, Judge, load_judge
from meydan.kernel.events import IncomingMessage
from meydan.kernel.findings import FindsMany, Text
from meydan.policy.compiled import Policy
from meydan.policy.decide import NOTHING, decide

Item = TypeVar("Item")

#: What another rule engine does with thirty and with three hundred term rules on such a machine, events a second.
OTHER_ENGINE = {30: 350, 300: 35}
#: Parts of a figure's name, and how fast it should be: the floor's time divided by its own.
IN_BATCHES, ONE_BY_ONE = "in batches", "one by one"
GOALS = {
    f"text to decision, {pack}, {how}": goal
    for pack in ("ieu", "kinn")
    for how, goal in ((IN_BATCHES, 0.7), (ONE_BY_ONE, 0.18))
}
#: Memory that the whole run may take, in MB.
MEMORY_GOAL = 300


def main() -> None:
    """Measure everything and print it."""
    options = _options()
    where, messages = source_texts()
    count = 5_000 if options.quick else 50_000
    texts = vary(messages, count)
    sample = texts[: count // 10]
    patterns = floor_patterns()
    print(f"{count} distinct texts from {where}, {sum(map(len, texts)) // count} characters on average")
    label_sets = [tuple(sorted(map(str, each.get("labels") or ()))) for each in messages]  # type: ignore[call-overload]
    figures: list[Figure] = []
    groups: list[Callable[[float], list[Figure]]] = [
        lambda floor: [figure("floor: thirty regular expressions", floor, floor)],
        lambda floor: decide_figures(label_sets, count, floor),
        lambda floor: detector_figures(sample, floor),
        *[lambda floor, pack=pack: text_figures(pack, texts, floor) for pack in ("ieu", "kinn")],  # type: ignore[misc]
        lambda floor: term_figures(sample, floor),
    ]
    for measure in groups:
        for each in measure(time_each(lambda: run_floor(patterns, sample), len(sample))):
            figures.append(each)
            show(each)
    growths = hostile_growths()
    memory = peak_memory_mb()
    print(f"peak memory {memory:.0f} MB")
    if options.replay:
        figures += measure_replay(sample, figures[0].micros)
    missed = missed_goals(figures, memory)
    for warning in missed:
        print(f"MISSED: {warning}")
    sums = {"peak_memory_mb": round(memory), "hostile_growth": growths, "missed": missed}
    write(options.out, figures, sums, (where, count))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the texts, for a first look")
    parser.add_argument("--replay", action="store_true", help="measure replays too; nothing else may run meanwhile")
    parser.add_argument("--out", type=Path, default=Path("out/bench.json"))
    return parser.parse_args()


def missed_goals(figures: Sequence[Figure], memory: float) -> list[str]:
    """Return a sentence for each goal that is missed; `memory` is in MB."""
    missed = [
        f"{each.name}: {each.ratio:.2f} × floor, wanted {GOALS[each.name]:.2f}"
        for each in figures
        if each.name in GOALS and each.ratio < GOALS[each.name]
    ]
    return [*missed, f"peak memory {memory:.0f} MB, wanted {MEMORY_GOAL}"] if memory > MEMORY_GOAL else missed


def show(each: Figure) -> None:
    """Print one figure as a line."""
    print(f"{each.name:<52} {each.micros:>9.2f} µs {each.per_second:>9,}/s  {each.ratio:>6.2f} × floor  {each.note}")


def decide_figures(label_sets: list[tuple[str, ...]], count: int, floor: float) -> list[Figure]:
    """Measure `decide` with labels given, at 30, 300 and 1,000 rules; the first pass, with nothing kept, apart."""
    events = make_events(label_sets, count // 5)
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        for rules in (30, 300, 1_000):
            policy = make_policy(Path(folder) / str(rules), rules, label_sets)
            work = _deciding(events, policy)
            first = time_each(work, len(events), runs=1)
            micros = time_each(work, len(events))
            base = found[0].micros if found else micros
            note = f"{micros / base:.2f} × the cost at 30; first pass {first:.1f} µs"
            found.append(figure(f"decide, labels given, {rules} rules", micros, floor, note))
    return found


def _deciding(events: list[IncomingMessage], policy: Policy) -> Callable[[], None]:
    return lambda: consume(decide(event, NOTHING, policy) for event in events)


def detector_figures(texts: list[str], floor: float) -> list[Figure]:
    """Measure each detector alone, on incoming texts of unknown language, one by one and, where it can, in batches."""
    looked = [Text(text) for text in texts]
    found = []
    for detector in load_judge("ieu").detectors:
        find = detector.find
        micros = time_each(lambda find=find: consume(map(find, looked)), len(looked))  # type: ignore[misc]
        found.append(figure(f"detector {detector.key}, {ONE_BY_ONE}", micros, floor))
        if isinstance(detector, FindsMany):
            micros = time_each(_finding_many(detector, looked), len(looked))
            found.append(figure(f"detector {detector.key}, {IN_BATCHES}", micros, floor))
    return found


def _finding_many(detector: FindsMany, looked: list[Text]) -> Callable[[], None]:
    return lambda: consume(detector.find_many(part) for part in _stretches(looked))


def text_figures(pack: str, texts: list[str], floor: float) -> list[Figure]:
    """Measure text to decision, every text another: one at a time, and in batches as an archive is read."""
    start = time.perf_counter()
    judge = load_judge(pack)
    consume(judge.detectors)
    loaded = time.perf_counter() - start
    events = _events(texts)
    _judge_many(judge, events[:200])  # what is read once, with the first texts, belongs to no text
    start = time.perf_counter()
    _judge_many(judge, events)
    first = (time.perf_counter() - start) / len(events) * 1_000_000
    many = time_each(lambda: _judge_many(judge, events), len(events))
    single = time_each(lambda: _judge_all(judge, events), len(events))
    notes = f"first pass {first:.1f} µs", f"pack and detectors loaded in {loaded:.2f} s"
    return [
        figure(f"text to decision, {pack}, {how}", micros, floor, note)
        for how, micros, note in zip((IN_BATCHES, ONE_BY_ONE), (many, single), notes, strict=True)
    ]


def term_figures(texts: list[str], floor: float) -> list[Figure]:
    """Measure text to decision with thirty, and three hundred, term rules and nothing else."""
    events = _events(texts)
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for rules, other in OTHER_ENGINE.items():
            judge = term_judge(Path(folder), rules)
            micros = time_each(lambda judge=judge: _judge_all(judge, events), len(events))  # type: ignore[misc]
            times = 1_000_000 / micros / other
            found.append(figure(f"text to decision, {rules} term rules", micros, floor, f"{times:.0f} × {other}/s"))
    return found


def _events(texts: list[str]) -> list[IncomingMessage]:
    return [IncomingMessage(id=str(n), text=text, at="2026-11-20T09:00:00Z") for n, text in enumerate(texts)]


def _judge_all(judge: Judge, events: list[IncomingMessage]) -> None:
    for event in events:
        judge.judge(event)


def _judge_many(judge: Judge, events: list[IncomingMessage]) -> None:
    for part in _stretches(events):
        judge.judge_many(part)


def _stretches(items: list[Item]) -> Iterator[list[Item]]:
    for start in range(0, len(items), STRETCH):
        yield items[start : start + STRETCH]


def hostile_growths() -> dict[str, float]:
    """Measure how the cost of hostile texts grows from one thousand characters to ten thousand, at worst."""
    found = {}
    for detector in load_judge("ieu").detectors:
        times, family = worst_growth(detector)
        found[detector.key] = round(times, 1)
        worst = f"{times:.1f} times at most ({family}, {len(UNITS)} families)"
        print(f"hostile texts, {detector.key}: ten times the length costs {worst}")
    return found


def measure_replay(texts: list[str], floor: float) -> list[Figure]:
    """Measure and print a replay of the texts as an archive of many rows."""
    from bench.replay import replay_figures

    found = replay_figures(texts, floor)
    for each in found:
        show(each)
    return found


def write(path: Path, figures: list[Figure], sums: dict[str, object], texts: tuple[str, int]) -> None:
    """Write the figures as JSON with the machine that they were measured on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    machine = {"python": platform.python_version(), "machine": platform.machine(), "system": platform.system()}
    body = {"texts": texts[1], "from": texts[0], "machine": machine, **sums}
    text = json.dumps({**body, "figures": [asdict(each) for each in figures]}, indent=1)
    path.write_text(text + "\n", encoding="utf-8")
    print(f"written to {path}")


if __name__ == "__main__":
    main()
