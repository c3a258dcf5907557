"""Who may found, enrol, grant and end; each refusal beside what is possible, each with a sentence in five languages."""

import ast
import threading
from datetime import datetime, timedelta
from pathlib import Path
from string import Formatter
from typing import Any, ClassVar

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection

import desk_rows
from meydan.apps.people import actions, queries
from meydan.apps.people.actions.announce_absence import announce_absence
from meydan.apps.people.actions.end_role import end_role
from meydan.apps.people.actions.enrol_person import enrol_person
from meydan.apps.people.actions.found_institution import found_institution
from meydan.apps.people.actions.grant_role import grant_role
from meydan.apps.people.actions.open_unit import open_unit
from meydan.apps.people.models import Membership, Person, Unit
from meydan.apps.people.refusals import Refused, sentence, sentences
from meydan.apps.tenancy.models import Institution
from meydan.kernel.vocabulary import LANGUAGES

DAY = timedelta(days=1)


def code(act: Any, **arguments: Any) -> str:
    """Return the code with which an action is refused."""
    with pytest.raises(Refused) as caught:
        act(**arguments)
    return caught.value.refusal.code


class TestFounding:
    """An institution."""

    GOOD: ClassVar[dict[str, Any]] = {
        "slug": "fjordvik",
        "names": {"nn": "Fjordvik kommune", "en": "Fjordvik municipality"},
        "country": "NO",
        "languages": ["nn", "nb", "en"],
        "time_zone": "Europe/Oslo",
    }

    def test_an_institution_is_called_by_its_name_in_the_readers_language(self, db: None, now: datetime) -> None:
        made = found_institution(**self.GOOD, now=now)
        assert [made.name_in(lang) for lang in ("nn", "en", "fi")] == [
            "Fjordvik kommune",
            "Fjordvik municipality",
            "Fjordvik kommune",
        ]
        assert made.founded_at == now

    @pytest.mark.parametrize(
        ("wrong", "refusal"),
        [
            ({"slug": "Fjord Vik"}, "slug_wrong"),
            ({"slug": "x" * 61}, "slug_wrong"),
            ({"languages": []}, "language_unknown"),
            ({"languages": ["nn", "sv"]}, "language_unknown"),
            ({"names": {"nn": "Fjordvik", "sv": "Fjordvik"}}, "language_unknown"),
            ({"names": {"en": "Fjordvik"}}, "name_missing"),
            ({"names": {"nn": "  "}}, "name_missing"),
            ({"country": "Norway"}, "country_wrong"),
            ({"country": "no"}, "country_wrong"),
            ({"time_zone": "Oslo"}, "time_zone_unknown"),
        ],
    )
    def test_what_cannot_be_is_refused(self, db: None, now: datetime, wrong: dict[str, Any], refusal: str) -> None:
        assert code(found_institution, **self.GOOD | wrong, now=now) == refusal
        assert not Institution.objects.exists()

    def test_a_short_name_is_given_once(self, db: None, now: datetime) -> None:
        found_institution(**self.GOOD, now=now)
        assert code(found_institution, **self.GOOD, now=now) == "slug_taken"


class TestUnits:
    """The tree."""

    def test_units_lie_in_units(self, institution: Institution, now: datetime) -> None:
        law = open_unit(institution=institution, slug="law", names={"tr": "Hukuk"}, by=None, now=now)
        open_unit(institution=institution, slug="civil-law", names={"tr": "Özel hukuk"}, parent=law, by=None, now=now)
        assert [unit.slug for unit in law.children.all()] == ["civil-law"]

    def test_two_institutions_may_use_the_same_word(
        self, institution: Institution, other_institution: Institution, now: datetime
    ) -> None:
        for each in (institution, other_institution):
            open_unit(institution=each, slug="law", names={"en": "Law"}, by=None, now=now)
        arguments = {"institution": institution, "names": {"en": "Law"}, "by": None, "now": now}
        assert code(open_unit, slug="law", **arguments) == "slug_taken"
        assert code(open_unit, slug="Law", **arguments) == "slug_wrong"
        theirs = Unit.of(other_institution).get()
        assert code(open_unit, slug="below", parent=theirs, **arguments) == "unit_elsewhere"
        assert code(open_unit, slug="new", **arguments | {"names": {}}) == "name_missing"

    def test_whoever_manages_people_in_a_unit_opens_units_below_it_only(
        self, institution: Institution, now: datetime
    ) -> None:
        law = desk_rows.unit(institution, "law")
        manager = desk_rows.member(institution, "administrator", law)
        arguments = {"institution": institution, "names": {"en": "X"}, "by": manager, "now": now}
        assert open_unit(slug="below", parent=law, **arguments).parent == law
        assert code(open_unit, slug="beside", **arguments) == "not_allowed"


