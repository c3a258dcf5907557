"""Times things as medians of several runs, and writes them beside the floor of the same run."""

import resource
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

RUNS = 5


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing: microseconds an item (median of the runs), items a second, ratio to the floor.

    `ratio` is the floor's time divided by this time: 2.0 means twice as fast as the floor.
    """

    name: str
    micros: float
    per_second: float
    ratio: float
    note: str = ""


def time_each(work: Callable[[], None], items: int, runs: int = RUNS) -> float:
    """Return the microseconds an item: the median of `runs` runs of `work` over `items` items."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) / items * 1_000_000


def figure(name: str, micros: float, floor: float, note: str = "") -> Figure:
    """Return the figure for a time against the floor's."""
    return Figure(name, round(micros, 2), round(1_000_000 / micros), round(floor / micros, 2), note)


def consume(values: Iterable[object]) -> None:
    """Run through an iterable and keep nothing."""
    for _ in values:
        pass


def peak_memory_mb() -> float:
    """Return the largest memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
