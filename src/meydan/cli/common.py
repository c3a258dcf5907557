"""What the commands share: packs and settings from options, problems on the terminal, exit statuses."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from meydan.flow.judge import Judge, load_judge
from meydan.kernel.errors import InvalidPack
from meydan.policy.source import read_yaml

EXIT_SOME_FAILED = 1
EXIT_NO_PACK = 2

pack_option = click.option("--pack", required=True, metavar="PACK", help="A pack's id, id/version, or folder.")
with_option = click.option("--with", "also", multiple=True, metavar="PACK", help="A second pack beside the first.")
settings_option = click.option(
    "--settings",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The institution's own choices (YAML).",
)


def read_overlay(path: Path | None) -> dict[str, Any]:
    """Return the settings overlay of a file; stop with its problems when it is none.

    A file that the settings name lies beside them, wherever the command is called from.
    """
    if path is None:
        return {}
    try:
        data = read_yaml(path).data or {}
    except InvalidPack as error:
        stop_with(error)
    if not isinstance(data, dict):
        click.echo(f"{path.name}: settings are a mapping of names to values.", err=True)
        sys.exit(EXIT_NO_PACK)
    chosen = data.get("classifier")
    if isinstance(chosen, dict) and isinstance(named := chosen.get("adaptation"), str) and named:
        data["classifier"] = {**chosen, "adaptation": str(path.absolute().parent / named)}
    return data


def open_judge(pack: str, also: Sequence[str], settings: Path | None) -> Judge:
    """Return the judge for the options given; stop with every problem when a pack or setting is wrong."""
    try:
        return load_judge(pack, also, read_overlay(settings))
    except InvalidPack as error:
        stop_with(error)


def stop_with(error: InvalidPack) -> NoReturn:
    """Print every problem and leave with the status for packs that cannot be loaded."""
    for problem in error.problems[:50]:
        click.echo(str(problem), err=True)
    if len(error.problems) > 50:
        click.echo(f"... and {len(error.problems) - 50} more.", err=True)
    sys.exit(EXIT_NO_PACK)
