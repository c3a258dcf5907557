"""A role ends at a moment; the membership stays, because the record names it.

Somebody has to be left who can manage people: the last one's role does not end. Example: an administrator leaves; first
a successor is enrolled, then the old role ends.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from meydan.apps.people.actions.guard import demand
from meydan.apps.people.models import Membership, Person
from meydan.apps.people.refusals import Refused
from meydan.apps.people.roles import ROLES, role_of
from meydan.apps.tenancy.models import Institution


def end_role(
    *, membership: Membership, valid_until: datetime | None = None, by: Person | None, now: datetime
) -> Membership:
    """Return the membership with its end, now unless said otherwise; raise `Refused` where it cannot be."""
    institution, end = membership.institution, valid_until or now
    demand(by, institution, "manage_people", membership.unit_id, now)
    if end < membership.valid_from:
        raise Refused("ends_before_start")
    with transaction.atomic():
        # Whoever ends a role holds the institution's row meanwhile: of the last two, only one goes.
        Institution.objects.select_for_update().get(pk=institution.pk)
        if "manage_people" in role_of(membership.role).may and not _others_manage(membership, end):
            raise Refused("last_administrator")
        open_still = Q(valid_until=None) | Q(valid_until__gt=now)
        changed = Membership.of(institution).filter(open_still, pk=membership.pk).update(valid_until=end)
        if not changed:
            raise Refused("role_already_ended")
    membership.valid_until = end
    return membership


def _others_manage(membership: Membership, end: datetime) -> bool:
    roles = [role.id for role in ROLES.values() if "manage_people" in role.may]
    others = Membership.of(membership.institution_id).filter(role__in=roles, unit=None, valid_from__lte=end)
    return others.filter(valid_until=None, person__is_active=True).exclude(pk=membership.pk).exists()
