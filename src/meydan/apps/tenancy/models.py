"""Institutions, and what every row that belongs to one has in common.

A model says of each of its text columns whether it may hold a person's words (`words`, with the class of the retention
schedule that says how long) or not (`plain`). Example: a message's text is `words = {"text": "message"}`, its state
`plain = ("state",)`; a column in neither fails a test, because nobody would know to erase it.
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models

from meydan.apps.tenancy.fence import Fence, TenantQuerySet
from meydan.apps.tenancy.ids import new_id


class Institution(models.Model):
    """A university, a municipality: whoever answers for the accounts and the record.

    `names` holds its name by language, `languages` the languages of its desk, the first being its own; `country` is two
    letters (ISO 3166), `time_zone` a name of the IANA list, in which its working hours and days are counted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    names = models.JSONField()
    country = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=60)
    languages = models.JSONField()
    founded_at = models.DateTimeField()

    words: ClassVar[Mapping[str, str]] = {}
    plain: ClassVar[tuple[str, ...]] = ("slug", "names", "country", "time_zone", "languages")

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.slug

    def name_in(self, lang: str) -> str:
        """Return its name in a language, or in its own."""
        names: Mapping[str, str] = self.names
        return names.get(lang) or names.get(self.languages[0]) or next(iter(names.values()))


class TenantModel(models.Model):
    """A row of one institution. There is no `objects` to ask: `Model.of(institution)` is the only way to a query."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="+", db_index=False, editable=False
    )

    objects = Fence()

    #: Columns that may hold a person's words, each with its class of the retention schedule.
    words: ClassVar[Mapping[str, str]] = {}
    #: Text columns that never do: codes, states, hashes, keys.
    plain: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True
        default_permissions = ()

    @classmethod
    def of(cls, institution: Institution | UUID) -> "TenantQuerySet[Self]":
        """Return the rows of an institution, given as such or by its id."""
        fence: Any = cls.objects
        found: TenantQuerySet[Self] = fence.unfenced().within(
            institution if isinstance(institution, UUID) else institution.pk
        )
        return found
