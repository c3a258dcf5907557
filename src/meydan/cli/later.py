"""Commands of the desk are loaded when they are called, so that `meydan decide` starts without Django.

Before such a command is loaded the installation's settings are read; what is wrong with them is told by the variables'
names, and nothing starts.
"""

import importlib
import os
import sys
from typing import Any

import click

from meydan.kernel.errors import MeydanError

SETTINGS = "meydan.settings.django"
EXIT_NOT_SET_UP = 2


class LaterCommand(click.Command):
    """A command that stands in the list of commands and whose module is loaded only when it is called."""

    def __init__(self, name: str, place: str, short_help: str) -> None:
        """Remember where the command is: `package.module:name`."""
        super().__init__(name, short_help=short_help, help=short_help)
        self.place = place

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Return the real command's context: from here on the real one is called."""
        return load_command(self.place).make_context(info_name, args, parent=parent, **extra)


def load_command(place: str) -> click.Command:
    """Start Django and return a command; leave with a sentence where the desk is not installed or not set up."""
    start_django()
    module, _, name = place.partition(":")
    command = getattr(importlib.import_module(module), name)
    if not isinstance(command, click.Command):
        raise TypeError(f"{place} is no command")
    return command


def start_django() -> None:
    """Make the models usable; leave with what is wrong where that cannot be."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    try:
        import django
    except ImportError:
        click.echo("The desk is not installed here: pip install 'meydan[desk]'", err=True)
        sys.exit(EXIT_NOT_SET_UP)
    try:
        django.setup()
    except MeydanError as error:
        click.echo(str(error), err=True)
        sys.exit(EXIT_NOT_SET_UP)
