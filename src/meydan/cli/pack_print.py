"""Prints what `meydan pack` finds: tables of clauses, pairs, differences and facts, as plain lines."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

import click

from meydan.flow.judge import Judge
from meydan.kernel.decision import Decision
from meydan.kernel.errors import InvalidEvent
from meydan.kernel.parse import parse_event
from meydan.policy.catalog import FACTS
from meydan.policy.coverage import Coverage, coverage, mutate
from meydan.policy.diff import Difference, describe
from meydan.policy.examples import examples_of
from meydan.policy.pack import Pack
from meydan.policy.pairs import pair_problems, read_pairs
from meydan.policy.references import references

_FOLDER = resources.files("meydan.policy") / "schemas"
SCHEMAS = tuple(sorted(each.name.removesuffix(".json") for each in _FOLDER.iterdir() if each.name.endswith(".json")))


def schema_text(name: str) -> str:
    """Return the JSON Schema of a pack's file."""
    return (_FOLDER / f"{name}.json").read_text(encoding="utf-8").rstrip()


def print_coverage(pack: Pack, *, gaps_only: bool) -> bool:
    """Print the coverage table and its sum; return whether an example fails."""
    rows = coverage(pack)
    for row in rows:
        if not gaps_only or row.status != "proved":
            click.echo(_coverage_line(row))
    counts = {status: sum(row.status == status for row in rows) for status in ("proved", "one-sided", "gap", "failing")}
    summed = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
    click.echo(f"{pack.id} {pack.version}: {len(rows)} clauses, {summed}")
    return counts["failing"] > 0


def _coverage_line(row: Coverage) -> str:
    behind = "; ".join(row.behind[:3]) + (" ..." if len(row.behind) > 3 else "") or "nothing yet"
    proof = f"{len(row.fires)} fire, {len(row.silent)} silent" if row.fires else "no proof yet"
    enforced = ",".join(row.clause.enforced_by)
    return f"{row.clause.id:<18} {row.status:<9} {row.clause.applies_to:<16} {enforced:<24} {proof:<20} {behind}"


def print_mutation(pack: Pack) -> bool:
    """Print the proofs that hold without their clause; return whether there are any."""
    survivors = mutate(pack)
    proved = {example.clause for example in examples_of(pack) if example.fires}
    for clause, names in survivors.items():
        click.echo(f"{clause}: holds without the clause: {'; '.join(names)}")
    click.echo(f"{pack.id} {pack.version}: {len(proved)} clauses taken out, {len(survivors)} not noticed")
    return bool(survivors)


def print_pairs() -> bool:
    """Print the pairs of differing clauses with the setting that carries each; return whether one is unmapped."""
    pairs = read_pairs()
    problems = pair_problems(pairs)
    for pair in pairs:
        click.echo(f"{pair.first:<18} {pair.second:<18} {pair.setting:<24} {pair.difference}")
    for problem in problems:
        click.echo(problem)
    settings = {pair.setting for pair in pairs}
    click.echo(f"{len(pairs)} pairs, {len(settings)} settings, {len(problems)} problems")
    return bool(problems)


def explain_clause(pack: Pack, clause_id: str, lang: str | None) -> str:
    """Return a clause with its text, its place, what enforces it and its examples."""
    clause = pack.clauses[clause_id]
    text = clause.text.get(lang or "") or clause.text.get(pack.languages[0]) or clause.text["en"]
    lines = [f"{clause.id} ({clause.modality}, {clause.applies_to})", f"  {text}"]
    lines.append(f"  source: {' > '.join(clause.path) or '-'}, sentence {clause.ordinal}, {clause.hash[:19]}…")
    lines.append(f"  enforced by: {', '.join(clause.enforced_by)}")
    lines += [f"  behind it: {place}" for place in references(pack).get(clause_id, ())]
    for reading in clause.readings:
        mark = "default" if reading.get("default") else "choice"
        lines.append(
            f"  reading ({mark}): {reading.get(lang or '') or reading.get(pack.languages[0]) or reading.get('en')}"
        )
    for example in examples_of(pack):
        if example.clause == clause_id:
            lines.append(f"  {'fires' if example.fires else 'silent'}: {example.name}")
    return "\n".join(lines)


def pairs_of(path: Path, before: Judge, after: Judge) -> Iterator[tuple[Decision, Decision]]:
    """Yield the old and the new decision for each line of a file of events or plain messages."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                event = parse_event(as_event(json.loads(line), number, now))
            except (ValueError, InvalidEvent) as error:
                click.echo(f"{path.name}:{number}: {error}", err=True)
                continue
            yield before.judge(event), after.judge(event)


def as_event(row: Any, number: int, now: str) -> Any:
    """Return a row as an event: one without a kind is a message of the public with its text, language and labels."""
    if not isinstance(row, dict):
        return row
    if "kind" in row:
        return {"at": now, **row}
    kept = {key: row[key] for key in ("text", "lang", "labels", "sentiment", "reply_to") if key in row}
    return {"id": str(row.get("id", number)), "kind": "incoming_message", "at": now, **kept}


def print_difference(difference: Difference) -> None:
    """Print how many decisions change, by which clauses, with samples."""
    click.echo(f"{difference.events} events, {difference.changed} decisions change")
    for (old, new), count in difference.outcomes.most_common():
        click.echo(f"  outcome {old} → {new}: {count}")
    for clause in sorted({*difference.gone, *difference.come}):
        click.echo(f"  {clause}: -{difference.gone[clause]} +{difference.come[clause]}")
        for change in difference.samples.get(clause, ()):
            steps = describe(change)
            moved = [*(f"-{each}" for each in steps["gone"]), *(f"+{each}" for each in steps["come"])]
            click.echo(f"      {change.id}: {change.old.outcome} → {change.new.outcome} {'; '.join(moved)}")


def print_facts() -> None:
    """Print the facts of each kind of event with their values."""
    for kind, facts in FACTS.items():
        click.echo(kind)
        for name, fact in facts.items():
            values = ", ".join(fact.values) if fact.values else "any word"
            click.echo(f"  {name}{' (set)' if fact.is_set else ''}: {values}")
