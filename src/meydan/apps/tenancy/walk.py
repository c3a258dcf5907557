"""Goes through every model and says what is wrong with it: whose are its rows, and what do they hold?

Each table belongs to institutions or is listed here, with the reason why it cannot. Example: a sign-in is of the
installation, because one person may work for two institutions; a new table that is neither fails a test.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models

from meydan.apps.tenancy.models import TenantModel

#: Tables of the installation, and why no institution owns their rows.
INSTALLATION_WIDE: Mapping[str, str] = {
    "tenancy.Institution": "it is the institution",
    "people.Person": "one person has one sign-in and may work for several institutions",
    "account.EmailAddress": "belongs to a sign-in",
    "account.EmailConfirmation": "belongs to a sign-in; unused, addresses are vouched for by whoever enrols",
    "mfa.Authenticator": "belongs to a sign-in",
    "sessions.Session": "a browser is signed in as a person, not as an institution",
    "contenttypes.ContentType": "names of tables; Django needs it",
    "auth.Permission": "unused: what somebody may do follows from the table of roles",
    "auth.Group": "unused: what somebody may do follows from the table of roles",
    "auth.Group_permissions": "unused: what somebody may do follows from the table of roles",
}

#: Text columns of tables that are not ours: the class of the retention schedule, or None where no person's words stand.
FOREIGN_COLUMNS: Mapping[str, Mapping[str, str | None]] = {
    "account.EmailAddress": {"email": "staff"},
    "account.EmailConfirmation": {"key": None},
    "mfa.Authenticator": {"type": None, "data": None},
    "sessions.Session": {"session_key": None, "session_data": "session"},
    "contenttypes.ContentType": {"app_label": None, "model": None},
    "auth.Permission": {"name": None, "codename": None},
    "auth.Group": {"name": None},
}

#: Columns that cannot hold words. Everything else can, until its model says that it does not.
_WORDLESS = (
    models.AutoField,
    models.BooleanField,
    models.DateField,
    models.DecimalField,
    models.DurationField,
    models.FloatField,
    models.ForeignKey,
    models.IntegerField,
    models.TimeField,
    models.UUIDField,
)


@dataclass(frozen=True, slots=True)
class PersonalColumn:
    """A column that may hold a person's words, and the class of the retention schedule that it falls under."""

    model: type[models.Model]
    column: str
    retention: str


def every_model() -> list[type[models.Model]]:
    """Return every model with a table, those that Django makes for many-to-many relations included."""
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]


def register() -> tuple[PersonalColumn, ...]:
    """Return the register of personal data: every column of every table that may hold a person's words."""
    return tuple(
        PersonalColumn(model, column, retention)
        for model in every_model()
        for column, retention in _declared(model).items()
        if retention is not None
    )


def unlisted() -> Iterator[str]:
    """Yield each text column of which its model says nothing or two things, and each that it does not have."""
    for model in every_model():
        label, declared = model._meta.label, set(_declared(model))
        texts = {field.name for field in model._meta.local_concrete_fields if not isinstance(field, _WORDLESS)}
        yield from (f"{label}.{column}: neither in `words` nor in `plain`" for column in sorted(texts - declared))
        yield from (f"{label}.{column}: declared, but no text column" for column in sorted(declared - texts))
        both = set(getattr(model, "words", {})) & set(getattr(model, "plain", ()))
        yield from (f"{label}.{column}: in `words` and in `plain`" for column in sorted(both))


def misplaced() -> Iterator[str]:
    """Yield what would let one institution's rows be reached from another's."""
    for model in every_model():
        label = model._meta.label
        if not issubclass(model, TenantModel):
            if label not in INSTALLATION_WIDE:
                yield f"{label}: derive it from TenantModel, or list it as installation-wide with the reason"
            continue
        if len(model._meta.parents) > 0:
            yield f"{label}: its rows lie in two tables; give it columns of its own"
        for field in model._meta.local_many_to_many:
            yield f"{label}.{field.name}: the rows between would belong to nobody; write a model for them"
        yield from _open_ways(model)
    yield from (f"{label}: listed, but there is no such table" for label in INSTALLATION_WIDE if label not in _labels())


def _open_ways(model: type[TenantModel]) -> Iterator[str]:
    for field in model._meta.local_concrete_fields:
        target: Any = field.related_model
        if field.remote_field is None or issubclass(target, TenantModel) or field.remote_field.hidden:
            continue
        place = f"{model._meta.label}.{field.name}"
        yield f"{place}: leads from {target._meta.label} into every institution; related_name='+'"


def _declared(model: type[models.Model]) -> dict[str, str | None]:
    foreign = FOREIGN_COLUMNS.get(model._meta.label)
    if foreign is not None:
        return dict(foreign)
    plain: tuple[str, ...] = getattr(model, "plain", ())
    return {**getattr(model, "words", {}), **dict.fromkeys(plain)}


def _labels() -> set[str]:
    return {model._meta.label for model in every_model()}
