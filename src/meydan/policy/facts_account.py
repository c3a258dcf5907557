"""Facts of accounts, passwords and of what employees tell us.

A password is measured and forgotten: only whether it is too short, and which kinds of characters it lacks, ever
leaves this module. Letters such as å, ä, ö, ç, ğ are letters; `more than eight` means nine.
"""

import unicodedata
from datetime import datetime
from typing import get_args

from meydan.kernel.vocabulary import OUTGOING_LABELS, Scope, Told
from meydan.policy.facts import (
    NETWORK,
    STATE_FACTS,
    YES_NO,
    Fact,
    Scene,
    Value,
    flag,
    moment_of,
    normal_network,
    word,
    yes,
)

_ONE_UNIT = {"information_department": "information_service"}


def _people_of(name: str) -> Fact:
    """A set of functions; the information department and the information service are one unit."""

    def read(scene: Scene) -> Value:
        return frozenset(_ONE_UNIT.get(each, each) for each in getattr(scene.event, name) or ())

    return Fact(read, None, is_set=True)


def _agency(scene: Scene) -> Value:
    """Whether the agency's contract runs at the event's time."""
    until: str | None = scene.event.agency_contract_until
    if not until:
        return "none"
    now = moment_of(scene.event)
    end = datetime.fromisoformat(until)
    if now is None:
        return "unknown"
    return "running" if now.date() <= end.date() else "ended"


def _named_for_institution(scene: Scene) -> Value:
    """Whether the account bears the institution's own name and nothing else."""
    name = " ".join((scene.event.name or "").split()).casefold()
    return yes(any(name == own.casefold() for own in scene.setup.names))


def _name_contains(scene: Scene) -> Value:
    """Whether the institution's name stands anywhere in the account's name."""
    name = " ".join((scene.event.name or "").split()).casefold()
    return yes(any(own.casefold() in name for own in scene.setup.names))


def _is_listed(scene: Scene) -> Value:
    network = normal_network(scene.event.network)
    return "unknown" if network == "unknown" else yes(network in scene.setup.platforms)


ACCOUNT_FACTS: dict[str, Fact] = {
    **STATE_FACTS,
    "move": word("move", ("apply", "approve", "activate", "check", "hand_over", "close"), "check"),
    "labels": Fact(lambda scene: scene.labels, OUTGOING_LABELS, is_set=True),
    "network": NETWORK,
    "platform_listed": Fact(_is_listed, ("yes", "no", "unknown")),
    "scope": word("scope", get_args(Scope)),
    "named_for_institution": Fact(_named_for_institution, YES_NO),
    "name_contains_institution": Fact(_name_contains, YES_NO),
    "has_name": flag("name"),
    "has_purpose": flag("purpose"),
    "approved_by": word("approved_by", None, "none"),
    "copied_to": _people_of("application_copied_to"),
    "has_responsible": flag("responsible"),
    "admins": _people_of("admins"),
    "editors": _people_of("editors"),
    "editors_known": Fact(lambda scene: yes(scene.event.editors is not None), YES_NO),
    "agency": Fact(_agency, ("none", "running", "ended", "unknown")),
    "credential_deposited": flag("credential_deposited"),
    "personal_profile": flag("personal_profile"),
    "terms_read": flag("terms_read_at"),
    "risk_assessed": flag("risk_assessed_at"),
    "has_target_group": flag("target_group"),
    "procedure_acknowledged": flag("procedure_acknowledged"),
    "crisis_plan_acknowledged": flag("crisis_plan_acknowledged"),
}


def character_kinds(password: str) -> frozenset[str]:
    """Return which of small letters, capitals, digits and special characters a password holds."""
    found = set()
    for character in password:
        if character.isalpha():
            found.add("capital" if character != character.lower() else "small")
        elif character.isdigit():
            found.add("digit")
        elif not character.isspace():
            found.add("special")
    return frozenset(found)


def _lacks(scene: Scene) -> Value:
    if scene.event.password is None:
        return frozenset()
    password = unicodedata.normalize("NFC", scene.event.password)
    kinds = character_kinds(password)
    lacking = {"small", "capital", "digit", "special"} - kinds
    found = set(lacking)
    if len(password) < scene.setup.password_length:
        found.add("length")
    if len(kinds) < scene.setup.password_kinds:
        found.add("kinds")
    return frozenset(found)


CREDENTIAL_FACTS: dict[str, Fact] = {
    **STATE_FACTS,
    "password_lacks": Fact(_lacks, ("small", "capital", "digit", "special", "length", "kinds"), is_set=True),
    "has_password": Fact(lambda scene: yes(scene.event.password is not None), YES_NO),
    "used_elsewhere": flag("used_elsewhere"),
    "pair_used_elsewhere": flag("pair_used_elsewhere"),
    "same_as_internal": flag("same_as_internal"),
    "email_domain": word("email_domain", ("institution", "other")),
    "purpose": word("purpose", ("work", "private")),
    "saved_in_browser": flag("saved_in_browser"),
}

CONTACT_FACTS: dict[str, Fact] = {
    **STATE_FACTS,
    "what": word("what", get_args(Told)),
}
