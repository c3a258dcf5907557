"""What stands around a number: its label, a person, a home, an office.

The same ten digits are private after "Ayşe'nin telefonu" and public after "santral numarası". Only a window of the
text is read, so that the work for one number does not grow with the text.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from meydan.detectors.personal_data import words
from meydan.detectors.personal_data.names import FIRST_NAMES, NOT_NAMES, NOT_NAMES_WHOLE
from meydan.detectors.personal_data.view import View, fold

_BEFORE = 64
_AFTER = 44
_CLOSE = 26


def _any_of(*groups: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(r"(?<![^\W_])(?:" + "|".join(part for group in groups for part in group) + r")(?![^\W\d_])")


_LABEL = re.compile(
    r"(?<![^\W_])(?:"
    + "|".join(
        f"(?P<{name}>{'|'.join(group)})"
        for name, group in (
            ("other", words.OTHER),
            ("identity", words.IDENTITY),
            ("account", words.ACCOUNT),
            ("phone", words.PHONE),
        )
    )
    + r")(?![^\W\d_])"
)
_OWN = _any_of(words.OWN)
_THIRD = _any_of(words.THIRD)
_HOME = _any_of(words.HOME)
_ADDRESS = _any_of(words.ADDRESS)
_PRESS = _any_of(words.PRESS)
_OFFICE = _any_of(words.OFFICE)
_CHARITY = _any_of(words.CHARITY)
_VEHICLE = _any_of(words.VEHICLE)
_PUBLIC_VEHICLE = _any_of(words.PUBLIC_VEHICLE)
_CAPITAL = r"[A-ZÇĞİÖŞÜÆØÅÄÉ][a-zçğıöşüæøåäéèüâî]{1,20}"
_NAME = re.compile(rf"(?<![\w@#/]){_CAPITAL}(?:-{_CAPITAL})?(?![\w@])")
_BETWEEN_NAMES = re.compile(r" (?:[A-ZÇĞİÖŞÜÆØÅÄ]\.? )?\Z")
#: Endings that Norwegian and Finnish write onto a name; Turkish ones stand behind an apostrophe.
_ENDINGS = ("n", "s", "in", "en", "an", "lle", "lla", "ia")


@dataclass(frozen=True)
class Around:
    """The words before and after a number; each question is answered once, when it is first asked."""

    before: str
    after: str
    raw_before: str
    raw_after: str

    @cached_property
    def label(self) -> str | None:
        """What the nearest word before says the number is: identity, phone, account, other; None when none does."""
        nearest = None
        for match in _LABEL.finditer(self.before[-48:]):
            nearest = match.lastgroup
        return nearest

    @cached_property
    def has_phone_word(self) -> bool:
        """Whether the number is for calling, said before or shortly after it."""
        if self.label is not None:
            return self.label == "phone"
        match = _LABEL.search(self.after[:_CLOSE])
        return match is not None and match.lastgroup == "phone"

    @cached_property
    def has_identity_word(self) -> bool:
        """Whether the number is called an identity number, before or shortly after it."""
        if self.label in ("identity", "other"):
            return self.label == "identity"
        match = _LABEL.search(self.after[:_CLOSE])
        return match is not None and match.lastgroup == "identity"

    @cached_property
    def is_own(self) -> bool:
        """Whether the writer gives something of their own: my number, call me."""
        return self._says(_OWN)

    @cached_property
    def is_of_someone(self) -> bool:
        """Whether somebody else's is given: her mother's, the neighbour's, his."""
        return self._says(_THIRD)

    @cached_property
    def is_home(self) -> bool:
        """Whether a home is spoken of."""
        return self._says(_HOME)

    @cached_property
    def is_address(self) -> bool:
        """Whether an address is announced."""
        return self._says(_ADDRESS)

    @cached_property
    def is_office(self) -> bool:
        """Whether an office, a business or a newsroom is spoken of."""
        if self._says(_PRESS):
            return True
        if self.is_named_beside:
            # "ho som klaga på kommunen, Kari Vik, tlf" gives Kari's number, not the municipality's.
            return _OFFICE.search(self.before[-22:]) is not None or _OFFICE.search(self.after[:16]) is not None
        return self._says(_OFFICE)

    @cached_property
    def is_charity(self) -> bool:
        """Whether money is collected or paid to a body."""
        return self._says(_CHARITY)

    @cached_property
    def is_vehicle(self) -> bool:
        """Whether a vehicle is spoken of."""
        return self._says(_VEHICLE)

    @cached_property
    def is_public_vehicle(self) -> bool:
        """Whether that vehicle is a bus, a fire engine or the like."""
        return self._says(_PUBLIC_VEHICLE)

    @cached_property
    def is_named(self) -> bool:
        """Whether a person is named: a known first name, or two capitalised words that are no office or place."""
        return _names_a_person(self.raw_before) or _names_a_person(self.raw_after[:34])

    @cached_property
    def is_named_beside(self) -> bool:
        """Whether a person is named right before or right after."""
        return _names_a_person(self.raw_before[-34:]) or _names_a_person(self.raw_after[:20])

    @cached_property
    def is_named_before(self) -> bool:
        """Whether a person is named before: "Kari Vik, Storgata 12", but not "Storgata 12 med Kari Vik"."""
        return _names_a_person(self.raw_before)

    @property
    def is_personal(self) -> bool:
        """Whether the number is tied to a person in any of these ways."""
        return self.is_named or self.is_own or self.is_of_someone

    def _says(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.before) is not None or pattern.search(self.after) is not None


def look_around(view: View, start: int, end: int) -> Around:
    """The words around the range `start`..`end` of `view`."""
    first = max(0, start - _BEFORE)
    # A word cut in half at the edge of the window would be read as another word.
    while first and start - first < _BEFORE + 20 and view.text[first - 1].isalnum() and view.text[first].isalnum():
        first -= 1
    last = end + _AFTER
    while (
        last < len(view.text)
        and last - end < _AFTER + 20
        and view.text[last - 1].isalnum()
        and view.text[last].isalnum()
    ):
        last += 1
    return Around(view.folded[first:start], view.folded[end:last], view.text[first:start], view.text[end:last])


def _names_a_person(text: str) -> bool:
    previous: re.Match[str] | None = None
    for match in _NAME.finditer(text):
        name = fold(match.group())
        if (name in NOT_NAMES_WHOLE or name.startswith(NOT_NAMES)) and not _is_first_name(name):
            previous = None
            continue
        if _is_first_name(name):
            return True
        if previous is not None and _BETWEEN_NAMES.fullmatch(text[previous.end() : match.start()]):
            return True
        previous = match
    return False


def _is_first_name(name: str) -> bool:
    first = name.partition("-")[0]
    if first in FIRST_NAMES:
        return True
    # Few words end like that: asking for the ending first spares cutting it off and looking it up.
    return (
        len(first) > 4
        and first.endswith(_ENDINGS)
        and any(first.removesuffix(ending) in FIRST_NAMES for ending in _ENDINGS)
    )
