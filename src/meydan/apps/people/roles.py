"""The one table of roles: what somebody is for an institution, whom a policy means by it, and what they may.

A role with a unit holds in that unit and those below it; without one, in the whole institution. Example: the contact of
the law faculty reads and answers what concerns the faculty and its departments; the auditor reads everything and
changes nothing; the administrator enrols people and keeps the desk running and reads no message.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from meydan.kernel.errors import MeydanError
from meydan.kernel.vocabulary import is_own_word

Permission = Literal[
    "read_messages",  # messages, cases, what was found and decided
    "read_restricted",  # evidence of what was removed, and what concerns somebody's health
    "work_steps",  # take and do steps, correct labels, write drafts
    "decide",  # what cannot be taken back: remove, block, decide a contest, close with steps left out
    "approve",  # give an approval that a policy demands of this role
    "declare",  # a crisis, a disaster, a decision to the contrary
    "manage_accounts",  # accounts on networks and their responsibles
    "manage_people",  # units, people, their roles and absences
    "set_policy",  # packs and settings in force
    "run",  # jobs, connections, backups, health
    "audit",  # the record, its proofs and exports
]
PERMISSIONS: tuple[Permission, ...] = get_args(Permission)
#: What changes nothing. Everything else does, and an auditor has none of it.
READING: frozenset[Permission] = frozenset({"read_messages", "read_restricted", "audit"})


class UnknownRole(MeydanError):
    """A role that stands neither in the table nor in a pack's own words."""


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is for an institution.

    `fills` are the addressees of a decision (`by`, `to`) that somebody with this role is; `fills_in` those of one pack
    alone, by its id. `needs_unit` says that the role is nothing without a unit.
    """

    id: str
    names: Mapping[str, str]
    fills: frozenset[str] = frozenset()
    may: frozenset[Permission] = frozenset()
    needs_unit: bool = False
    fills_in: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def is_addressee(self, addressee: str, packs: Iterable[str]) -> bool:
        """Whether somebody with this role is meant where one of these packs says `addressee`."""
        return addressee in self.fills or any(addressee in self.fills_in.get(pack, ()) for pack in packs)


def _role(
    id: str,
    names: tuple[str, str, str, str, str],
    fills: str = "",
    may: str = "",
    *,
    needs_unit: bool = False,
    fills_in: Mapping[str, str] | None = None,
) -> Role:
    """Return a role of the table; names stand as tr, nn, nb, fi, en."""
    allowed = frozenset(each for each in PERMISSIONS if each in may.split())
    if len(allowed) != len(may.split()):
        raise ValueError(f"{id}: {may!r} names something that nobody can be allowed")
    own = {pack: frozenset(words.split()) for pack, words in (fills_in or {}).items()}
    return Role(
        id=id,
        names=MappingProxyType(dict(zip(("tr", "nn", "nb", "fi", "en"), names, strict=True))),
        fills=frozenset(fills.split()),
        may=allowed,
        needs_unit=needs_unit,
        fills_in=MappingProxyType(own),
    )


_TABLE = (
    # Those who work at the desk
    _role(
        "specialist",
        ("uzman", "spesialist", "spesialist", "asiantuntija", "specialist"),
        "specialist directorate",
        "read_messages work_steps",
        fills_in={"kinn": "information_service"},
    ),
    _role(
        "responsible",
        ("hesap sorumlusu", "kontoansvarleg", "kontoansvarlig", "tilin vastuuhenkilö", "account responsible"),
        "responsible",
        "read_messages read_restricted work_steps decide",
    ),
    _role(
        "director",
        ("iletişim direktörü", "kommunikasjonsdirektør", "kommunikasjonsdirektør", "viestintäjohtaja", "director"),
        "director directorate",
        "read_messages read_restricted work_steps decide approve declare manage_accounts set_policy audit",
    ),
    _role(
        "unit_contact",
        ("birim temsilcisi", "kontakt i eininga", "kontakt i enheten", "yksikön yhteyshenkilö", "unit contact"),
        "unit_representative department_concerned graduate_institute health_culture_sports security necessary_units "
        "right_body information_service",
        "read_messages work_steps",
        needs_unit=True,
    ),
    # Those whom a policy asks
    _role(
        "top_management",
        ("üst yönetim", "toppleiinga", "toppledelsen", "ylin johto", "top management"),
        "top_management",
        "read_messages approve declare",
    ),
    _role(
        "rectorate",
        ("rektörlük", "rektoratet", "rektoratet", "rehtoraatti", "rectorate"),
        "rectorate top_management",
        "read_messages approve declare",
    ),
    _role(
        "general_secretariat",
        ("genel sekreterlik", "generalsekretariatet", "generalsekretariatet", "pääsihteeristö", "general secretariat"),
        "general_secretariat",
        "read_messages approve",
    ),
    _role(
        "municipal_director",
        ("belediye yöneticisi", "kommunedirektør", "kommunedirektør", "kunnanjohtaja", "municipal director"),
        "municipal_director top_management",
        "read_messages read_restricted decide approve declare manage_accounts set_policy audit",
    ),
    _role(
        "delegate",
        ("yetkilendirilen kişi", "fullmektig", "fullmektig", "valtuutettu henkilö", "delegate"),
        "delegate",
        "read_messages approve declare",
    ),
    _role(
        "service_leader",
        ("hizmet birimi yöneticisi", "tenesteleiar", "tjenesteleder", "palvelun esihenkilö", "service leader"),
        "service_leader supervisor",
        "read_messages work_steps approve",
        needs_unit=True,
    ),
    _role(
        "supervisor",
        ("amir", "næraste leiar", "nærmeste leder", "esihenkilö", "supervisor"),
        "supervisor",
        "approve",
        needs_unit=True,
    ),
    # Those who post or tell of something
    _role("employee", ("çalışan", "tilsett", "ansatt", "työntekijä", "employee"), "employee"),
    _role("agency", ("ajans", "byrå", "byrå", "toimisto", "agency"), "agency"),
    _role(
        "student_account_manager",
        (
            "hesap yöneten öğrenci",
            "student som driv konto",
            "student som driver konto",
            "tiliä hoitava opiskelija",
            "student account manager",
        ),
        "student_account_manager",
    ),
    # Those who look after the desk itself
    _role(
        "auditor",
        ("denetçi", "revisor", "revisor", "tarkastaja", "auditor"),
        "",
        "read_messages read_restricted audit",
    ),
    _role(
        "administrator",
        ("sistem yöneticisi", "administrator", "administrator", "ylläpitäjä", "administrator"),
        "",
        "manage_people manage_accounts run",
    ),
)

ROLES: Mapping[str, Role] = MappingProxyType({each.id: each for each in _TABLE})
#: What somebody may whom a pack names by a word of its own (`x-legal_reviewer`): look and answer when asked.
_OWN_MAY: frozenset[Permission] = frozenset({"read_messages", "work_steps", "approve"})


def role_of(id: str) -> Role:
    """Return the role of that id; a pack's own addressee (`x-...`) is a role by the same name.

    Its names are the pack's to give. Raises `UnknownRole`.
    """
    if id in ROLES:
        return ROLES[id]
    if is_own_word(id):
        return Role(id=id, names=MappingProxyType({}), fills=frozenset({id}), may=_OWN_MAY)
    raise UnknownRole(id)


def roles_filling(addressee: str, packs: Iterable[str] = ()) -> tuple[Role, ...]:
    """Return the roles that an addressee of a decision means under these packs (their ids), in the table's order."""
    if is_own_word(addressee):
        return (role_of(addressee),)
    under = tuple(packs)
    return tuple(role for role in _TABLE if role.is_addressee(addressee, under))
