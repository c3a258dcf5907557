"""A unit is opened below another one or at the top; its word (`law-faculty`) is what routing and events call it."""

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from meydan.apps.people.actions.guard import demand, demand_slug
from meydan.apps.people.models import Person, Unit
from meydan.apps.people.refusals import Refused
from meydan.apps.tenancy.models import Institution
from meydan.kernel.vocabulary import LANGUAGES


def open_unit(
    *,
    institution: Institution,
    slug: str,
    names: Mapping[str, str],
    parent: Unit | None = None,
    by: Person | None,
    now: datetime,
) -> Unit:
    """Make a unit; raise `Refused` where the word is taken or wrong, or `by` may not manage people there."""
    demand(by, institution, "manage_people", None if parent is None else parent.pk, now)
    demand_slug(slug)
    if not names or any(lang not in LANGUAGES or not name.strip() for lang, name in names.items()):
        raise Refused("name_missing", language=institution.languages[0])
    if parent is not None and parent.institution_id != institution.pk:
        raise Refused("unit_elsewhere")
    try:
        with transaction.atomic():
            return Unit.of(institution).create(slug=slug, names=dict(names), parent=parent)
    except IntegrityError:
        raise Refused("slug_taken", slug=slug) from None
