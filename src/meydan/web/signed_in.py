"""Who asks: every page but those of the sign-in is asked for by a person."""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

if TYPE_CHECKING:
    from meydan.apps.people.models import Person


def signed_in(request: HttpRequest) -> "Person":
    """Return the person who asks; raise `PermissionDenied` for a stranger, whom a page of the sign-in let through."""
    user = request.user
    if user.is_authenticated:
        return user
    raise PermissionDenied
