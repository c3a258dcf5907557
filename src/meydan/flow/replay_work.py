"""Puts the chunks of a replay to work: on the cores of this machine, or on a cluster (Dask).

Each worker process makes its judges once and counts one chunk at a time. Only a few chunks a worker are under way, so
that a file of any size needs the same memory. When a worker dies, the chunks that it had are given to another.
Example: with two workers, one killed in the middle, the counts are those of a run in peace.
"""

import json
import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from itertools import chain
from typing import Any

from meydan.flow.judge import Judge, load_judge
from meydan.flow.replay import Chunk, count_chunk
from meydan.flow.replay_ledger import Ledger, ReplayStopped, Result
from meydan.kernel.errors import InvalidPack, MeydanError

#: Chunks under way for each worker: one in work, the others waiting at its door.
AHEAD = 3
#: How often the workers may die over one chunk before nobody is given it any more.
MAX_DEATHS = 4
#: Seconds to wait for a cluster and its first worker.
PATIENCE = 20
#: Policies as they are told apart: for each pack its parts' hashes and the hash of its settings.
Refs = tuple[tuple[str, str], ...]

#: A cluster's worker may have several threads; the judges of a process are used by one at a time.
_ONE_AT_A_TIME = threading.Lock()

Run = Callable[[Iterator[Chunk]], Iterator[Result]]


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker is to judge by: the packs, those beside each, the settings (JSON), and what they must be."""

    packs: tuple[str, ...]
    also: tuple[str, ...]
    overlay: str
    refs: Refs


def load_judges(packs: Sequence[str], also: Sequence[str], overlay: Mapping[str, Any]) -> dict[str, Judge]:
    """Return a judge for each pack, `also` beside it, under the settings; raise InvalidPack when these are wrong."""
    return {name: load_judge(name, [each for each in also if each != name], dict(overlay)) for name in packs}


def make_work(judges: Mapping[str, Judge], also: Sequence[str], overlay: Mapping[str, Any]) -> Work:
    """Return what a worker needs to make such judges itself."""
    return Work(tuple(judges), tuple(also), json.dumps(overlay, sort_keys=True), refs_of(judges))


def refs_of(judges: Mapping[str, Judge]) -> Refs:
    """Return the hashes of packs and settings by which policies are told apart, under each pack's name."""
    return tuple(
        (name, "; ".join([*(f"{ref.id}/{ref.version} {ref.hash}" for ref in policy.refs), policy.settings_hash]))
        for name, policy in ((name, judge.policy) for name, judge in judges.items())
    )


@lru_cache(maxsize=1)
def judges_of(work: Work) -> dict[str, Judge]:
    """Return the judges for the work, made once a process; raise ReplayStopped where they are not those meant."""
    try:
        judges = load_judges(work.packs, work.also, json.loads(work.overlay))
    except InvalidPack as error:
        raise ReplayStopped(f"A worker cannot load the policies: {error}") from error
    if refs_of(judges) != work.refs:
        raise ReplayStopped("A worker has other packs or settings than this command. Were they changed meanwhile?")
    return judges


def count(work: Work, chunk: Chunk) -> Result:
    """Return the counts of a chunk; this is what a worker does."""
    with _ONE_AT_A_TIME:
        judges = judges_of(work)
        seen_by = sorted({f"{each.key}@{each.version}" for judge in judges.values() for each in judge.detectors})
        return Result(chunk.number, chunk.hash, " ".join(seen_by), count_chunk(chunk, judges))


def replay(chunks: Iterator[Chunk], run: Run, ledger: Ledger, told: Callable[[int], object]) -> None:
    """Count the chunks that the ledger does not hold yet; `told` hears of each number of messages that is done."""

    def left() -> Iterator[Chunk]:
        for chunk in chunks:
            if ledger.holds(chunk):
                told(len(chunk.messages))
            else:
                yield chunk

    for result in run(left()):
        if ledger.add(result):
            told(result.counts.messages)


def run_here(work: Work, chunks: Iterator[Chunk], workers: int) -> Iterator[Result]:
    """Yield the results as they come from worker processes; dead ones are replaced, their chunks done again."""
    deaths: Counter[int] = Counter()
    while True:
        in_hand: dict[Future[Result], Chunk] = {}
        pool = ProcessPoolExecutor(
            workers, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(work,)
        )
        try:
            yield from _through(pool, work, chunks, in_hand, workers * AHEAD)
            return
        except BrokenProcessPool as error:
            again = sorted(in_hand.values(), key=lambda chunk: chunk.number)
            deaths.update(chunk.number for chunk in again)
            if max(deaths.values(), default=0) > MAX_DEATHS:
                raise ReplayStopped("The workers keep dying. Is there too little memory?") from error
            chunks = chain(again, chunks)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def run_on_cluster(work: Work, chunks: Iterator[Chunk], address: str) -> Iterator[Result]:
    """Yield the results as they come from a Dask cluster; raise ReplayStopped when it cannot be used or is lost."""
    distributed = _distributed()
    with _connect(distributed, address) as client:
        limit = AHEAD * max(1, len(client.nthreads()))
        try:
            yield from _through(client.get_executor(pure=False), work, chunks, {}, limit)
        except distributed.KilledWorker as error:
            raise ReplayStopped("The cluster's workers keep dying. Is there too little memory?") from error
        except CancelledError as error:
            raise ReplayStopped(f"The cluster at {address} was lost.") from error


def _distributed() -> Any:
    try:
        return import_module("distributed")
    except ImportError as error:
        raise ReplayStopped("A cluster needs more: pip install 'meydan[replay]'") from error


def _connect(distributed: Any, address: str) -> Any:
    """Return a client of the cluster once a worker is there; an address is looked at before anything waits for it."""
    try:
        distributed.comm.get_address_host_port(address, strict=False)
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ReplayStopped(f"There is no cluster to be reached at {address}.") from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except OSError as error:
        client.close()
        raise ReplayStopped(f"The cluster at {address} has no workers.") from error
    return client


def _through(
    pool: Executor, work: Work, chunks: Iterator[Chunk], in_hand: dict[Future[Result], Chunk], limit: int
) -> Iterator[Result]:
    """Yield the results as they come, at most `limit` chunks under way; `in_hand` are those without a result."""
    while True:
        while len(in_hand) < limit and (chunk := next(chunks, None)) is not None:
            in_hand[_submit(pool, work, chunk)] = chunk
        if not in_hand:
            return
        done, _ = wait(in_hand, return_when=FIRST_COMPLETED)
        lost: BrokenProcessPool | None = None
        for future in done:
            try:
                result = future.result()
            except BrokenProcessPool as error:
                lost = error
                continue
            del in_hand[future]
            yield result
        if lost is not None:
            raise lost


def _submit(pool: Executor, work: Work, chunk: Chunk) -> Future[Result]:
    """Give a chunk to the workers; where they have just died it is lost with them, like those in their hands."""
    try:
        return pool.submit(count, work, chunk)
    except BrokenProcessPool as error:
        lost: Future[Result] = Future()
        lost.set_exception(error)
        return lost


def _begin(work: Work) -> None:
    """Begin a worker's life: Ctrl-C is the command's to hear, and without the command there is nothing to do."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # What is wrong with the policies is told with the first chunk; here it would only break the pool.
    with suppress(MeydanError):
        for judge in judges_of(work).values():
            _ = judge.detectors


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
