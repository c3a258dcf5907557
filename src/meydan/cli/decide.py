"""`meydan decide`: events in, one a line; decisions out, one a line, in the same order."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import click

from meydan.cli.common import EXIT_SOME_FAILED, open_judge, pack_option, settings_option, with_option
from meydan.flow.explain import explain
from meydan.flow.judge import Judge
from meydan.kernel.errors import InvalidEvent, Problem
from meydan.kernel.parse import parse_event
from meydan.policy.sentences import as_dict

MAX_LINE = 256 * 1024


@click.command("decide")
@pack_option
@with_option
@settings_option
@click.option("--lang", metavar="LANG", help="Language of the sentences: tr, nn, nb, fi or en.")
@click.option("--explain", "readable", is_flag=True, help="Print readable text with the clauses instead of JSON.")
def decide_command(pack: str, also: tuple[str, ...], settings: Path | None, lang: str | None, readable: bool) -> None:
    """Read events (JSON Lines) from standard input and write a decision for each."""
    judge = open_judge(pack, also, settings)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    failed = False
    for raw in _lines(sys.stdin.buffer):
        answer, bad = _answer(raw, judge, now, lang, readable)
        failed = failed or bad
        click.echo(answer)
    sys.exit(EXIT_SOME_FAILED if failed else 0)


def _lines(stream: BinaryIO) -> "Any":
    """Yield lines; one that is too long is cut, so that nobody fills the memory, and the rest of it passed over."""
    while raw := stream.readline(MAX_LINE + 2):
        too_long = len(raw) > MAX_LINE and not raw.endswith(b"\n")
        while too_long and (rest := stream.readline(MAX_LINE)) and not rest.endswith(b"\n"):
            pass
        if raw.strip():
            yield raw


def _answer(raw: bytes, judge: Judge, now: str, lang: str | None, readable: bool) -> tuple[str, bool]:
    """Return what to print for one line, and whether it is an error."""
    event_id: object = None
    try:
        data = read_line(raw)
        event_id = data.get("id") if isinstance(data, dict) else None
        if isinstance(data, dict) and data.get("at") is None:
            data = {**data, "at": now}
        event = parse_event(data)
    except InvalidEvent as error:
        return _error(event_id, error.problem), True
    decision = judge.judge(event)
    if readable:
        return explain(event, decision, judge.policy, lang), False
    return json.dumps(as_dict(decision, judge.policy, lang), ensure_ascii=False), False


def read_line(raw: bytes) -> object:
    """Return the JSON value of a line; raise InvalidEvent when it is too long, not UTF-8 or not JSON."""
    if len(raw) > MAX_LINE:
        raise InvalidEvent("too_long", f"A line is at most {MAX_LINE} bytes.")
    try:
        return json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
    except UnicodeDecodeError as error:
        raise InvalidEvent("not_utf8", f"Not UTF-8 at byte {error.start}.") from error
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise InvalidEvent("not_json", f"Not JSON: {reason}") from error


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is no JSON number")


def _error(event_id: object, problem: Problem) -> str:
    shown = event_id if isinstance(event_id, str) else None
    body = {"code": problem.code, "message": problem.message, "path": problem.path}
    return json.dumps({"id": shown, "error": body}, ensure_ascii=False)
