"""The counts of a replay as a table, as JSON and as a sheet (CSV).

Messages are named by their ids; their texts are shown to those only who ask for them.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, TextIO

import click

from meydan.cli.triage_sheet import guard
from meydan.cli.triage_text import Reader, Summary, shorten, visible
from meydan.flow.replay import Counts, Differing
from meydan.flow.replay_work import Work
from meydan.flow.triage import URGENCIES
from meydan.kernel.vocabulary import OUTCOMES

#: The parts of a decision in the order in which they are shown, with their headings and their names in JSON.
PARTS = {
    "outcome": ("Outcome", "outcomes"),
    "urgency": ("Urgency", "urgency"),
    "label": ("Labels", "labels"),
    "look": ("A person looks first", "looks"),
    "step": ("Steps", "steps"),
    "clause": ("Clauses cited", "clauses"),
}
COLUMNS = ("part", "pack", "other_pack", "code", "detail", "messages", "samples")
_ORDER = {code: place for place, code in enumerate((*URGENCIES, *OUTCOMES["incoming_message"]))}
MAX_TEXT = 100


@dataclass(frozen=True, slots=True)
class Replayed:
    """A replay that is done: of which file, by which policies, what was counted; `texts` by number, where wanted."""

    file: str
    work: Work
    counts: Counts
    summary: Summary
    texts: Mapping[int, str]

    def rows(self, part: str) -> Iterator[tuple[str, str, list[int]]]:
        """Yield code, detail and the count of each pack, in the order of the words or of the alphabet."""
        tally = self.counts.tally
        found = {(code, detail) for _, each, code, detail in tally if each == part}
        for code, detail in sorted(found, key=lambda row: (_ORDER.get(row[0], 0), row)):
            yield code, detail, [tally.get((pack, part, code, detail), 0) for pack in self.work.packs]

    def differing(self, first: str, second: str, part: str) -> Iterator[tuple[Differing, int]]:
        """Yield the places of one kind where the first pack differs from the second, the most frequent first."""
        found = [(key, count) for key, count in self.counts.differing.items() if key[:3] == (first, second, part)]
        return iter(sorted(found, key=lambda each: (-each[1], each[0])))


def write_table(replayed: Replayed, out: TextIO) -> None:
    """Write the counts as lines, a column for each pack, then where the packs differ."""
    counts, packs = replayed.counts, replayed.work.packs
    out.write(f"{visible(replayed.file)}: {counts.messages} messages, {replayed.summary.wrong_total} wrong rows\n")
    width = max([44, *(len(_named(code, detail)) + 2 for _, _, code, detail in counts.tally)])
    columns = [max(9, len(pack)) for pack in packs]
    heads = "".join(f"  {pack:>{column}}" for pack, column in zip(packs, columns, strict=True))
    for part, (heading, _) in PARTS.items():
        rows = list(replayed.rows(part))
        if not rows:
            continue
        out.write(f"\n{heading:<{width}}{heads}\n")
        for code, detail, numbers in rows:
            cells = "".join(f"  {number:>{column}}" for number, column in zip(numbers, columns, strict=True))
            out.write(f"{'  ' + _named(code, detail):<{width}}{cells}\n")
    for first, second in combinations(packs, 2):
        _write_difference(replayed, first, second, out)


def _named(code: str, detail: str) -> str:
    """Return a code with what is special about it; that a label is sure is nothing special."""
    shown = {"": "", "sure": "", "unsure": " (not sure)"}.get(detail, f" ({detail})")
    return visible(code) + shown


def _write_difference(replayed: Replayed, first: str, second: str, out: TextIO) -> None:
    counts = replayed.counts
    different = counts.differing.get((first, second, "any", ""), 0)
    out.write(f"\n{first} and {second} differ on {different} of {counts.messages} messages\n")
    for key, count in replayed.differing(first, second, "outcome"):
        out.write(f"  outcome {key[3]}: {count}{_named_samples(replayed, key)}\n")
    for one, other in ((first, second), (second, first)):
        places = list(replayed.differing(one, other, "clause"))
        if places:
            out.write(f"  What {one} demands and {other} does not, by the clause behind it\n")
        for key, count in places:
            out.write(f"    {key[3]}: {count}{_named_samples(replayed, key)}\n")


def _named_samples(replayed: Replayed, key: Differing) -> str:
    """Return the samples as the end of a line: their ids, or a line each where texts are wanted."""
    samples = replayed.counts.samples.get(key, ())
    if not replayed.texts:
        return f"  (such as {', '.join(visible(name) for _, name in samples)})" if samples else ""
    lines = (f"{visible(name)}: {shorten(visible(replayed.texts.get(n, '')), MAX_TEXT)}" for n, name in samples)
    return "".join(f"\n        {line}" for line in lines)


def write_json(replayed: Replayed, out: TextIO) -> None:
    """Write one JSON object: the counts of each pack, where the packs differ, and the rows that were wrong."""
    work, counts, summary = replayed.work, replayed.counts, replayed.summary
    refs = dict(work.refs)
    data = {
        "file": replayed.file,
        "messages": counts.messages,
        "wrong": summary.wrong_total,
        "with": work.also,
        "packs": [{"pack": pack, "policy": refs[pack], **_pack_counts(counts, pack)} for pack in work.packs],
        "differences": [_difference(replayed, first, second) for first, second in combinations(work.packs, 2)],
        "wrong_rows": [
            {"source": row.place.source, row.place.unit: row.place.line, "code": row.code} for row in summary.wrong
        ],
        "notes": [{"code": note.code, **note.params} for note in summary.notes],
    }
    out.write(json.dumps(data, ensure_ascii=False, indent=1) + "\n")


def _pack_counts(counts: Counts, pack: str) -> dict[str, Any]:
    found: dict[str, Any] = {name: {} for _, name in PARTS.values()}
    for (each, part, code, detail), count in sorted(counts.tally.items()):
        if each == pack:
            target = found[PARTS[part][1]]
            if detail:
                target.setdefault(code, {})[detail] = count
            else:
                target[code] = count
    return found


def _difference(replayed: Replayed, first: str, second: str) -> dict[str, Any]:
    def places(one: str, other: str, part: str, name: str) -> list[dict[str, Any]]:
        return [
            {name: key[3], "messages": count, "samples": _sample_list(replayed, key)}
            for key, count in replayed.differing(one, other, part)
        ]

    return {
        "packs": [first, second],
        "messages": replayed.counts.differing.get((first, second, "any", ""), 0),
        "outcomes": places(first, second, "outcome", "change"),
        "only_first": places(first, second, "clause", "clause"),
        "only_second": places(second, first, "clause", "clause"),
    }


def _sample_list(replayed: Replayed, key: Differing) -> list[dict[str, Any]]:
    return [
        {"number": number, "id": name, **({"text": replayed.texts[number]} if number in replayed.texts else {})}
        for number, name in replayed.counts.samples.get(key, ())
    ]


def write_csv(replayed: Replayed, out: TextIO) -> None:
    """Write a row for each count; a row of the kind `differs` names the other pack and sample messages."""
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for part in PARTS:
        for code, detail, numbers in replayed.rows(part):
            for pack, number in zip(replayed.work.packs, numbers, strict=True):
                writer.writerow([part, guard(pack), "", guard(code), detail, number, ""])
    for key, count in sorted(replayed.counts.differing.items()):
        first, second, part, code = key
        names = " ".join(visible(name) for _, name in replayed.counts.samples.get(key, ()))
        writer.writerow(["differs", guard(first), guard(second), guard(code), part, count, guard(names)])


def tell_rows(summary: Summary, reader: Reader) -> None:
    """Say on the error stream what was guessed, left out and wrong, as the triage does."""
    for note in summary.notes:
        click.echo(reader.note(note), err=True)
    if not summary.wrong:
        return
    click.echo(reader.count("wrong_rows", summary.wrong_total), err=True)
    for row in summary.wrong:
        click.echo(f"  {reader.wrong(row)}", err=True)
    if summary.wrong_total > len(summary.wrong):
        click.echo(f"  {reader.count('more', summary.wrong_total - len(summary.wrong))}", err=True)
