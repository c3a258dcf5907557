"""What several actions ask first: may whoever does this do it, here and now; and is this word fit for an address?"""

import re
from datetime import datetime
from uuid import UUID

from meydan.apps.people.models import Person
from meydan.apps.people.queries import allowed
from meydan.apps.people.refusals import Refused
from meydan.apps.people.roles import Permission
from meydan.apps.tenancy.models import Institution

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def demand(
    by: Person | None, institution: Institution, permission: Permission, unit: UUID | None, now: datetime
) -> None:
    """Raise `Refused` unless a person may do something in a unit; None is the command line, which may."""
    if by is not None and not allowed(person=by, institution=institution, permission=permission, unit=unit, now=now):
        raise Refused("not_allowed")


def demand_slug(slug: str) -> None:
    """Raise `Refused` unless a word is small letters, digits and single hyphens, 60 at most: it stands in addresses."""
    if not _SLUG.fullmatch(slug) or len(slug) > 60:
        raise Refused("slug_wrong", slug=slug)
