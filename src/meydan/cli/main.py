"""The command line: `meydan decide`, `triage`, `model ...`, `pack ...`. Parses, calls the flow, renders."""

import click

from meydan.cli.decide import decide_command
from meydan.cli.later import LaterCommand
from meydan.cli.model import model_group
from meydan.cli.pack import pack_group
from meydan.cli.replay import replay_command
from meydan.cli.triage import triage_command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="meydan")
def main() -> None:
    """Turns what the public writes into what the institution's own policy demands, step by step, with its clauses."""


main.add_command(decide_command)
main.add_command(model_group)
main.add_command(pack_group)
main.add_command(replay_command)
main.add_command(triage_command)
main.add_command(LaterCommand("setup", "meydan.cli.setup:setup_command", "Make this installation of the desk ready."))
