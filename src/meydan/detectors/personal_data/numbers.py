"""Identity numbers of Türkiye, Norway and Finland, and account numbers: is this number well formed?

A check digit says that a number *can* be somebody's, never that it is: one in a hundred random elevens passes the
Turkish check. Example: 10000000146 is a well-formed Turkish identity number, 10000000147 is not.

Norwegian numbers are read by two rules side by side, as systems must from 2032: today's, where the first check digit
leaves no remainder and the individual number tells the century and the gender, and the new one, where the first check
digit may leave a remainder of 0 to 3 and neither century nor gender is told. The second check digit stays as it is.
"""

import datetime

from stdnum.fi import hetu as finnish
from stdnum.tr import tckimlik as turkish

_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_ACCOUNT = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
_REMAINDERS_FROM_2032 = frozenset(range(4))


def is_turkish_id(digits: str) -> bool:
    """Whether eleven digits are a well-formed Turkish identity number (TCKN)."""
    return bool(turkish.is_valid(digits))


def is_finnish_id(code: str) -> bool:
    """Whether `code` is a well-formed Finnish identity code: temporary ones (900-999) and the signs of 2023 too."""
    return bool(finnish.is_valid(code, allow_temporary=True))


def has_norwegian_date(digits: str) -> bool:
    """Whether eleven digits begin with a date as fødselsnummer, D-number (day + 40) or synthetic ones have it."""
    return _norwegian_date(digits) is not None


def is_norwegian_id(digits: str) -> bool:
    """Whether eleven digits are a well-formed fødselsnummer or D-number, by today's rule or by that of 2032."""
    return is_norwegian_id_of_today(digits) or is_norwegian_id_from_2032(digits)


def is_norwegian_id_of_today(digits: str) -> bool:
    """By today's rule: both remainders are 0 and the individual number fits the year and its leap days."""
    date = _norwegian_date(digits)
    if date is None or _weighed(digits, _FIRST) or _weighed(digits, _SECOND):
        return False
    day, month, year = date
    century = _century(int(digits[6:9]), year)
    return century is not None and _is_date(day, month, century + year)


def is_norwegian_id_from_2032(digits: str) -> bool:
    """By the rule from 2032: the first remainder is 0 to 3, the second 0; no century, no gender."""
    return (
        has_norwegian_date(digits)
        and _weighed(digits, _FIRST) in _REMAINDERS_FROM_2032
        and _weighed(digits, _SECOND) == 0
    )


def is_norwegian_account(digits: str) -> bool:
    """Whether eleven digits are a well-formed Norwegian bank account number."""
    return _weighed(digits, _ACCOUNT) == 0


def _weighed(digits: str, weights: tuple[int, ...]) -> int:
    return sum(weight * int(digit) for weight, digit in zip(weights, digits, strict=False)) % 11


def _norwegian_date(digits: str) -> tuple[int, int, int] | None:
    """Day, month and two-digit year, with what D-numbers (+40) and synthetic numbers (+40, +80) add taken off."""
    day, month, year = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    day -= 40 if day > 40 else 0
    month -= 80 if month > 80 else 40 if month > 40 else 0
    # 2000 is a leap year: which century is meant may be unknown.
    return (day, month, year) if _is_date(day, month, 2000 + year) or (day, month) == (29, 2) else None


def _century(individual: int, year: int) -> int | None:
    if individual < 500:
        return 1900
    if individual < 750 and year >= 54:
        return 1800
    if year < 40:
        return 2000
    return 1900 if individual >= 900 else None


def _is_date(day: int, month: int, year: int) -> bool:
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True