class TestEnrolling:
    """A person."""

    def enrol(self, institution: Institution, now: datetime, **other: Any) -> Membership:
        arguments = {"email": "Ayse@Example.org ", "name": "Ayşe", "language": "tr", "role": "specialist", "by": None}
        return enrol_person(**{"institution": institution, "now": now} | arguments | other)

    def test_somebody_new_gets_a_sign_in_and_a_first_role(self, institution: Institution, now: datetime) -> None:
        membership = self.enrol(institution, now, password=desk_rows.PASSWORD)
        person = Person.objects.get(email="ayse@example.org")
        assert (membership.person, membership.role, membership.valid_from) == (person, "specialist", now)
        assert check_password(desk_rows.PASSWORD, person.password)
        assert list(queries.people_of(institution=institution, now=now)) == [person]

    def test_a_sign_in_that_exists_is_left_as_it_is(
        self, institution: Institution, other_institution: Institution, now: datetime
    ) -> None:
        first = self.enrol(institution, now, password=desk_rows.PASSWORD).person
        other = {"name": "Another", "language": "fi", "password": "not hers at all, this"}
        again = self.enrol(other_institution, now, email="AYSE@example.org", **other).person
        assert again == first
        first.refresh_from_db()
        assert (first.name, first.language) == ("Ayşe", "tr")
        assert check_password(desk_rows.PASSWORD, first.password)

    def test_without_a_password_nobody_comes_in_before_setting_one(
        self, institution: Institution, now: datetime
    ) -> None:
        assert not self.enrol(institution, now).person.has_usable_password()

    @pytest.mark.parametrize(
        ("wrong", "refusal"),
        [
            ({"email": "ayse"}, "email_wrong"),
            ({"name": " "}, "person_name_missing"),
            ({"language": "sv"}, "language_unknown"),
            ({"password": "short"}, "password_too_short"),
            ({"password": "ayse@example.org"}, "password_too_similar"),
            ({"password": "passwordpassword"}, "password_too_common"),
            ({"password": "1212121212121212"}, "password_too_common"),
            ({"password": "aaaaaaaaaaaaaaaaa"}, "password_too_common"),
            ({"role": "king"}, "role_unknown"),
            ({"role": "unit_contact"}, "unit_needed"),
        ],
    )
    def test_what_cannot_be_is_refused_and_nobody_is_made(
        self, institution: Institution, now: datetime, wrong: dict[str, Any], refusal: str
    ) -> None:
        assert code(self.enrol, institution=institution, now=now, **wrong) == refusal
        assert not Person.objects.exists()

    @pytest.mark.parametrize("role", ["specialist", "director", "auditor", "unit_contact"])
    def test_only_managers_enrol(self, institution: Institution, now: datetime, role: str) -> None:
        unit = desk_rows.unit(institution) if role == "unit_contact" else None
        somebody = desk_rows.member(institution, role, unit)
        assert code(self.enrol, institution=institution, now=now, by=somebody) == "not_allowed"
        manager = desk_rows.member(institution, "administrator")
        assert self.enrol(institution, now, by=manager).pk

    def test_a_manager_of_another_institution_is_nobody_here(
        self, institution: Institution, other_institution: Institution, now: datetime
    ) -> None:
        stranger = desk_rows.member(other_institution, "administrator")
        assert code(self.enrol, institution=institution, now=now, by=stranger) == "not_allowed"


