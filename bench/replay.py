"""Measures a replay on one worker and on two, beside what the machine itself gives two processes at that time.

The ceiling is a plain loop: twice the work on two processes against once the work on one. On a machine with two free
cores it is near 2; where others are at work it is less, and no replay can be faster than it.
"""

import json
import multiprocessing
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from bench.measure import Figure, figure
from meydan.flow.replay import cut
from meydan.flow.replay_ledger import Ledger
from meydan.flow.replay_work import load_judges, make_work, replay, run_here
from meydan.networks.files import MessageRow, read_messages

PACKS = ("ieu", "kent")
ROUNDS = 3
LOOP = 6_000_000


def replay_figures(texts: Sequence[str], floor: float, packs: Sequence[str] = PACKS) -> list[Figure]:
    """Return the rows a second of a replay on one worker and on two, each as the best of three rounds.

    The first figures leave out the time in which the workers load policies and detectors, which a large file does not
    feel; the last two are whole runs. Notes give the speed-up and the ceiling of the same rounds.
    """
    rounds = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "archive.jsonl"
        write_archive(file, texts)
        for _ in range(ROUNDS):
            rounds.append((*(_times(file, packs, workers) for workers in (1, 2)), _ceiling()))
    ceiling = max(each[2] for each in rounds)
    name = f"replay, {len(packs)} packs, {len(texts):,} rows"
    found = []
    for part, said in ((0, "workers warm"), (1, "start included")):
        one, two = (min(each[workers][part] for each in rounds) for workers in (0, 1))
        note = f"speed-up {one / two:.2f}; plain loops on two processes {ceiling:.2f}"
        found.append(figure(f"{name}, 1 worker, {said}", one, floor))
        found.append(figure(f"{name}, 2 workers, {said}", two, floor, note))
    return found


def write_archive(file: Path, texts: Sequence[str]) -> None:
    """Write texts as JSON Lines with ids."""
    lines = (json.dumps({"id": str(n), "text": text}, ensure_ascii=False) for n, text in enumerate(texts))
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _times(file: Path, packs: Sequence[str], workers: int) -> tuple[float, float]:
    """Return the microseconds a row: from the moment that every worker has answered, and of the whole run."""
    answers: list[tuple[float, int]] = []

    def told(messages: int) -> None:
        answers.append((time.perf_counter(), messages))

    start = time.perf_counter()
    work = make_work(load_judges(packs, (), {}), (), {})
    messages = (row.message for row in read_messages(file) if isinstance(row, MessageRow))
    ledger = Ledger({})
    replay(cut(messages), partial(run_here, work, workers=workers), ledger, told)
    total = ledger.close_account().messages
    whole = time.perf_counter() - start
    warm = sum(count for _, count in answers[workers:])
    return (answers[-1][0] - answers[workers - 1][0]) / warm * 1e6, whole / total * 1e6


def _ceiling() -> float:
    """Return how many times as fast two processes do two plain loops as one process after another would."""
    return 2 * _loops(1) / _loops(2)


def _loops(processes: int) -> float:
    context = multiprocessing.get_context("spawn")
    with context.Pool(processes) as pool:
        pool.map(_loop, [1] * processes, chunksize=1)
        start = time.perf_counter()
        pool.map(_loop, [LOOP] * processes, chunksize=1)
        return time.perf_counter() - start


def _loop(times: int) -> int:
    found = 0
    for number in range(times):
        found += number * number % 7
    return found


def _show(make: Callable[[], list[Figure]]) -> None:
    for each in make():
        print(f"{each.name:<60} {each.micros:>8.1f} µs {each.per_second:>8,}/s  {each.note}")


if __name__ == "__main__":
    from bench.texts import source_texts, vary

    _show(lambda: replay_figures(vary(source_texts()[1], 20_000), 1.0))
