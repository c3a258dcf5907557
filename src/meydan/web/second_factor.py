"""Nobody works at the desk with a password alone: whoever has no authenticator app yet is led to setting one up.

Example: the first administrator signs in with the password from `meydan setup` and sees one page, the one with the code
to scan; every other page leads there until it is done.
"""

from collections.abc import Callable

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

#: Pages that somebody without a second factor may open, by name.
OPEN = frozenset(
    {
        "mfa_activate_totp",
        "account_login",
        "account_logout",
        "account_reauthenticate",
        "account_change_password",
        "set_language",
    }
)


class SecondFactor:
    """Middleware; `MEYDAN_SECOND_FACTOR=optional` switches it off."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass everything on; the decision falls when it is known which page was asked for."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, _kwargs: object
    ) -> HttpResponseBase | None:
        """Return the way to the authenticator app for somebody who has none, None for everybody else."""
        page = request.resolver_match.url_name if request.resolver_match else None
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated or page in OPEN:
            return None
        if get_adapter().is_mfa_enabled(request.user, [Authenticator.Type.TOTP]):
            return None
        return redirect("mfa_activate_totp")
