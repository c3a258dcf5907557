"""No row of one institution can be reached, written or pointed at from another."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.shortcuts import get_object_or_404
from hypothesis import given
from hypothesis import strategies as st

import desk_rows
from meydan.apps.people.models import Membership, Unit
from meydan.apps.tenancy.enclose import REFUSAL, Enclose, Open, fenced_keys
from meydan.apps.tenancy.errors import Crossing, Unenclosed
from meydan.apps.tenancy.models import Institution, TenantModel
from meydan.apps.tenancy.walk import INSTALLATION_WIDE, every_model, misplaced
from meydan.kernel.ids import uuid7

NOW = desk_rows.NOW
APPS = Path(__file__).parents[2] / "src" / "meydan"
TENANTS = [model for model in apps.get_models() if issubclass(model, TenantModel)]
KEYS = [(model, key) for model in TENANTS for key in fenced_keys(model)]
#: Where rows of everybody may be asked for, and why.
UNFENCED = {
    "apps/tenancy/fence.py": "the fence itself",
    "apps/tenancy/models.py": "`of` goes through it",
    "apps/people/queries.py": "a person's own workplaces, on the first page",
}


def test_every_model_belongs_to_institutions_or_is_listed_with_a_reason() -> None:
    assert list(misplaced()) == []
    assert all(len(reason) > 10 for reason in INSTALLATION_WIDE.values())


def test_a_model_that_is_neither_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("meydan.apps.tenancy.walk.INSTALLATION_WIDE", {"tenancy.Institution": "", "gone.Table": ""})
    found = list(misplaced())
    assert "people.Person: derive it from TenantModel, or list it as installation-wide with the reason" in found
    assert "gone.Table: listed, but there is no such table" in found


@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label)
def test_there_is_no_way_to_rows_without_an_institution(model: type[TenantModel]) -> None:
    asked: Any = model.objects
    for ask in (asked.all, asked.count, asked.create, asked.first, lambda: get_object_or_404(model, pk=None)):
        with pytest.raises(Unenclosed):
            ask()


@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label)
def test_an_institution_sees_its_own_rows_and_no_others(
    model: type[TenantModel], institution: Institution, other_institution: Institution
) -> None:
    ours, theirs = (desk_rows.make(model._meta.label, each) for each in (institution, other_institution))
    assert ours in set(model.of(institution))
    assert theirs not in set(model.of(institution))
    assert not model.of(institution).filter(pk=theirs.pk).exists()
    assert model.of(institution.pk).count() == model.of(institution).count()


@pytest.mark.parametrize(("model", "key"), KEYS, ids=lambda part: getattr(part, "name", None) or part._meta.label)
class TestCrossing:
    """Every foreign key between rows of institutions, tried with a row of another institution."""

    def test_a_row_cannot_be_turned_to_another_institution(
        self, model: Any, key: Any, institution: Institution, other_institution: Institution
    ) -> None:
        row = desk_rows.make(model._meta.label, institution)
        theirs = desk_rows.make(key.related_model._meta.label, other_institution)
        refused(lambda: model.of(institution).filter(pk=row.pk).update(**{key.name: theirs}))
        ours = desk_rows.make(key.related_model._meta.label, institution)
        model.of(institution).filter(pk=row.pk).update(**{key.name: ours})

    def test_a_row_cannot_be_written_towards_another_institution(
        self, model: Any, key: Any, institution: Institution, other_institution: Institution
    ) -> None:
        row = desk_rows.make(model._meta.label, institution)
        ours = getattr(row, key.attname)
        theirs = desk_rows.make(key.related_model._meta.label, other_institution)
        model.of(institution).filter(pk=row.pk).delete()
        setattr(row, key.attname, theirs.pk)
        refused(lambda: row.save(force_insert=True))
        setattr(row, key.attname, ours)
        row.save(force_insert=True)


@pytest.mark.parametrize("model", TENANTS, ids=lambda model: model._meta.label)
def test_a_row_stays_with_its_institution(
    model: type[TenantModel], institution: Institution, other_institution: Institution
) -> None:
    row = desk_rows.make(model._meta.label, institution)
    refused(lambda: model.of(institution).filter(pk=row.pk).update(institution=other_institution))


def refused(write: Any) -> None:
    """Assert that the database itself refuses a write because of the fence."""
    with pytest.raises(IntegrityError, match=REFUSAL), transaction.atomic():
        write()


def test_there_is_a_maker_for_every_model() -> None:
    assert {model._meta.label for model in TENANTS} == set(desk_rows.MAKERS)
    assert KEYS


def test_what_is_created_belongs_to_the_institution_asked(
    institution: Institution, other_institution: Institution
) -> None:
    one = Unit.of(institution).create(slug="a", names={})
    (two,) = Unit.of(institution).bulk_create([Unit(slug="b", names={})])
    three, _ = Unit.of(institution).get_or_create(slug="c", defaults={"names": {}})
    assert {one.institution_id, two.institution_id, three.institution_id} == {institution.pk}
    with pytest.raises(Crossing):
        Unit.of(institution).create(slug="d", names={}, institution=other_institution)
    with pytest.raises(Crossing):
        Unit.of(institution).bulk_create([Unit(slug="d", names={}, institution=other_institution)])
    with pytest.raises(Unenclosed):
        Unit.of(institution).raw("SELECT * FROM people_unit")


def test_rows_of_a_row_stay_within_its_institution(institution: Institution, other_institution: Institution) -> None:
    unit, theirs = desk_rows.unit(institution), desk_rows.unit(other_institution)
    child = unit.children.create(slug="child", names={})
    desk_rows.unit(other_institution, parent=theirs)
    assert child.institution_id == institution.pk
    assert list(unit.children.all()) == [child]
    tops = Unit.of(institution).filter(parent=None).prefetch_related("children__memberships")
    assert [list(top.children.all()) for top in tops] == [[child]]


def test_many_rows_are_written_parents_first(institution: Institution) -> None:
    top = Unit(slug="top", names={})
    Unit.of(institution).bulk_create([top, Unit(slug="below", names={}, parent=top)])
    assert Unit.of(institution).get(slug="below").parent == top


def test_nothing_goes_round_the_fence() -> None:
    """Django's own managers know no institution; who needs rows of everybody stands in the list with a reason."""
    found = {
        str(path.relative_to(APPS))
        for path in APPS.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"unfenced", "_base_manager", "_default_manager"}
    }
    assert found == set(UNFENCED)


