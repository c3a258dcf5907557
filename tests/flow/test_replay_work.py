"""The account and the work of a replay: nothing counts twice or not at all, though workers die and runs break off."""

import itertools
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from meydan.flow import replay_work
from meydan.flow.demo import demo_messages
from meydan.flow.replay import Counts, count_chunk, cut, make_chunk
from meydan.flow.replay_ledger import Ledger, ReplayStopped, Result, fingerprint
from meydan.flow.replay_work import (
    AHEAD,
    MAX_DEATHS,
    count,
    load_judges,
    make_work,
    replay,
    run_here,
    run_on_cluster,
)
from meydan.kernel.events import IncomingMessage
from meydan.networks.files import FileProblem

PACKS = ("ieu", "kent")
ANY = ("a", "b", "any", "")


def messages(n, seed=5):
    return [IncomingMessage(id=f"m{i}", text=f"message {seed} {i} \ud800", lang="tr") for i in range(1, n + 1)]


@pytest.fixture(scope="module")
def work():
    return make_work(load_judges(PACKS, (), {}), (), {})


@pytest.fixture(scope="module")
def archive():
    """The demo messages, twice over: enough chunks of twenty that a worker dies in the middle."""
    demo = demo_messages()
    return [replace(message, id=f"{n}", labels=None) for n, message in enumerate((*demo, *demo), 1)]


@pytest.fixture(scope="module")
def truth(work, archive):
    """What is counted in this process, without workers, chunks and ledger."""
    return count_chunk(make_chunk(0, 1, archive), replay_work.judges_of(work))


HEAD = {"file": "a.csv", "content": "1", "packs": ("ieu",)}
COUNTS = Counts(2, {("ieu", "outcome", "open", ""): 2}, {ANY: 1}, {ANY: ((2, "\ud800 ü"),)})


def some_chunks(n=3):
    return [make_chunk(number, 1 + 2 * number, messages(2, seed=number)) for number in range(n)]


def result_of(chunk, detectors="named@1"):
    samples = {key: tuple((chunk.first, name) for _, name in each) for key, each in COUNTS.samples.items()}
    return Result(chunk.number, chunk.hash, detectors, replace(COUNTS, samples=samples))


def filled(path, chunks):
    with Ledger(HEAD, path) as ledger:
        for chunk in chunks:
            assert not ledger.holds(chunk)
            assert ledger.add(result_of(chunk))
    return ledger


def test_a_chunk_that_is_counted_twice_counts_once(tmp_path):
    chunk, other, _ = some_chunks()
    ledger = filled(tmp_path / "j", [chunk, other])
    before = ledger.counts
    assert not ledger.add(result_of(chunk))
    assert ledger.close_account() == before
    assert before.messages == 4


def test_a_result_for_messages_that_are_not_the_files_is_refused():
    chunk, other, unread = some_chunks()
    ledger = filled(None, [chunk])
    ledger.holds(other)
    for wrong in (result_of(unread), replace(result_of(other), hash=chunk.hash)):
        with pytest.raises(ReplayStopped, match="not those of the file"):
            ledger.add(wrong)


def test_an_account_with_a_chunk_missing_is_not_closed():
    chunk, other, _ = some_chunks()
    ledger = filled(None, [chunk])
    ledger.holds(other)
    with pytest.raises(ReplayStopped, match="Not every part"):
        ledger.close_account()


def test_results_of_other_detectors_are_not_mixed_in(tmp_path):
    chunk, other, _ = some_chunks()
    filled(tmp_path / "j", [chunk])
    with Ledger(HEAD, tmp_path / "j", resume=True) as ledger:
        ledger.holds(other)
        with pytest.raises(ReplayStopped, match="named@1 before, named@2 now"):
            ledger.add(result_of(other, "named@2"))


def test_the_journal_gives_back_what_was_counted_and_takes_the_rest(tmp_path):
    chunks = some_chunks(5)
    whole = filled(None, chunks).close_account()
    path = tmp_path / "new" / "j"
    filled(path, chunks[:2])
    for upto in (3, 5):
        with Ledger(HEAD, path, resume=True) as ledger:
            held = [ledger.holds(chunk) for chunk in chunks]
            assert held.index(False) == upto - (1 if upto == 3 else 2)
            for chunk in chunks[:upto]:
                ledger.add(result_of(chunk))
    assert ledger.close_account() == whole
    assert all(json.loads(line) for line in path.read_text("ascii").splitlines() if line)


