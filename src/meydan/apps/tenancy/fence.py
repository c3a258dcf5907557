"""The only way to rows is through their institution: `Message.of(institution)`.

Example: `Message.objects.get(pk=...)` and `get_object_or_404(Message, pk=...)` raise `Unenclosed`, whoever asks; the
same on `Message.of(institution)` finds that institution's rows and no others, and what is created there belongs to it.
The rows of a row (`unit.members`) stay within its institution too.
"""

from collections.abc import Iterable
from typing import Any, NoReturn, Self, TypeVar
from uuid import UUID

from django.db import models

from meydan.apps.tenancy.errors import Crossing, Unenclosed

Row = TypeVar("Row", bound=models.Model, covariant=True)


class TenantQuerySet(models.QuerySet[Row]):
    """Rows of one institution; whatever is created through it belongs to that institution."""

    institution_id: UUID | None = None

    def within(self, institution_id: UUID) -> Self:
        """Return the rows of that institution among these."""
        found = self.filter(institution_id=institution_id)
        found.institution_id = institution_id
        return found

    def create(self, **fields: Any) -> Row:
        """Return a new row of this institution; raises `Crossing` when another one was named."""
        row = self.model(**fields)
        self._claim(row)
        self._for_write = True
        row.save(force_insert=True, using=self.db)
        return row

    def bulk_create(self, objs: Iterable[Any], *args: Any, **options: Any) -> list[Row]:
        """Write many rows of this institution at once; raises `Crossing` when one belongs to another."""
        rows = list(objs)
        for row in rows:
            self._claim(row)
        return super().bulk_create(rows, *args, **options)

    def raw(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse: SQL written by hand knows no institution."""
        raise Unenclosed(f"{self.model.__name__}: raw SQL does not keep to one institution")

    def _claim(self, row: Any) -> None:
        if row.institution_id is None:
            row.institution_id = self.institution_id
        if row.institution_id is None or row.institution_id != self.institution_id:
            raise Crossing(f"a {self.model.__name__} of {row.institution_id} among those of {self.institution_id}")

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]  # Django's own hook; the stubs leave it out
        clone.institution_id = self.institution_id
        return clone


class Fence(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]  # a class made at run time
    """Stands where Django looks for rows (`objects`) and lets nobody through but by an institution or its rows."""

    def get_queryset(self) -> "TenantQuerySet[Any]":
        """Return the rows that belong to the row we were asked from; raises `Unenclosed` when there is none."""
        owner = getattr(self, "instance", None)
        institution_id = getattr(owner, "institution_id", None)
        if institution_id is None:
            raise Unenclosed(f"whose? Ask {self.model.__name__}.of(institution)")
        return self.unfenced().within(institution_id)

    def unfenced(self) -> "TenantQuerySet[Any]":
        """Return the rows of everybody: for `of` and for Django's own housekeeping, never for an app."""
        found: TenantQuerySet[Any] = super().get_queryset()
        return found
