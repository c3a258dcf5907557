"""People, units, memberships and absences.

A person is one sign-in of the installation; what they are for an institution are memberships with dates. Example: a
translator who works for two municipalities signs in once, sees both on the first page, and in each of them only what
the role there allows.
"""

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from meydan.apps.tenancy.ids import new_id
from meydan.apps.tenancy.models import TenantModel


class PersonManager(BaseUserManager["Person"]):
    """People of the installation. Pages ask `queries.people_of(institution)` instead: this knows no institution."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Return the person who signs in with an address, however it is written."""
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody who signs in, by e-mail; of the installation, not of an institution."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    language = models.CharField(max_length=2)
    is_active = models.BooleanField(default=True)
    enrolled_at = models.DateTimeField()

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    words: ClassVar[Mapping[str, str]] = {"email": "staff", "name": "staff"}
    plain: ClassVar[tuple[str, ...]] = ("password", "language")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.id)


class Unit(TenantModel):
    """A part of an institution (faculty, department, service) in a tree; `slug` is its word in routing and events.

    `names` holds its name by language. A unit that was closed stays, because cases and the record name it.
    """

    slug = models.SlugField(max_length=60, db_index=False)
    names = models.JSONField()
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    closed_at = models.DateTimeField(null=True)

    plain: ClassVar[tuple[str, ...]] = ("slug", "names")

    class Meta:
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["institution", "slug"], name="people_unit_slug"),
            models.CheckConstraint(condition=~Q(parent=F("id")), name="people_unit_not_below_itself"),
        ]

    def __str__(self) -> str:
        return self.slug


class Membership(TenantModel):
    """What a person is for an institution: a role, from a moment on, until another one or without end.

    With a unit it holds in that unit and those below; without one, in the whole institution. It is ended, never
    deleted.
    """

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=60)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, related_name="memberships")
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    plain: ClassVar[tuple[str, ...]] = ("role",)

    class Meta:
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["institution", "person", "role"],
                name="people_membership_once",
                condition=Q(unit=None, valid_until=None),
            ),
            models.UniqueConstraint(
                fields=["unit", "person", "role"],
                name="people_membership_once_a_unit",
                condition=Q(unit__isnull=False, valid_until=None),
            ),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="people_membership_dates"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.id}"


class Absence(TenantModel):
    """A time in which somebody does not work for the institution, and who is asked instead. Why is not asked."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        default_permissions = ()
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="people_absence_dates"),
            models.CheckConstraint(
                condition=Q(deputy=None) | ~Q(deputy=F("person")), name="people_absence_deputy_is_another"
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)