@pytest.mark.parametrize("kept", [1, 40, 0.5, -1])
def test_a_line_that_was_cut_short_is_done_again(tmp_path, kept):
    path, chunks = tmp_path / "j", some_chunks(3)
    whole = filled(path, chunks).close_account()
    lines = path.read_bytes().splitlines(keepends=True)
    last = lines[-1]
    path.write_bytes(b"".join(lines[:-1]) + last[: int(len(last) * kept) if kept == 0.5 else kept])
    for _ in range(2):
        with Ledger(HEAD, path, resume=True) as ledger:
            held = [ledger.holds(chunk) for chunk in chunks]
            ledger.add(result_of(chunks[2]))
            assert ledger.close_account() == whole
        assert held[:2] == [True, True]
    assert held == [True, True, True]


def test_a_line_that_stands_twice_in_the_journal_counts_once(tmp_path):
    path, chunks = tmp_path / "j", some_chunks(2)
    whole = filled(path, chunks).close_account()
    head, *lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([head, *lines, *lines]))
    with Ledger(HEAD, path, resume=True) as ledger:
        assert all(ledger.holds(chunk) for chunk in chunks)
        assert ledger.close_account() == whole


@pytest.mark.parametrize(("name", "value"), [("content", "2"), ("packs", ("kent",)), ("own", ("x",))])
def test_a_journal_of_another_replay_is_refused_by_name(tmp_path, name, value):
    filled(tmp_path / "j", some_chunks())
    with pytest.raises(ReplayStopped, match=f"another replay: {name} differ"):
        Ledger({**HEAD, name: value}, tmp_path / "j", resume=True)


def test_a_journal_is_never_written_over_and_no_other_file_taken_for_one(tmp_path):
    filled(tmp_path / "j", some_chunks())
    before = (tmp_path / "j").read_bytes()
    with pytest.raises(ReplayStopped, match="--resume"):
        Ledger(HEAD, tmp_path / "j")
    assert (tmp_path / "j").read_bytes() == before
    (tmp_path / "k").write_bytes(b"\xff\x00 nothing of ours\n")
    with pytest.raises(ReplayStopped, match="no journal"):
        Ledger(HEAD, tmp_path / "k", resume=True)


def test_a_chunk_that_is_read_differently_now_is_not_taken_for_the_one_in_the_journal(tmp_path):
    chunk, other, _ = some_chunks()
    filled(tmp_path / "j", [chunk])
    with (
        Ledger(HEAD, tmp_path / "j", resume=True) as ledger,
        pytest.raises(ReplayStopped, match="read differently"),
    ):
        ledger.holds(replace(chunk, hash=other.hash))


def test_the_fingerprint_of_a_file_or_folder_changes_with_content_and_names(tmp_path):
    found = set()
    for name, content in [
        ("comments.csv", "text\na\n"),
        ("comments.csv", "text\nb\n"),
        ("comments (1).csv", "text\nb\n"),
    ]:
        folder = tmp_path / str(len(found))
        folder.mkdir()
        (folder / name).write_text(content, encoding="utf-8")
        (folder / "photo.jpg").write_bytes(b"not read")
        found.add(fingerprint(folder))
    assert len(found) == 3
    assert fingerprint(tmp_path / "0" / "comments.csv")[1] == 2
    with pytest.raises(FileProblem) as problem:
        fingerprint(tmp_path / "none")
    assert problem.value.code == "not_found"


# The work


class FragilePool:
    """Counts in this process and dies, with all it holds, before each chunk number in `deaths`, once for each entry."""

    deaths: list[int]
    made = 0

    def __init__(self, *_, **__):
        type(self).made += 1
        self.dead = False

    def submit(self, work, given, chunk):
        if self.dead:
            raise BrokenProcessPool("dead")
        future = Future()
        if chunk.number in self.deaths:
            self.deaths.remove(chunk.number)
            self.dead = True
            future.set_exception(BrokenProcessPool("dead"))
        else:
            future.set_result(result_of(chunk))
        return future

    def shutdown(self, **_):
        self.dead = True


def run_fragile(monkeypatch, deaths, chunks):
    monkeypatch.setattr(FragilePool, "deaths", list(deaths), raising=False)
    monkeypatch.setattr(FragilePool, "made", 0)
    monkeypatch.setattr(replay_work, "ProcessPoolExecutor", FragilePool)
    ledger = Ledger(HEAD)
    replay(iter(chunks), partial(run_here, None, workers=2), ledger, lambda _: None)
    return ledger


