"""What pages, jobs and other apps ask about people. What somebody may do is said by `standing`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from meydan.apps.people.models import Absence, Membership, Person, Unit
from meydan.apps.people.roles import ROLES, Permission, role_of, roles_filling
from meydan.apps.people.standing import Held, Standing, line, units_below
from meydan.apps.tenancy.models import Institution


@dataclass(frozen=True, slots=True)
class Workplace:
    """An institution where somebody has a role, and the roles' names, for the first page."""

    institution: UUID
    slug: str
    name: str
    roles: tuple[str, ...]


def standing(*, person: Person, institution: Institution, now: datetime) -> Standing:
    """Return what a person is for an institution at a moment; nothing at all for somebody whose sign-in is closed."""
    if not person.is_active:
        return Standing(institution=institution.pk)
    rows = list(Membership.of(institution).filter(_valid(now), person=person).values_list("role", "unit_id"))
    parents: dict[UUID, UUID | None] = {}
    if any(unit is not None for _, unit in rows):
        parents = dict(Unit.of(institution).values_list("id", "parent_id"))
    held = tuple(
        Held(role, None if unit is None else units_below(unit, parents)) for role, unit in sorted(rows, key=str)
    )
    return Standing(institution=institution.pk, held=held)


def allowed(
    *, person: Person, institution: Institution, permission: Permission, unit: UUID | None, now: datetime
) -> bool:
    """Whether a person may do something in a unit of an institution; `unit` None is what belongs to no unit."""
    return standing(person=person, institution=institution, now=now).may(permission, unit)


def may_see(*, person: Person, institution: Institution, unit: UUID | None, now: datetime) -> bool:
    """Whether a person may read the messages and cases of a unit."""
    return allowed(person=person, institution=institution, permission="read_messages", unit=unit, now=now)


def people_of(*, institution: Institution, now: datetime) -> QuerySet[Person]:
    """Return everybody who has a role in an institution at a moment."""
    members = Membership.of(institution).filter(_valid(now)).values("person_id")
    return Person.objects.filter(pk__in=members, is_active=True).order_by("name", "id")


def institutions() -> list[Institution]:
    """Return the institutions that share this installation, for its command line; the oldest comes first."""
    return list(Institution.objects.order_by("founded_at", "id"))


def administrators(*, institution: Institution, now: datetime) -> list[Person]:
    """Return those who can manage people in the whole institution at a moment."""
    roles = [role.id for role in ROLES.values() if "manage_people" in role.may]
    held = Membership.of(institution).filter(_valid(now), role__in=roles, unit=None)
    return list(Person.objects.filter(pk__in=held.values("person_id"), is_active=True))


def people_filling(
    *, institution: Institution, addressee: str, packs: Sequence[str], unit: UUID | None, now: datetime
) -> QuerySet[Person]:
    """Return those whom a decision means by an addressee (`responsible`, `security` ...) under these packs.

    With a unit, those who have the role in that unit; where nobody has, those of the unit above it, and so on, at last
    those who have it in the whole institution.
    """
    roles = [role.id for role in roles_filling(addressee, packs)]
    rows = Membership.of(institution).filter(_valid(now), role__in=roles, person__is_active=True)
    holders: dict[UUID | None, set[UUID]] = {}
    for place, person in rows.values_list("unit_id", "person_id"):
        holders.setdefault(place, set()).add(person)
    parents: dict[UUID, UUID | None] = dict(Unit.of(institution).values_list("id", "parent_id"))
    near = next((place for place in line(unit, parents) if place in holders), None)
    return Person.objects.filter(pk__in=holders.get(near, ())).order_by("name", "id")


def absent(*, institution: Institution, person: Person, now: datetime) -> Absence | None:
    """Return the absence in which a person is at a moment, None for somebody who is at work."""
    return Absence.of(institution).filter(person=person, starts__lte=now, ends__gt=now).order_by("ends").last()


def workplaces(*, person: Person, lang: str, now: datetime) -> tuple[Workplace, ...]:
    """Return the institutions in which a person has a role at a moment, by name, with the roles in a language."""
    rows = Membership.objects.unfenced().filter(_valid(now), person=person).select_related("institution")
    places: dict[UUID, tuple[Institution, list[str]]] = {}
    for row in rows.order_by("role", "id"):
        _, roles = places.setdefault(row.institution_id, (row.institution, []))
        name = role_of(row.role).names.get(lang, row.role)
        if name not in roles:
            roles.append(name)
    found = (Workplace(key, one.slug, one.name_in(lang), tuple(roles)) for key, (one, roles) in places.items())
    return tuple(sorted(found, key=lambda place: place.name))


def _valid(now: datetime) -> Q:
    return Q(valid_from__lte=now) & (Q(valid_until=None) | Q(valid_until__gt=now))