def migrations() -> Iterator[Any]:
    """Yield every migration of our own apps that comes after the institutions themselves."""
    for (app, name), migration in MigrationLoader(None).disk_migrations.items():
        if apps.get_app_config(app).name.startswith("meydan.") and (app, name) != ("tenancy", "0001_initial"):
            yield pytest.param(migration, id=f"{app}.{name}")


@pytest.mark.parametrize("migration", list(migrations()))
def test_every_migration_opens_the_fence_first_and_closes_it_last(migration: Any) -> None:
    first, *_, last = migration.operations
    assert (type(first), type(last)) == (Open, Enclose)


@pytest.mark.django_db(transaction=True)
def test_the_fence_stands_again_after_a_table_was_rebuilt() -> None:
    """SQLite builds a changed table anew: the next migration has to leave the fence as it found it."""
    before = fence()
    assert len(before) > len(TENANTS)
    loader = MigrationLoader(connection)
    state = loader.project_state()
    with connection.schema_editor() as editor:
        Open().database_forwards("people", editor, state, state)
        old = Unit._meta.get_field("slug")
        new = models.CharField(max_length=70)
        new.set_attributes_from_name("slug")
        new.model = Unit
        editor.alter_field(Unit, old, new)
        editor.alter_field(Unit, new, old)
        Enclose().database_forwards("people", editor, state, state)
    assert fence() == before
    here, there = desk_rows.institution("here"), desk_rows.institution("there")
    refused(
        lambda: Membership.of(here).create(
            person=desk_rows.person(), role="x", unit=desk_rows.unit(there), valid_from=NOW
        )
    )


def fence() -> set[str]:
    """Return the names of everything in the database that belongs to the fence."""
    names = {
        "sqlite": f"SELECT name FROM sqlite_master WHERE name LIKE '{REFUSAL}%'",
        "postgresql": f"SELECT conname FROM pg_constraint WHERE conname LIKE '{REFUSAL}%' "
        f"UNION SELECT tgname FROM pg_trigger WHERE tgname LIKE '{REFUSAL}%' "
        f"UNION SELECT indexname FROM pg_indexes WHERE indexname LIKE '{REFUSAL}%'",
    }
    with connection.cursor() as cursor:
        cursor.execute(names[connection.vendor])
        return {name for (name,) in cursor.fetchall()}


def test_models_and_migrations_agree(db: None) -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@given(now_ms=st.integers(0, 2**48 - 1), random=st.binary(min_size=10, max_size=10))
def test_an_id_is_a_uuid_of_version_7_and_tells_its_moment(now_ms: int, random: bytes) -> None:
    made = uuid7(now_ms=now_ms, random=random)
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == now_ms


@given(st.integers(0, 2**48 - 2), st.binary(min_size=10, max_size=10), st.binary(min_size=10, max_size=10))
def test_the_later_id_is_the_greater_one_and_chance_makes_it_another(now_ms: int, one: bytes, two: bytes) -> None:
    assert uuid7(now_ms=now_ms, random=one) < uuid7(now_ms=now_ms + 1, random=two)
    kept = [int.from_bytes(each) & (2**74 - 1) for each in (one, two)]
    assert (uuid7(now_ms=now_ms, random=one) == uuid7(now_ms=now_ms, random=two)) == (kept[0] == kept[1])


@pytest.mark.parametrize(("now_ms", "random"), [(-1, b"0" * 10), (2**48, b"0" * 10), (0, b"0" * 9)])
def test_an_id_takes_a_moment_and_ten_bytes(now_ms: int, random: bytes) -> None:
    with pytest.raises(ValueError, match="an id"):
        uuid7(now_ms=now_ms, random=random)


def test_every_table_is_walked() -> None:
    assert {"people.Unit", "account.EmailAddress", "sessions.Session"} <= {model._meta.label for model in every_model()}
