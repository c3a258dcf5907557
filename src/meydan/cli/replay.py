"""`meydan replay`: a whole archive through one or several policies; what each would have demanded, in numbers."""

import io
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from meydan.cli.common import EXIT_SOME_FAILED, read_overlay, settings_option, stop_with, with_option
from meydan.cli.replay_print import Replayed, tell_rows, write_csv, write_json, write_table
from meydan.cli.triage_text import Reader, Summary
from meydan.flow.replay import Counts, cut
from meydan.flow.replay_ledger import JOURNAL, Ledger, ReplayStopped, fingerprint
from meydan.flow.replay_work import Run, Work, load_judges, make_work, replay, run_here, run_on_cluster
from meydan.kernel.errors import InvalidPack
from meydan.kernel.events import IncomingMessage
from meydan.networks.files import FileProblem, MessageRow, Note, read_messages

EXIT_UNREADABLE = 3
EXIT_STOPPED = 4
EXIT_INTERRUPTED = 130
_WRITERS = {"table": write_table, "json": write_json, "csv": write_csv}


@dataclass(slots=True)
class Archive:
    """The file to be replayed: how it is read, and what was put aside on the way."""

    path: Path
    own: tuple[str, ...]
    summary: Summary = field(default_factory=Summary)
    read: int = 0

    def messages(self) -> Iterator[IncomingMessage]:
        """Yield the messages; wrong rows and notes are put aside."""
        for row in read_messages(self.path, self.own):
            if isinstance(row, MessageRow):
                self.read += 1
                yield row.message
            elif isinstance(row, Note):
                self.summary.notes.append(row)
            else:
                self.summary.put_aside(row)

    def texts(self, numbers: set[int]) -> dict[int, str]:
        """Return the texts of the messages with these numbers, read from the file once more."""
        if not numbers:
            return {}
        rows = (row for row in read_messages(self.path, self.own) if isinstance(row, MessageRow))
        return {number: row.message.text or "" for number, row in enumerate(rows, 1) if number in numbers}


@click.command("replay")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--pack", "packs", required=True, multiple=True, metavar="PACK", help="A policy; repeat to compare.")
@with_option
@settings_option
@click.option(
    "--workers", type=click.IntRange(min=1), metavar="N", help="Processes here; one for each core by default."
)
@click.option("--cluster", metavar="ADDRESS", help="Work on a Dask cluster, such as tcp://scheduler:8786.")
@click.option("--own", multiple=True, metavar="NAME", help="A name of ours: what it wrote is left out. Repeatable.")
@click.option(
    "--out", type=click.Path(file_okay=False, path_type=Path), help="Keep journal and results in this folder."
)
@click.option("--resume", is_flag=True, help="Go on from the journal in --out.")
@click.option("--texts", is_flag=True, help="Show the texts of the sample messages, not their ids alone.")
@click.option("--json", "form", flag_value="json", help="Write JSON.")
@click.option("--csv", "form", flag_value="csv", help="Write a sheet (CSV).")
def replay_command(
    file: Path,
    packs: tuple[str, ...],
    also: tuple[str, ...],
    settings: Path | None,
    workers: int | None,
    cluster: str | None,
    own: tuple[str, ...],
    out: Path | None,
    resume: bool,
    texts: bool,
    form: str | None,
) -> None:
    """Count what each PACK would have demanded of the messages in FILE, and where the policies differ.

    FILE is what `meydan triage` reads. The exit status is 1 when rows were wrong, 2 when a pack is, 3 when the file
    cannot be read, 4 when the work cannot begin or go on: with --out and --resume it goes on where it stopped.
    """
    if resume and out is None:
        raise click.UsageError("--resume needs the folder of the journal: --out DIR.")
    if cluster is not None and workers:
        raise click.UsageError("--workers is for this machine; a cluster has its own.")
    work, reader = _open_work(packs, also, read_overlay(settings))
    run: Run = (
        partial(run_on_cluster, work, address=cluster)
        if cluster is not None
        else partial(run_here, work, workers=workers or _cores())
    )
    archive = Archive(file, own)
    try:
        counts = _count(archive, work, run, out, resume)
        sampled = {number for each in counts.samples.values() for number, _ in each} if texts else set()
        replayed = Replayed(file.name or str(file), work, counts, archive.summary, archive.texts(sampled))
    except FileProblem as problem:
        _stop(reader.problem(problem), EXIT_UNREADABLE)
    except ReplayStopped as error:
        _stop(str(error), EXIT_STOPPED)
    except KeyboardInterrupt:
        _stop("Stopped. " + ("Go on with --resume." if out else "Nothing is kept without --out."), EXIT_INTERRUPTED)
    _write(replayed, form or "table", out)
    tell_rows(archive.summary, reader)
    sys.exit(EXIT_SOME_FAILED if archive.summary.wrong else 0)


def _open_work(packs: tuple[str, ...], also: tuple[str, ...], overlay: dict[str, Any]) -> tuple[Work, Reader]:
    """Return the work, and who says in English what is wrong with the file; stop when a pack or setting is wrong."""
    if len(set(packs)) < len(packs):
        raise click.UsageError("A pack is named twice.")
    try:
        judges = load_judges(packs, also, overlay)
    except InvalidPack as error:
        stop_with(error)
    return make_work(judges, also, overlay), Reader(judges[packs[0]].policy, "en")


def _count(archive: Archive, work: Work, run: Run, out: Path | None, resume: bool) -> Counts:
    """Return the counts of the archive; the journal is kept in `out`, and a bar shows how far the work is."""
    content, lines = fingerprint(archive.path)
    head: dict[str, object] = {"file": archive.path.name, "content": content, "packs": work.packs, "also": work.also}
    head |= {"policies": work.refs, "own": archive.own}
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with (
        Ledger(head, out / JOURNAL if out else None, resume=resume) as ledger,
        Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress,
    ):
        # Nobody knows how many messages there are before they are read; lines are a fair guess.
        task = progress.add_task("messages", total=max(lines, 1))

        def chunked() -> Iterator[Any]:
            yield from cut(archive.messages())
            progress.update(task, total=archive.read)

        replay(chunked(), run, ledger, partial(progress.advance, task))
        return ledger.close_account()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _write(replayed: Replayed, form: str, out: Path | None) -> None:
    """Write the result to the terminal in the form asked for, and with a folder into it as JSON and sheet."""
    sys.stdout.buffer.write(_bytes(replayed, form))
    sys.stdout.flush()
    if out is None:
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "replay.json").write_bytes(_bytes(replayed, "json"))
        (out / "replay.csv").write_bytes(b"\xef\xbb\xbf" + _bytes(replayed, "csv"))
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from error


def _bytes(replayed: Replayed, form: str) -> bytes:
    text = io.StringIO(newline="")
    _WRITERS[form](replayed, text)
    return text.getvalue().encode("utf-8", "backslashreplace" if form == "json" else "replace")


def _stop(message: str, status: int) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(status)
