"""`meydan triage`: a file of messages in, work in order of urgency out, each step with its clause."""

import io
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from meydan.cli.common import EXIT_SOME_FAILED, open_judge, pack_option, settings_option, with_option
from meydan.cli.triage_page import Head, write_page
from meydan.cli.triage_sheet import write_csv, write_json
from meydan.cli.triage_terminal import print_triage
from meydan.cli.triage_text import Reader, Summary, reader_for, visible
from meydan.flow.judge import Judge
from meydan.flow.triage import Triaged, most_urgent_first, triage
from meydan.kernel.vocabulary import LANGUAGES
from meydan.networks.files import FileProblem, MessageRow, Note, Row, read_messages

EXIT_UNREADABLE = 3


@click.command("triage")
@click.argument("file", type=click.Path(path_type=Path))
@pack_option
@with_option
@settings_option
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the words; the pack's own by default.")
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="Show the N most urgent messages only.")
@click.option("--own", multiple=True, metavar="NAME", help="A name of ours: what it wrote is left out. Repeatable.")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write here instead of to the terminal.")
@click.option("--json", "form", flag_value="json", help="Write JSON Lines.")
@click.option("--csv", "form", flag_value="csv", help="Write a sheet (CSV).")
@click.option("--html", "form", flag_value="html", help="Write a page that needs no other file.")
def triage_command(
    file: Path,
    pack: str,
    also: tuple[str, ...],
    settings: Path | None,
    lang: str | None,
    limit: int | None,
    own: tuple[str, ...],
    out: Path | None,
    form: str | None,
) -> None:
    """Triage the messages in FILE by the policy PACK, the most urgent first.

    FILE is a table (CSV), JSON Lines, JSON, or the folder or ZIP archive of an export from Facebook, Instagram or
    Google. The exit status is 1 when rows were wrong, 2 when a pack is, 3 when the file cannot be read.
    """
    judge = open_judge(pack, also, settings)
    reader = reader_for(judge, lang)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    summary = Summary()
    try:
        items = judge_file(file, own, judge, now, summary, reader, limit)
    except FileProblem as problem:
        click.echo(reader.problem(problem), err=True)
        sys.exit(EXIT_UNREADABLE)
    head = Head(file.name or str(file), now)
    _write(items, summary, reader, head, form or "table", out)
    _tell(summary, reader)
    sys.exit(EXIT_SOME_FAILED if summary.wrong else 0)


def judge_file(
    file: Path,
    own: Iterable[str],
    judge: Judge,
    now: str,
    summary: Summary,
    reader: Reader,
    limit: int | None = None,
) -> list[Triaged]:
    """Return the messages of a file by rank and count them in `summary`; raise FileProblem when there are none."""
    rows = _messages(read_messages(file, own), summary)
    return most_urgent_first(_counted(triage(rows, judge, now), summary, reader), limit)


def _messages(rows: Iterable[Row], summary: Summary) -> Iterator[MessageRow]:
    """Pass the messages on and put aside what is wrong or to be told."""
    for row in rows:
        if isinstance(row, MessageRow):
            yield row
        elif isinstance(row, Note):
            summary.notes.append(row)
        else:
            summary.put_aside(row)


def _counted(items: Iterable[Triaged], summary: Summary, reader: Reader) -> Iterator[Triaged]:
    """Count the messages, and show on a terminal how far the work is."""
    console = Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TextColumn("{task.completed}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(reader.say("reading"), total=None)
        for each in items:
            summary.count(each)
            progress.advance(task)
            yield each


def _write(items: list[Triaged], summary: Summary, reader: Reader, head: Head, form: str, out: Path | None) -> None:
    text = io.StringIO(newline="")
    if form == "table" and out is None:
        print_triage(items, summary, reader, Console())
        return
    if form == "table":
        print_triage(items, summary, reader, Console(file=text, width=100, no_color=True))
    elif form == "html":
        write_page(items, summary, reader, head, text)
    elif form == "csv":
        write_csv(items, reader, text)
    else:
        write_json(items, reader, text)
    errors = "backslashreplace" if form == "json" else "replace"
    mark = b"\xef\xbb\xbf" if form == "csv" and out is not None else b""
    content = mark + text.getvalue().encode("utf-8", errors)
    if out is None:
        sys.stdout.buffer.write(content)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise click.ClickException(f"{out}: {error.strerror}") from error
    click.echo(reader.say("written", path=visible(str(out))), err=True)


def _tell(summary: Summary, reader: Reader) -> None:
    """Say on the error stream what was guessed, left out and wrong."""
    for note in summary.notes:
        click.echo(reader.note(note), err=True)
    if not summary.wrong:
        return
    click.echo(reader.count("wrong_rows", summary.wrong_total), err=True)
    for row in summary.wrong:
        click.echo(f"  {reader.wrong(row)}", err=True)
    rest = summary.wrong_total - len(summary.wrong)
    if rest > 0:
        click.echo(f"  {reader.count('more', rest)}", err=True)
