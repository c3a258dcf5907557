"""The triage as a sheet (CSV) and as JSON Lines.

A cell that begins as a formula does gets an apostrophe before it, so that no spreadsheet runs what the public wrote.
"""

import csv
import json
from collections.abc import Iterable
from typing import TextIO

from meydan.cli.triage_text import Reader
from meydan.flow.triage import Triaged
from meydan.policy.sentences import as_dict, term

COLUMNS = (
    "number",
    "urgency",
    "outcome",
    "label",
    "look",
    "message",
    "plan",
    "clause",
    "author",
    "network",
    "time",
    "language",
    "link",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guard(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def write_csv(items: Iterable[Triaged], reader: Reader, out: TextIO) -> None:
    """Write a row a message, headed in the reader's language."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([reader.say(name) for name in COLUMNS])
    for each in items:
        writer.writerow([guard(cell) for cell in _cells(each, reader)])


def _cells(each: Triaged, reader: Reader) -> list[str]:
    message, decision = each.message, each.decision
    sure = [
        reader.label(label.code) + ("" if label.sure else f" ({reader.say('unsure')})") for label in decision.labels
    ]
    steps = [
        f"{n}. {reader.what(step)} ({', '.join(reader.how(step, decision.steps))})"
        for n, step in enumerate(decision.steps, 1)
    ]
    remarks = [sentence for sentence, _ in reader.remarks(decision)]
    return [
        str(each.number),
        reader.say(f"urgency.{each.urgency}"),
        term("outcome", decision.outcome, reader.lang),
        ", ".join(sure),
        ", ".join(term("look", look.why, reader.lang) for look in decision.look),
        message.text or "",
        "\n".join([*steps, *remarks]),
        ", ".join(sorted(decision.cited())),
        (message.author and message.author.handle) or "",
        message.network or "",
        message.at or "",
        decision.lang or "",
        each.row.url or "",
    ]


def write_json(items: Iterable[Triaged], reader: Reader, out: TextIO) -> None:
    """Write a JSON object a line: the message, its urgency, and the decision as `meydan decide` writes it."""
    for each in items:
        message = each.message
        data = {
            "number": each.number,
            "urgency": each.urgency,
            "source": each.row.place.source,
            each.row.place.unit: each.row.place.line,
            "text": message.text,
            "network": message.network,
            "author": message.author.handle if message.author else None,
            "at": message.at,
            "url": each.row.url,
            "decision": as_dict(each.decision, reader.policy, reader.lang),
        }
        out.write(json.dumps(data, ensure_ascii=False) + "\n")
