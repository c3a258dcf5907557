"""`meydan pack`: check, prove, explain and compare policies."""

import sys
from pathlib import Path

import click

from meydan.cli.common import EXIT_SOME_FAILED, open_judge, stop_with
from meydan.cli.pack_print import (
    SCHEMAS,
    explain_clause,
    pairs_of,
    print_coverage,
    print_difference,
    print_facts,
    print_mutation,
    print_pairs,
    schema_text,
)
from meydan.kernel.errors import InvalidPack
from meydan.policy.compiled import compile_policy
from meydan.policy.coverage import own_clauses
from meydan.policy.diff import compare
from meydan.policy.examples import Runner, examples_of
from meydan.policy.lint import lint
from meydan.policy.pack import Pack, load_pack


@click.group("pack")
def pack_group() -> None:
    """Check, prove, explain and compare policies."""


def opened(name: str) -> Pack:
    """Return the pack, or stop with its problems."""
    try:
        return load_pack(name)
    except InvalidPack as error:
        stop_with(error)


@pack_group.command("lint")
@click.argument("packs", nargs=-1, required=True)
def lint_command(packs: tuple[str, ...]) -> None:
    """Name every mistake in the packs by file and line."""
    count = 0
    for name in packs:
        pack = opened(name)
        try:
            compile_policy([pack])
        except InvalidPack as error:
            stop_with(error)
        found = lint(pack)
        problems = [problem for problem in found if problem.severity == "error"]
        count += len(problems)
        for problem in found:
            click.echo(str(problem))
        click.echo(f"{pack.id} {pack.version}: {len(problems)} problems, {len(found) - len(problems)} gaps")
    sys.exit(EXIT_SOME_FAILED if count else 0)


@pack_group.command("test")
@click.argument("packs", nargs=-1, required=True)
def test_command(packs: tuple[str, ...]) -> None:
    """Run the packs' own examples."""
    failed = 0
    for name in packs:
        pack = opened(name)
        outcomes = list(Runner(pack).run(examples_of(pack)))
        for outcome in outcomes:
            if outcome.problems:
                failed += 1
                place = f"{pack.id}/examples.yaml:{outcome.example.line}"
                click.echo(f"{place}: {outcome.example.clause}, {outcome.example.name}: {'; '.join(outcome.problems)}")
        click.echo(f"{pack.id} {pack.version}: {len(outcomes)} examples")
    click.echo(f"{failed} failed")
    sys.exit(EXIT_SOME_FAILED if failed else 0)


@pack_group.command("coverage")
@click.argument("packs", nargs=-1)
@click.option("--mutate", "mutated", is_flag=True, help="Take each clause out in turn; its examples must then fail.")
@click.option("--pairs", is_flag=True, help="Map the clauses in which the five policies differ to the settings.")
@click.option("--gaps", is_flag=True, help="Only the clauses that lack a proof.")
def coverage_command(packs: tuple[str, ...], mutated: bool, pairs: bool, gaps: bool) -> None:
    """Print for each clause how it is enforced, what stands behind it and what proves it."""
    bad = False
    if pairs:
        bad = print_pairs()
    for name in packs:
        pack = opened(name)
        bad = print_coverage(pack, gaps_only=gaps) or bad
        if mutated:
            bad = print_mutation(pack) or bad
    sys.exit(EXIT_SOME_FAILED if bad else 0)


@pack_group.command("explain")
@click.argument("pack")
@click.argument("clause", required=False)
@click.option("--lang", metavar="LANG", help="Language of the texts.")
def explain_command(pack: str, clause: str | None, lang: str | None) -> None:
    """Print a clause in our own words: where it stands, what enforces it, what proves it."""
    opened_pack = opened(pack)
    if clause is None:
        for each in own_clauses(opened_pack):
            click.echo(f"{each.id}  {each.text.get(lang or '') or each.text[opened_pack.languages[0]]}")
        return
    if clause not in opened_pack.clauses:
        click.echo(f"{opened_pack.id} has no clause {clause}.", err=True)
        sys.exit(EXIT_SOME_FAILED)
    click.echo(explain_clause(opened_pack, clause, lang))


@pack_group.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--on", "messages", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--old-settings", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--new-settings", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--with", "also", multiple=True, metavar="PACK", help="A pack beside both.")
def diff_command(
    old: str, new: str, messages: Path, old_settings: Path | None, new_settings: Path | None, also: tuple[str, ...]
) -> None:
    """Say which decisions on past messages change between two packs, or two settings of one."""
    before, after = open_judge(old, also, old_settings), open_judge(new, also, new_settings)
    difference = compare(pairs_of(messages, before, after))
    print_difference(difference)


@pack_group.command("schema")
@click.argument("name", required=False)
def schema_command(name: str | None) -> None:
    """Print the JSON Schema of a pack's file (clauses, table, settings ...), or the facts that tables may use."""
    if name == "facts":
        print_facts()
    elif name in SCHEMAS:
        click.echo(schema_text(name))
    else:
        click.echo("facts " + " ".join(SCHEMAS))
        sys.exit(EXIT_SOME_FAILED if name else 0)
