"""The table of roles covers every policy; the auditor changes nothing, the administrator reads nothing, units limit."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.apps.people.roles import PERMISSIONS, READING, ROLES, Permission, UnknownRole, role_of, roles_filling
from meydan.apps.people.standing import Held, Standing, line, units_below
from meydan.kernel.vocabulary import ADDRESSEES, LANGUAGES
from meydan.policy.pack import load_pack
from meydan.policy.pairs import BUILT_IN

HERE = UUID(int=1)
TOP, FACULTY, DEPARTMENT, OTHER = (UUID(int=each) for each in range(10, 14))
PARENTS: Mapping[UUID, UUID | None] = {TOP: None, FACULTY: TOP, DEPARTMENT: FACULTY, OTHER: TOP}


@pytest.mark.parametrize("addressee", ADDRESSEES)
def test_every_addressee_of_the_contract_is_somebody(addressee: str) -> None:
    assert roles_filling(addressee)


@pytest.mark.parametrize("pack", BUILT_IN)
def test_everybody_whom_a_pack_names_is_somebody(pack: str) -> None:
    for addressee in load_pack(pack).meta.get("roles") or {}:
        assert roles_filling(addressee, [pack]), addressee


def test_a_pack_may_mean_somebody_else_by_the_same_word() -> None:
    assert ROLES["specialist"] in roles_filling("information_service", ["kinn"])
    assert ROLES["specialist"] not in roles_filling("information_service", ["ieu"])


def test_the_table_names_each_role_in_five_languages_and_no_unknown_addressee() -> None:
    for id, role in ROLES.items():
        assert role.id == id
        assert set(role.names) == set(LANGUAGES)
        assert all(role.names.values())
        assert set(role.fills).union(*role.fills_in.values()) <= set(ADDRESSEES)
    for lang in LANGUAGES:
        assert len({role.names[lang] for role in ROLES.values()}) == len(ROLES)


def test_what_nobody_may_do_is_no_permission() -> None:
    assert set().union(*(role.may for role in ROLES.values())) == set(PERMISSIONS)


@pytest.mark.parametrize(
    ("role", "has", "lacks"),
    [
        ("specialist", "read_messages work_steps", "decide approve audit manage_people read_restricted"),
        ("responsible", "read_messages work_steps decide read_restricted", "approve manage_people"),
        ("director", "read_messages decide approve declare audit", "manage_people run"),
        ("unit_contact", "read_messages work_steps", "decide approve audit read_restricted"),
        ("auditor", "read_messages read_restricted audit", "work_steps decide approve declare run manage_people"),
        ("administrator", "manage_people run", "read_messages read_restricted audit work_steps decide"),
        ("employee", "", "read_messages work_steps"),
    ],
)
def test_what_a_role_may(role: str, has: str, lacks: str) -> None:
    assert set(has.split()) <= ROLES[role].may
    assert not set(lacks.split()) & ROLES[role].may


def test_the_auditor_reads_and_changes_nothing() -> None:
    assert ROLES["auditor"].may == READING


def test_a_packs_own_word_is_a_role_of_that_name_and_nothing_else_is() -> None:
    assert role_of("x-legal_reviewer").fills == {"x-legal_reviewer"}
    assert "read_messages" in role_of("x-legal_reviewer").may
    assert "decide" not in role_of("x-legal_reviewer").may
    for unknown in ("rector", "", "x-"):
        with pytest.raises(UnknownRole):
            role_of(unknown)


def standing(*held: Held) -> Standing:
    return Standing(institution=HERE, held=held)


@pytest.mark.parametrize(
    ("unit", "allowed"), [(FACULTY, True), (DEPARTMENT, True), (TOP, False), (OTHER, False), (None, False)]
)
def test_a_role_in_a_unit_holds_there_and_below(unit: UUID | None, allowed: bool) -> None:
    contact = standing(Held("unit_contact", units_below(FACULTY, PARENTS)))
    assert contact.may("read_messages", unit) == allowed
    assert not contact.may("decide", unit)


@pytest.mark.parametrize("unit", [TOP, DEPARTMENT, None])
def test_a_role_without_a_unit_holds_everywhere(unit: UUID | None) -> None:
    assert standing(Held("specialist", None)).may("read_messages", unit)


def test_several_roles_add_up_permission_by_permission() -> None:
    both = standing(Held("specialist", frozenset({OTHER})), Held("responsible", frozenset({DEPARTMENT})))
    assert both.reach("read_messages") == {OTHER, DEPARTMENT}
    assert both.reach("decide") == {DEPARTMENT}
    assert both.reach("audit") == frozenset()
    assert standing(*both.held, Held("auditor", None)).reach("read_messages") is None


def test_whoever_holds_no_role_may_nothing() -> None:
    assert not standing().is_anything()
    assert not any(standing().may(permission, unit) for permission in PERMISSIONS for unit in (TOP, None))


@given(st.permutations(sorted(ROLES)), st.sampled_from(PERMISSIONS))
def test_another_role_never_takes_away(order: list[str], permission: Permission) -> None:
    whole = standing(*(Held(role, frozenset({FACULTY})) for role in order))
    for count in range(len(order)):
        part = replace(whole, held=whole.held[:count])
        assert (part.reach(permission) or frozenset()) <= (whole.reach(permission) or frozenset())


def test_a_ring_of_units_is_walked_once() -> None:
    ring: Mapping[UUID, UUID | None] = {FACULTY: DEPARTMENT, DEPARTMENT: FACULTY}
    assert units_below(FACULTY, ring) == {FACULTY, DEPARTMENT}
    assert list(line(FACULTY, ring)) == [FACULTY, DEPARTMENT]
    assert list(line(None, ring)) == []
