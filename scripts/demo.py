"""Triages two files of invented comments, to a university and to a municipality, and writes a page for each.

Run it with `make demo`. It needs no network and no other set-up, and takes a few seconds.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from meydan.cli.triage import judge_file
from meydan.cli.triage_page import Head, write_page
from meydan.cli.triage_text import Reader, Summary, reader_for
from meydan.flow.demo import demo_file
from meydan.flow.judge import load_judge
from meydan.flow.triage import URGENCIES

#: The demo's file, the policy that judges it, the page.
RUNS = (
    ("university.tr", "ieu", "demo-university.html"),
    ("municipality.nn", "kinn", "demo-municipality.html"),
)
OUT = Path("out")


def main() -> int:
    """Write both pages, print what was found, and name the pages."""
    OUT.mkdir(exist_ok=True)
    table = Table(title="Meydan: messages by urgency")
    for heading in ("", *(name for name, _, _ in RUNS)):
        table.add_column(heading, justify="right" if heading else "left")
    done = [run(*each) for each in RUNS]
    english = Reader(done[0][2].policy, "en")
    for urgency in URGENCIES:
        table.add_row(english.say(f"urgency.{urgency}"), *(str(summary.urgencies[urgency]) for summary, _, _ in done))
    table.add_section()
    table.add_row(english.say("all"), *(str(summary.total) for summary, _, _ in done))
    table.add_row("Seconds", *(f"{seconds:.1f}" for _, seconds, _ in done))
    Console().print(table)
    for _, _, page in RUNS:
        sys.stdout.write(f"Open {(OUT / page).resolve().as_uri()}\n")
    return 0


def run(name: str, pack: str, page: str) -> tuple[Summary, float, Reader]:
    """Triage one file by one policy and write its page; return what was counted and the seconds that it took."""
    started = time.perf_counter()
    judge = load_judge(pack)
    reader = reader_for(judge, None)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    summary = Summary()
    items = judge_file(demo_file(name), (), judge, now, summary, reader)
    with (OUT / page).open("w", encoding="utf-8", newline="") as out:
        write_page(items, summary, reader, Head(demo_file(name).name, now), out)
    return summary, time.perf_counter() - started, reader


if __name__ == "__main__":
    sys.exit(main())
