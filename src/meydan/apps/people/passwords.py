"""A password of fifteen characters is long only if they say something: one word twice is as weak as the word.

Example: `passwordpassword` and `aaaaaaaaaaaaaaaa` are refused as common, four words of a dictionary are not.
"""

import re
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

_LEAST_DIFFERENT = 5
_REPEATED = re.compile(r"(.+?)\1+.?", re.DOTALL)


class UncommonPasswordValidator(CommonPasswordValidator):
    """Refuses what many people use, and one thing said again and again."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise `ValidationError` for a common or repeated password, or one of few different characters."""
        super().validate(password, user)
        if len(set(password)) < _LEAST_DIFFERENT or _REPEATED.fullmatch(password.lower()):
            raise ValidationError(self.get_error_message(), code="password_too_common")
