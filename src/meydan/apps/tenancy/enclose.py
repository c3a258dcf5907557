"""The fence in the database itself: no row can point at a row of another institution, and none can change institution.

PostgreSQL holds foreign keys of two columns, SQLite triggers; both refuse at once. Example: a step of one university
that names a case of another is refused by the database, whatever the program believed it was doing.

Every migration of an app with such rows begins with `Open()` and ends with `Enclose()`: SQLite builds a changed table
anew and would lose its triggers. On SQLite a row is therefore written after the row that it points at.
"""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import truncate_name
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

#: What a refusal of the fence says, on both databases.
REFUSAL = "tenancy_fence"
_LONGEST_NAME = 60
_STAYS = f"""
CREATE OR REPLACE FUNCTION {REFUSAL}_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '{REFUSAL}: a row of % stays with its institution', TG_TABLE_NAME
    USING ERRCODE = 'integrity_constraint_violation';
END $$"""


def is_tenant(model: type[models.Model]) -> bool:
    """Whether the rows of a model belong to institutions; true for the models of a migration's state as well."""
    fields = {field.name: field for field in model._meta.local_concrete_fields}
    owner = fields.get("institution")
    return isinstance(owner, models.ForeignKey) and _target(owner)._meta.label_lower == "tenancy.institution"


def fenced_keys(model: type[models.Model]) -> list["models.ForeignKey[Any, Any]"]:
    """Return the foreign keys of a model that point at rows of institutions; the institution's own is none of them."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.ForeignKey) and is_tenant(_target(field))
    ]


class Open(Operation):
    """Takes the triggers down for the rest of this migration, so that SQLite can rebuild tables."""

    reversible = False
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the models."""

    def database_forwards(
        self,
        _app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        _from_state: ProjectState,
        _to_state: ProjectState,
    ) -> None:
        """Drop every trigger of the fence; PostgreSQL's constraints follow their columns by themselves."""
        if schema_editor.connection.vendor != "sqlite":
            return
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '{REFUSAL}%'")  # noqa: S608
            names = [name for (name,) in cursor.fetchall()]
        for name in names:
            schema_editor.execute(f'DROP TRIGGER "{name}"', params=None)

    def describe(self) -> str:
        """Return the line that `migrate` shows."""
        return "Open the fence between institutions"


class Enclose(Operation):
    """Puts the fence around the rows of every model that this migration's state knows."""

    reversible = False
    reduces_to_sql = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change nothing in the models."""

    def database_forwards(
        self,
        _app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        _from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Make what is missing: first what can be pointed at, then what points."""
        tenants = [model for model in to_state.apps.get_models() if is_tenant(model)]
        for model in tenants:
            table = model._meta.db_table
            name = _name(table, "rows")
            schema_editor.execute(
                f'CREATE UNIQUE INDEX IF NOT EXISTS "{name}" ON "{table}" ("institution_id", "id")', params=None
            )
        statements = _on_sqlite if schema_editor.connection.vendor == "sqlite" else _on_postgresql
        for model in tenants:
            for statement in statements(model, schema_editor):
                schema_editor.execute(statement, params=None)

    def describe(self) -> str:
        """Return the line that `migrate` shows."""
        return "Enclose the rows of each institution"


def _on_sqlite(model: type[models.Model], _: BaseDatabaseSchemaEditor) -> Iterator[str]:
    table = model._meta.db_table
    keys = fenced_keys(model)
    checks = " ".join(
        f"SELECT RAISE(ABORT, '{REFUSAL}: {table}.{key.column} is of another institution') "  # noqa: S608
        f'WHERE NEW."{key.column}" IS NOT NULL AND NOT EXISTS (SELECT 1 FROM "{_target(key)._meta.db_table}" '
        f'WHERE "id" = NEW."{key.column}" AND "institution_id" = NEW."institution_id");'
        for key in keys
    )
    stays = f"SELECT RAISE(ABORT, '{REFUSAL}: a row of {table} stays with its institution');"
    moves = f'BEFORE UPDATE OF "institution_id" ON "{table}" WHEN NEW."institution_id" IS NOT OLD."institution_id"'
    yield f'CREATE TRIGGER IF NOT EXISTS "{_name(table, "stays")}" {moves} BEGIN {stays} END'
    if keys:
        columns = ", ".join(f'"{key.column}"' for key in keys)
        yield f'CREATE TRIGGER IF NOT EXISTS "{_name(table, "new")}" BEFORE INSERT ON "{table}" BEGIN {checks} END'
        yield (
            f'CREATE TRIGGER IF NOT EXISTS "{_name(table, "change")}" BEFORE UPDATE OF {columns} ON "{table}" '
            f"BEGIN {checks} END"
        )


def _on_postgresql(model: type[models.Model], schema_editor: BaseDatabaseSchemaEditor) -> Iterator[str]:
    table = model._meta.db_table
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass", [f'"{table}"'])
        present = {name for (name,) in cursor.fetchall()}
    for key in fenced_keys(model):
        name = _name(table, key.column)
        if name not in present:
            yield (
                f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY ("institution_id", "{key.column}") '
                f'REFERENCES "{_target(key)._meta.db_table}" ("institution_id", "id")'
            )
    yield _STAYS
    yield (
        f'CREATE OR REPLACE TRIGGER "{_name(table, "stays")}" BEFORE UPDATE OF "institution_id" ON "{table}" '
        f"FOR EACH ROW WHEN (NEW.institution_id IS DISTINCT FROM OLD.institution_id) EXECUTE FUNCTION {REFUSAL}_stays()"
    )


def _target(key: "models.ForeignKey[Any, Any]") -> type[models.Model]:
    target: Any = key.related_model
    return target  # type: ignore[no-any-return]


def _name(table: str, part: str) -> str:
    return truncate_name(f"{REFUSAL}_{table}_{part}", _LONGEST_NAME)
