"""Prints each figure as the median of five runs with its ratio to the floor of the same run, and writes JSON.

The floor is thirty compiled regular expressions in a loop over the same texts. `python -m bench [--quick] [--out FILE]`
"""

import argparse
import json
import platform
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from bench.hostile import UNITS, worst_growth
from bench.measure import Figure, consume, figure, peak_memory_mb, time_each
from bench.rules import make_events, make_policy
from bench.terms import floor_patterns, run_floor, term_judge
from bench.texts import source_texts, vary
from meydan.flow.judge import Judge, load_judge
from meydan.kernel.events import IncomingMessage
from meydan.kernel.findings import Text
from meydan.policy.decide import NOTHING, decide

#: What another rule engine does with thirty and with three hundred term rules on such a machine, events a second.
OTHER_ENGINE = {30: 350, 300: 35}


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the texts, for a first look")
    parser.add_argument("--out", type=Path, default=Path("out/bench.json"))
    options = parser.parse_args()
    where, messages = source_texts()
    count = 5_000 if options.quick else 50_000
    texts = vary([str(each["text"]) for each in messages], count)
    sample = texts[: count // 10]
    patterns = floor_patterns()
    floor = time_each(lambda: run_floor(patterns, sample), len(sample))
    print(f"{count} distinct texts from {where}, {sum(map(len, texts)) // count} characters on average")
    figures = [figure("floor: thirty regular expressions", floor, floor)]
    show(figures[-1])
    label_sets = [tuple(sorted(map(str, each.get("labels") or ()))) for each in messages]  # type: ignore[call-overload]
    for measure in (
        lambda: decide_figures(label_sets, count, floor),
        lambda: detector_figures(sample, floor),
        lambda: text_figures(texts, floor),
        lambda: term_figures(sample, floor),
    ):
        for each in measure():
            figures.append(each)
            show(each)
    growths = hostile_growths()
    memory = peak_memory_mb()
    print(f"peak memory {memory:.0f} MB")
    write(options.out, figures, {"peak_memory_mb": round(memory), "hostile_growth": growths}, (where, count))


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


def _deciding(events: list[IncomingMessage], policy: object) -> Callable[[], None]:
    from meydan.policy.compiled import Policy

    assert isinstance(policy, Policy)
    return lambda: consume(decide(event, NOTHING, policy) for event in events)


def detector_figures(texts: list[str], floor: float) -> list[Figure]:
    """Measure each detector alone, on incoming texts of unknown language."""
    looked = [Text(text) for text in texts]
    found = []
    for detector in load_judge("ieu").detectors:
        find = detector.find
        micros = time_each(lambda find=find: consume(map(find, looked)), len(looked))  # type: ignore[misc]
        found.append(figure(f"detector {detector.key}", micros, floor))
    return found


def text_figures(texts: list[str], floor: float) -> list[Figure]:
    """Measure text to decision, one at a time, every text another."""
    found = []
    for pack in ("ieu", "kinn"):
        start = time.perf_counter()
        judge = load_judge(pack)
        consume(judge.detectors)
        loaded = time.perf_counter() - start
        events = _events(texts)
        _judge_all(judge, events[:200])
        micros = time_each(lambda judge=judge, events=events: _judge_all(judge, events), len(events))  # type: ignore[misc]
        found.append(figure(f"text to decision, {pack}", micros, floor, f"pack and detectors loaded in {loaded:.2f} s"))
    return found


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


def hostile_growths() -> dict[str, float]:
    """Measure how the cost of hostile texts grows from one thousand characters to ten thousand, at worst."""
    found = {}
    for detector in load_judge("ieu").detectors:
        times, family = worst_growth(detector)
        found[detector.key] = round(times, 1)
        worst = f"{times:.1f} times at most ({family}, {len(UNITS)} families)"
        print(f"hostile texts, {detector.key}: ten times the length costs {worst}")
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
