"""Somebody will not be at work for a time; whoever is asked instead has a role in the institution too."""

from datetime import datetime

from django.db import transaction

from meydan.apps.people.actions.guard import demand
from meydan.apps.people.models import Absence, Person
from meydan.apps.people.queries import standing
from meydan.apps.people.refusals import Refused
from meydan.apps.tenancy.models import Institution


def announce_absence(
    *,
    institution: Institution,
    person: Person,
    starts: datetime,
    ends: datetime,
    deputy: Person | None = None,
    by: Person | None,
    now: datetime,
) -> Absence:
    """Return the absence; raise `Refused` where it cannot be. Everybody announces their own, and managers others'."""
    if by is None or by.pk != person.pk:
        demand(by, institution, "manage_people", None, now)
    if ends <= starts:
        raise Refused("ends_before_start")
    for each in (person, deputy):
        if each is not None and not standing(person=each, institution=institution, now=now).is_anything():
            raise Refused("not_a_member")
    if deputy is not None and deputy.pk == person.pk:
        raise Refused("deputy_is_absent")
    with transaction.atomic():
        return Absence.of(institution).create(person=person, starts=starts, ends=ends, deputy=deputy)
