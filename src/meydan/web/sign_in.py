"""How people come in: they are enrolled by an administrator, never by themselves, and their secrets lie encrypted."""

import time
from functools import cache
from typing import TYPE_CHECKING

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpRequest

if TYPE_CHECKING:
    from meydan.apps.people.models import Person


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # the library has no types
    """Sign-in as this house has it."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Whether somebody has to show once more who they are; not in the first minutes after they came in.

        Otherwise setting up the second factor, the first thing everybody does here, would ask for the password again.
        """
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        entered = [record["at"] for record in get_authentication_records(self.request, self.request.user)]
        return not entered or time.time() - entered[-1] > app_settings.REAUTHENTICATION_TIMEOUT


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # the library has no types
    """Second factors: encrypted in the database; the picture to scan stands in the page itself."""

    def encrypt(self, text: str) -> str:
        """Return a secret as it is kept."""
        return _box(settings.ENCRYPTION_KEYS).encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a kept secret, whichever of our keys closed it."""
        return _box(settings.ENCRYPTION_KEYS).decrypt(encrypted_text.encode()).decode()

    def build_totp_svg(self, url: str) -> str:
        """Return the picture to scan as an element of the page: no address of data, which our policy does not load.

        It is hidden from screen readers: the secret stands beside it as text.
        """
        picture: str = super().build_totp_svg(url)
        return picture[picture.index("<svg") :].replace("<svg", '<svg aria-hidden="true"', 1)


@cache
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def display_name(person: "Person") -> str:
    """Return how the pages of the sign-in call a person."""
    return person.name
