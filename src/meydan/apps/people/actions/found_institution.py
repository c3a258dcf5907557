"""An institution is founded from the command line, by whoever runs the installation; nobody does it from a page.

Example: a municipality comes to share the installation of its county; it gets a word of its own (`kinn`), its names,
its languages, country and time zone, and no people yet.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import available_timezones

from django.db import IntegrityError, transaction

from meydan.apps.people.actions.guard import demand_slug
from meydan.apps.people.refusals import Refused
from meydan.apps.tenancy.models import Institution
from meydan.kernel.vocabulary import LANGUAGES


def found_institution(
    *, slug: str, names: Mapping[str, str], country: str, languages: Sequence[str], time_zone: str, now: datetime
) -> Institution:
    """Make an institution known; raise `Refused` where something about it cannot be.

    `names` by language; `languages` of its desk, its own first; `country` in two capital letters (ISO 3166).
    """
    demand_slug(slug)
    unknown = [each for each in (*languages, *names) if each not in LANGUAGES]
    if unknown or not languages:
        raise Refused("language_unknown", language=", ".join(unknown), known=", ".join(LANGUAGES))
    if not names.get(languages[0], "").strip():
        raise Refused("name_missing", language=languages[0])
    if len(country) != 2 or not country.isascii() or not country.isalpha() or not country.isupper():
        raise Refused("country_wrong", country=country)
    if time_zone not in available_timezones():
        raise Refused("time_zone_unknown", time_zone=time_zone)
    try:
        with transaction.atomic():
            return Institution.objects.create(
                slug=slug,
                names={lang: name.strip() for lang, name in names.items()},
                country=country,
                languages=list(dict.fromkeys(languages)),
                time_zone=time_zone,
                founded_at=now,
            )
    except IntegrityError:
        raise Refused("slug_taken", slug=slug) from None