class TestRoles:
    """Granting and ending."""

    def test_a_role_holds_from_its_first_moment_until_its_last(self, institution: Institution, now: datetime) -> None:
        person = desk_rows.person()
        grant_role(
            institution=institution,
            person=person,
            role="specialist",
            valid_from=now + DAY,
            valid_until=now + 2 * DAY,
            by=None,
            now=now,
        )
        moments = [now, now + DAY, now + 2 * DAY - timedelta(seconds=1), now + 2 * DAY]
        seen = [queries.may_see(person=person, institution=institution, unit=None, now=each) for each in moments]
        assert seen == [False, True, True, False]

    def test_a_role_is_held_once_at_a_time(self, institution: Institution, now: datetime) -> None:
        arguments: dict[str, Any] = {"institution": institution, "person": desk_rows.person(), "by": None}
        first = grant_role(role="specialist", now=now, **arguments)
        assert code(grant_role, role="specialist", now=now + DAY, **arguments) == "role_already_held"
        assert code(grant_role, role="specialist", now=now, valid_until=now, **arguments) == "ends_before_start"
        end_role(membership=first, by=None, now=now + DAY)
        assert grant_role(role="specialist", now=now + DAY, **arguments).pk != first.pk

    def test_nobody_gives_themselves_a_role(self, institution: Institution, now: datetime) -> None:
        manager, other = (desk_rows.member(institution, "administrator") for _ in range(2))
        arguments: dict[str, Any] = {"institution": institution, "role": "specialist", "person": manager, "now": now}
        assert code(grant_role, by=manager, **arguments) == "own_role"
        assert grant_role(by=other, **arguments).role == "specialist"

    def test_a_unit_of_another_institution_is_no_unit_here(
        self, institution: Institution, other_institution: Institution, now: datetime
    ) -> None:
        arguments: dict[str, Any] = {"institution": institution, "person": desk_rows.person(), "by": None, "now": now}
        theirs = desk_rows.unit(other_institution)
        assert code(grant_role, role="unit_contact", unit=theirs, **arguments) == "unit_elsewhere"

    def test_a_role_ends_once_and_stays_on_record(self, institution: Institution, now: datetime) -> None:
        desk_rows.member(institution, "specialist")
        membership = Membership.of(institution).get()
        assert (
            code(end_role, membership=membership, valid_until=now - 90 * DAY, by=None, now=now) == "ends_before_start"
        )
        end_role(membership=membership, by=None, now=now)
        assert Membership.of(institution).get().valid_until == now
        assert code(end_role, membership=membership, by=None, now=now + DAY) == "role_already_ended"

    def test_somebody_is_left_who_can_manage_people(self, institution: Institution, now: datetime) -> None:
        for _ in range(2):
            desk_rows.member(institution, "administrator")
        desk_rows.member(institution, "administrator", desk_rows.unit(institution))
        one, two = Membership.of(institution).filter(unit=None)
        end_role(membership=one, by=None, now=now)
        assert code(end_role, membership=two, by=None, now=now + DAY) == "last_administrator"
        assert queries.administrators(institution=institution, now=now + DAY) == [two.person]

    @pytest.mark.django_db(transaction=True)
    def test_of_the_last_two_only_one_goes_when_both_end_at_once(self, now: datetime) -> None:
        institution = desk_rows.institution("bozkir")
        for _ in range(2):
            desk_rows.member(institution, "administrator")
        start = threading.Barrier(2)
        refused: list[str] = []

        def leave(membership: Membership) -> None:
            start.wait()
            try:
                end_role(membership=membership, by=None, now=now)
            except Refused as refusal:
                refused.append(refusal.refusal.code)
            finally:
                connection.close()

        threads = [threading.Thread(target=leave, args=[each]) for each in Membership.of(institution)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert refused == ["last_administrator"]
        assert len(queries.administrators(institution=institution, now=now + DAY)) == 1

    def test_only_managers_end_a_role(self, institution: Institution, now: datetime) -> None:
        director = desk_rows.member(institution, "director")
        membership = Membership.of(institution).get()
        assert code(end_role, membership=membership, by=director, now=now) == "not_allowed"
        assert end_role(membership=membership, by=desk_rows.member(institution, "administrator"), now=now)


class TestAsking:
    """What somebody may do, and who is meant."""

    def test_a_closed_sign_in_may_nothing(self, institution: Institution, now: datetime) -> None:
        person = desk_rows.member(institution, "director")
        assert queries.may_see(person=person, institution=institution, unit=None, now=now)
        person.is_active = False
        assert not queries.may_see(person=person, institution=institution, unit=None, now=now)

    def test_a_role_in_one_institution_is_none_in_another(
        self, institution: Institution, other_institution: Institution, now: datetime
    ) -> None:
        person = desk_rows.member(institution, "director")
        assert not queries.standing(person=person, institution=other_institution, now=now).is_anything()

    def test_a_contact_sees_the_unit_and_what_lies_below(self, institution: Institution, now: datetime) -> None:
        law = desk_rows.unit(institution, "law")
        civil, arts = desk_rows.unit(institution, "civil", law), desk_rows.unit(institution, "arts")
        contact = desk_rows.member(institution, "unit_contact", law)
        units = [law.pk, civil.pk, arts.pk, None]
        seen = [queries.may_see(person=contact, institution=institution, unit=each, now=now) for each in units]
        assert seen == [True, True, False, False]

    def test_what_somebody_may_is_asked_in_two_queries(
        self, institution: Institution, now: datetime, django_assert_num_queries: Any
    ) -> None:
        law = desk_rows.unit(institution, "law")
        person = desk_rows.member(institution, "unit_contact", law)
        with django_assert_num_queries(2):
            standing = queries.standing(person=person, institution=institution, now=now)
            assert standing.may("work_steps", law.pk)

    def test_an_addressee_is_looked_for_in_the_unit_then_above(self, institution: Institution, now: datetime) -> None:
        law = desk_rows.unit(institution, "law")
        civil, empty = desk_rows.unit(institution, "civil", law), desk_rows.unit(institution, "empty")
        everywhere = desk_rows.member(institution, "responsible")
        at_law = desk_rows.member(institution, "responsible", law)
        desk_rows.member(institution, "specialist", civil)
        arguments: dict[str, Any] = {
            "institution": institution,
            "addressee": "responsible",
            "packs": ["ieu"],
            "now": now,
        }
        found = [list(queries.people_filling(unit=each, **arguments)) for each in (civil.pk, law.pk, empty.pk, None)]
        assert found == [[at_law], [at_law], [everywhere], [everywhere]]

    def test_the_first_page_shows_where_somebody_works_now(
        self, institution: Institution, other_institution: Institution, now: datetime
    ) -> None:
        person = desk_rows.member(institution, "specialist")
        for role in ("auditor", "director"):
            grant_role(institution=other_institution, person=person, role=role, by=None, now=now)
        places = queries.workplaces(person=person, lang="nn", now=now)
        assert [(place.slug, place.roles) for place in places] == [
            ("bozkir", ("spesialist",)),
            ("fjordvik", ("revisor", "kommunikasjonsdirektør")),
        ]

    def test_whoever_is_away_has_a_deputy_who_works_here(
        self, institution: Institution, other_institution: Institution, now: datetime
    ) -> None:
        person, deputy = (desk_rows.member(institution, "specialist") for _ in range(2))
        stranger = desk_rows.member(other_institution, "specialist")
        arguments: dict[str, Any] = {
            "institution": institution,
            "person": person,
            "starts": now,
            "ends": now + 7 * DAY,
            "now": now,
        }
        assert code(announce_absence, deputy=stranger, by=person, **arguments) == "not_a_member"
        assert code(announce_absence, deputy=person, by=person, **arguments) == "deputy_is_absent"
        assert code(announce_absence, by=deputy, **arguments) == "not_allowed"
        assert code(announce_absence, by=person, **arguments | {"ends": now}) == "ends_before_start"
        announce_absence(deputy=deputy, by=person, **arguments)
        away = queries.absent(institution=institution, person=person, now=now + DAY)
        assert away is not None
        assert away.deputy == deputy
        assert queries.absent(institution=institution, person=person, now=now + 7 * DAY) is None


def refusals() -> set[str]:
    """Return the codes with which the actions refuse, read from their text."""
    found = set()
    for path in Path(str(actions.__file__)).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Refused":
                found |= {each.value for each in node.args if isinstance(each, ast.Constant)}
    return found


def test_every_refusal_has_a_sentence_in_five_languages_and_none_is_left_over() -> None:
    passwords = {f"password_too_{how}" for how in ("short", "common", "similar")}
    assert refusals() | passwords == set(sentences())
    for texts in sentences().values():
        assert list(texts) == ["en", "tr", "nn", "nb", "fi"]
        holes = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in texts.values()]
        assert all(each == holes[0] for each in holes)


def test_a_refusal_is_said_in_the_readers_language() -> None:
    refused = Refused("slug_taken", slug="kinn")
    said = {lang: sentence(refused.refusal, lang) for lang in LANGUAGES}
    assert said["fi"] == "Lyhyt nimi ”kinn” on jo käytössä."
    assert len(set(said.values())) == 5
    assert str(refused) == said["en"]