@pytest.mark.parametrize("deaths", [[], [0], [19], [3, 3, 4, 11], [5] * MAX_DEATHS, list(range(0, 20, 3))])
def test_wherever_the_workers_die_every_chunk_is_counted_once(monkeypatch, deaths):
    chunks = some_chunks(20)
    ledger = run_fragile(monkeypatch, deaths, (chunk for chunk in chunks))
    assert ledger.close_account() == filled(None, chunks).close_account()
    assert FragilePool.made == 1 + len(deaths)


def test_a_chunk_over_which_the_workers_die_again_and_again_stops_the_replay(monkeypatch):
    with pytest.raises(ReplayStopped, match="keep dying"):
        run_fragile(monkeypatch, [5] * (MAX_DEATHS + 1), some_chunks(20))


def test_no_more_of_the_file_is_read_than_a_few_chunks_for_each_worker(monkeypatch):
    monkeypatch.setattr(FragilePool, "deaths", [], raising=False)
    monkeypatch.setattr(replay_work, "ProcessPoolExecutor", FragilePool)
    taken = itertools.count()
    chunks = ((next(taken), chunk)[1] for chunk in some_chunks(100))
    for answered, _ in enumerate(run_here(None, chunks, 2)):
        ahead = next(taken) - answered
        taken = itertools.count(ahead + answered)
        assert ahead <= 2 * 2 * AHEAD


def test_workers_that_have_other_policies_or_none_are_refused(work):
    chunk = make_chunk(0, 1, messages(1))
    with pytest.raises(ReplayStopped, match="other packs or settings"):
        count(replace(work, refs=tuple((name, "sha256:0") for name, _ in work.refs)), chunk)
    with pytest.raises(ReplayStopped, match="cannot load"):
        count(replace(work, packs=("nowhere",)), chunk)


class Killer:
    """Kills a worker, so that it cannot say a word any more, as soon as the first chunk is counted."""

    def __init__(self, workers):
        self.workers = workers
        self.killed = None

    def __call__(self, _):
        if self.killed is None:
            self.killed = self.workers()[0]
            os.kill(self.killed, signal.SIGKILL)


def replayed(archive, run, told=lambda _: None):
    ledger = Ledger(HEAD)
    replay(cut(archive, 20), run, ledger, told)
    return ledger.close_account()


def test_a_killed_worker_leaves_exact_counts(work, archive, truth):
    killer = Killer(lambda: [child.pid for child in multiprocessing.active_children()])
    assert replayed(archive, partial(run_here, work, workers=2), killer) == truth
    assert killer.killed is not None
    assert killer.killed not in [child.pid for child in multiprocessing.active_children()]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """A scheduler and two workers, each a process of its own with one that watches it."""
    folder = tmp_path_factory.mktemp("cluster")
    told = folder / "scheduler.json"
    shared = ["--scheduler-file", str(told), "--no-dashboard"]
    commands = [
        ["scheduler", *shared, "--host", "127.0.0.1", "--port", "0"],
        ["worker", *shared, "--nworkers", "2", "--nthreads", "1", "--local-directory", str(folder)],
    ]
    with (folder / "log").open("wb") as log:
        started = [
            subprocess.Popen([sys.executable, "-m", "dask", *each], stdout=log, stderr=log, cwd=folder)
            for each in commands
        ]
        try:
            yield wait_for_address(told)
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait(30)


def wait_for_address(path: Path):
    for _ in range(600):
        if path.exists() and (text := path.read_text()):
            return json.loads(text)["address"]
        time.sleep(0.05)
    raise AssertionError("no scheduler")


def test_a_cluster_counts_exactly_though_one_of_its_two_workers_is_killed(work, archive, truth, cluster):
    from distributed import Client

    with Client(cluster, set_as_default=False) as client:
        client.wait_for_workers(2, timeout=30)
        killer = Killer(lambda: sorted(client.run(os.getpid).values()))
        assert replayed(archive, partial(run_on_cluster, work, address=cluster), killer) == truth
        client.wait_for_workers(2, timeout=30)
        assert killer.killed not in client.run(os.getpid).values()


@pytest.mark.parametrize("address", ["", "nowhere://x", "tcp://127.0.0.1", "localhost:port"])
def test_an_address_that_is_none_is_told_at_once(work, address):
    with pytest.raises(ReplayStopped, match="no cluster"):
        next(run_on_cluster(work, iter(()), address))
