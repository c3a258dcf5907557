"""Somebody is enrolled: they get a sign-in, if they have none yet, and a first role in the institution.

Whoever enrols them vouches for the address. A sign-in that exists already, because the person works for another
institution as well, is left as it is: name, language and password are that person's own affair. Example: the
administrator of one municipality enrols a translator of another one and can set no password for her.
"""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from meydan.apps.people.actions.grant_role import grant_role
from meydan.apps.people.actions.guard import demand
from meydan.apps.people.models import Membership, Person, Unit
from meydan.apps.people.refusals import Refused
from meydan.apps.tenancy.models import Institution
from meydan.kernel.vocabulary import LANGUAGES


def enrol_person(
    *,
    institution: Institution,
    email: str,
    name: str,
    language: str,
    role: str,
    unit: Unit | None = None,
    password: str | None = None,
    by: Person | None,
    now: datetime,
) -> Membership:
    """Return the new membership (its `person` is the one enrolled); raise `Refused` where it cannot be.

    Without a password the person sets one through the link for forgotten passwords.
    """
    demand(by, institution, "manage_people", None if unit is None else unit.pk, now)
    address = email.strip().lower()
    with transaction.atomic():
        person = Person.objects.filter(email=address).first()
        if person is None:
            person = _new_person(address, name.strip(), language, password, now)
        return grant_role(institution=institution, person=person, role=role, unit=unit, by=by, now=now)


def _new_person(address: str, name: str, language: str, password: str | None, now: datetime) -> Person:
    try:
        validate_email(address)
    except ValidationError:
        raise Refused("email_wrong") from None
    if not name:
        raise Refused("person_name_missing")
    if language not in LANGUAGES:
        raise Refused("language_unknown", language=language, known=", ".join(LANGUAGES))
    person = Person(email=address, name=name, language=language, enrolled_at=now)
    if password is None:
        person.set_unusable_password()
    else:
        demand_good_password(password, person)
        person.set_password(password)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:  # somebody else enrolled the same person at the same moment
        return Person.objects.get(email=address)
    return person


def demand_good_password(password: str, person: Person) -> None:
    """Raise `Refused` with the first thing that is wrong with a password: too short, common, near to the name."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise Refused(str(error.error_list[0].code)) from None
