"""`meydan setup`: makes a folder and a database into an installation with its first institution and administrator.

It may be called again at any time: what is there stays as it is, what is missing is made, migrations are run. Example:
after an update it brings the tables up to date and changes nothing else.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection

from meydan.apps.people.actions.enrol_person import enrol_person
from meydan.apps.people.actions.found_institution import found_institution
from meydan.apps.people.queries import administrators, institutions
from meydan.apps.people.refusals import Refused, sentence
from meydan.kernel.vocabulary import LANGUAGES

if TYPE_CHECKING:
    from meydan.apps.tenancy.models import Institution

EXIT_REFUSED = 1


@click.command("setup")
@click.option("--slug", metavar="WORD", help="The institution's short name: small letters, digits, hyphens.")
@click.option("--name", metavar="NAME", help="The institution's name in its own language.")
@click.option("--language", "languages", multiple=True, type=click.Choice(LANGUAGES), help="Its own language first.")
@click.option("--country", metavar="XX", help="Two letters: TR, NO, FI.")
@click.option("--time-zone", metavar="ZONE", help="For example Europe/Istanbul.")
@click.option("--admin-email", metavar="ADDRESS", help="The first administrator's address, with which to sign in.")
@click.option("--admin-name", metavar="NAME", help="The first administrator's name.")
@click.option(
    "--admin-password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that holds the password; otherwise it is asked for.",
)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", help="The language of refusals.")
def setup_command(
    slug: str | None,
    name: str | None,
    languages: tuple[str, ...],
    country: str | None,
    time_zone: str | None,
    admin_email: str | None,
    admin_name: str | None,
    admin_password_file: Path | None,
    lang: str,
) -> None:
    """Make this installation ready: tables, keys, the first institution and its administrator."""
    prepare(settings.ENVIRONMENT.data)
    now = datetime.now(UTC)
    try:
        institution = _institution(slug, name, languages, country, time_zone, now)
        _administrator(institution, admin_email, admin_name, admin_password_file, now)
    except Refused as refused:
        click.echo(sentence(refused.refusal, lang), err=True)
        sys.exit(EXIT_REFUSED)
    click.echo(
        f"Open the desk at {settings.ENVIRONMENT.address}/ and sign in; the first sign-in sets up a second factor."
    )


def prepare(data: Path) -> None:
    """Make the data folder and bring the tables up to date; leave where the database does not answer."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        click.echo(f"DATABASE_URL: the database does not answer ({type(error).__name__}).", err=True)
        sys.exit(EXIT_REFUSED)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    click.echo(f"Tables are up to date ({connection.display_name}); data lies in {data}.")


def _institution(
    slug: str | None,
    name: str | None,
    languages: tuple[str, ...],
    country: str | None,
    time_zone: str | None,
    now: datetime,
) -> "Institution":
    """Return the institution that was named, or the only one there is; found it where there is none of that name."""
    present = {each.slug: each for each in institutions()}
    if slug is None and len(present) == 1:
        (slug,) = present
    slug = slug or click.prompt("Short name of the institution (small letters, digits, hyphens)")
    found = present.get(slug)
    if found is not None:
        click.echo(f"Institution {found.slug}: {found.name_in(found.languages[0])} (was there).")
        return found
    spoken = languages or (click.prompt("Its own language", type=click.Choice(LANGUAGES)),)
    institution = found_institution(
        slug=slug,
        names={spoken[0]: name or click.prompt("Its name")},
        country=country or click.prompt("Country (two letters)"),
        languages=spoken,
        time_zone=time_zone or click.prompt("Time zone", default=_ZONES.get(spoken[0])),
        now=now,
    )
    click.echo(f"Institution {institution.slug}: {institution.name_in(spoken[0])} (new).")
    return institution


#: What is offered as a time zone, by the institution's language.
_ZONES = {"tr": "Europe/Istanbul", "nn": "Europe/Oslo", "nb": "Europe/Oslo", "fi": "Europe/Helsinki"}


def _administrator(
    institution: "Institution", email: str | None, name: str | None, password_file: Path | None, now: datetime
) -> None:
    """Enrol the administrator who was named; without a name, only where the institution has none."""
    there = administrators(institution=institution, now=now)
    if email is None and there:
        click.echo(f"Administrators: {len(there)} (were there).")
        return
    email = email or click.prompt("Address of the first administrator")
    if email.strip().lower() in {person.email for person in there}:
        click.echo("Administrator (was there).")
        return
    enrol_person(
        institution=institution,
        email=email,
        name=name or click.prompt("Name of the administrator"),
        language=institution.languages[0],
        role="administrator",
        password=_password(password_file),
        by=None,
        now=now,
    )
    click.echo("Administrator (new).")


def _password(path: Path | None) -> str:
    if path is not None:
        return path.read_text(encoding="utf-8").strip()
    asked: str = click.prompt("Password, 15 characters at least", hide_input=True, confirmation_prompt=True)
    return asked
