"""Makes a row of each of the desk's models for a test: `make("people.Unit", institution)`.

Every app adds its models to `MAKERS`; the test of the fence tries to cross it with each of them, and fails for a model
that is not here.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from meydan.apps.people.models import Absence, Membership, Person, Unit
    from meydan.apps.tenancy.models import Institution

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
PASSWORD = "üç kedi dört köprü"
_number = itertools.count(1)
_PLACES = {"tr": ("TR", "Europe/Istanbul"), "nn": ("NO", "Europe/Oslo"), "fi": ("FI", "Europe/Helsinki")}


def institution(slug: str, language: str = "tr") -> Institution:
    """Return a new institution."""
    from meydan.apps.tenancy.models import Institution

    country, zone = _PLACES[language]
    names = {language: slug.capitalize()}
    return Institution.objects.create(
        slug=slug, names=names, country=country, time_zone=zone, languages=[language, "en"], founded_at=NOW
    )


def person(name: str = "Deniz", **fields: Any) -> Person:
    """Return a new person with a password."""
    from meydan.apps.people.models import Person

    fields = {"email": f"{name.lower()}{next(_number)}@example.org", "language": "en", "enrolled_at": NOW} | fields
    one = Person(name=name, **fields)
    one.set_password(PASSWORD)
    one.save()
    return one


def member(of: Institution, role: str, unit: Unit | None = None, name: str = "Deniz") -> Person:
    """Return a new person who has a role in an institution."""
    from meydan.apps.people.models import Membership

    one = person(name)
    Membership.of(of).create(person=one, role=role, unit=unit, valid_from=NOW - timedelta(days=30))
    return one


def unit(of: Institution, slug: str = "", parent: Unit | None = None) -> Unit:
    """Return a new unit."""
    from meydan.apps.people.models import Unit

    word = slug or f"unit-{next(_number)}"
    return Unit.of(of).create(slug=word, names={"en": word}, parent=parent)


def _membership(of: Institution) -> Membership:
    from meydan.apps.people.models import Membership

    return Membership.of(of).create(person=person(), role="unit_contact", unit=unit(of), valid_from=NOW)


def _absence(of: Institution) -> Absence:
    from meydan.apps.people.models import Absence

    return Absence.of(of).create(person=person(), starts=NOW, ends=NOW + timedelta(days=7))


#: A valid row of every model whose rows belong to institutions.
MAKERS: dict[str, Callable[[Institution], Any]] = {
    "people.Unit": unit,
    "people.Membership": _membership,
    "people.Absence": _absence,
}


def make(label: str, of: Institution) -> Any:
    """Return a new row of a model for an institution."""
    return MAKERS[label](of)
