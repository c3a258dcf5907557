"""A person gets a role, in a unit or in the whole institution, from a moment on.

Nobody gives themselves a role: whoever keeps the desk running and reads no messages could otherwise begin to. Example:
an administrator who is to be a specialist as well is made one by another administrator, or from the command line.
"""

from datetime import datetime

from django.db import IntegrityError, transaction

from meydan.apps.people.actions.guard import demand
from meydan.apps.people.models import Membership, Person, Unit
from meydan.apps.people.refusals import Refused
from meydan.apps.people.roles import UnknownRole, role_of
from meydan.apps.tenancy.models import Institution


def grant_role(
    *,
    institution: Institution,
    person: Person,
    role: str,
    unit: Unit | None = None,
    valid_from: datetime | None = None,
    valid_until: datetime | None = None,
    by: Person | None,
    now: datetime,
) -> Membership:
    """Return the membership, valid from now unless said otherwise; raise `Refused` where it cannot be."""
    demand(by, institution, "manage_people", None if unit is None else unit.pk, now)
    start = valid_from or now
    _check(institution, person, role, unit, by, start, valid_until)
    try:
        with transaction.atomic():
            held = Membership.of(institution).filter(person=person, role=role, unit=unit)
            if held.exclude(valid_until__lte=start).exists():
                raise Refused("role_already_held")
            return Membership.of(institution).create(
                person=person, role=role, unit=unit, valid_from=start, valid_until=valid_until
            )
    except IntegrityError:
        raise Refused("role_already_held") from None


def _check(
    institution: Institution,
    person: Person,
    role: str,
    unit: Unit | None,
    by: Person | None,
    start: datetime,
    end: datetime | None,
) -> None:
    if by is not None and by.pk == person.pk:
        raise Refused("own_role")
    try:
        needs_unit = role_of(role).needs_unit
    except UnknownRole:
        raise Refused("role_unknown", role=role) from None
    if needs_unit and unit is None:
        raise Refused("unit_needed")
    if unit is not None and unit.institution_id != institution.pk:
        raise Refused("unit_elsewhere")
    if end is not None and end <= start:
        raise Refused("ends_before_start")
