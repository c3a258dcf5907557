"""Turns plain data into events, and says which field is wrong when it cannot.

Example: `{"id": "1", "kind": "contact", "what": "gossip"}` is refused with path `what` and the words allowed.
The readers are compiled once from the annotations of `kernel.events`, so that a field has one definition.
"""

import dataclasses
import types
import typing
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, cast

from meydan.kernel.errors import InvalidEvent
from meydan.kernel.events import EVENT_TYPES, Approval, Event, IncomingMessage
from meydan.kernel.vocabulary import INCOMING_LABELS, OUTGOING_LABELS, is_own_word

#: A text, a name or a list longer than this is no message of a network but a mistake or an attack.
MAX_TEXT = 200_000
MAX_ITEMS = 1_000

Reader = Callable[[object, str], Any]


def parse_event(data: object) -> Event:
    """Return the event that `data` describes; raise InvalidEvent with the path of the first wrong field."""
    if not isinstance(data, dict):
        raise InvalidEvent("not_an_object", "An event is a JSON object.")
    kind = data.get("kind")
    cls = EVENT_TYPES.get(kind) if isinstance(kind, str) else None
    if cls is None:
        known = ", ".join(EVENT_TYPES)
        raise InvalidEvent("unknown_kind", f"Unknown kind of event {_show(kind)}; known are {known}.", "kind")
    return cast(Event, _READERS[cls](data, ""))


def _show(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."


def _wrong(path: str, wanted: str, value: object) -> InvalidEvent:
    return InvalidEvent("wrong_type", f"Expected {wanted}, found {type(value).__name__}.", path)


def _read_str(value: object, path: str) -> str:
    if not isinstance(value, str):
        raise _wrong(path, "a string", value)
    if len(value) > MAX_TEXT:
        raise InvalidEvent("too_long", f"Longer than {MAX_TEXT} characters.", path)
    return value


def _read_time(value: object, path: str) -> str:
    text = _read_str(value, path)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise InvalidEvent("not_a_time", "Expected RFC 3339 with a time zone, such as 2026-11-20T09:00:00Z.", path)
    return text


def _read_date(value: object, path: str) -> str:
    text = _read_str(value, path)
    try:
        datetime.fromisoformat(text)
    except ValueError:
        raise InvalidEvent("not_a_date", "Expected a date such as 2026-12-31.", path) from None
    return text


def _read_bool(value: object, path: str) -> bool:
    if not isinstance(value, bool):
        raise _wrong(path, "true or false", value)
    return value


def _read_choice(words: tuple[str, ...]) -> Reader:
    allowed = frozenset(words)

    def read(value: object, path: str) -> str:
        if not isinstance(value, str):
            raise _wrong(path, "a string", value)
        if value not in allowed:
            raise InvalidEvent("unknown_value", f"{_show(value)} is none of {', '.join(words)}.", path)
        return value

    return read


def _read_labels(words: tuple[str, ...]) -> Reader:
    allowed = frozenset(words)

    def read(value: object, path: str) -> str:
        if not isinstance(value, str):
            raise _wrong(path, "a string", value)
        if value not in allowed and not is_own_word(value):
            raise InvalidEvent("unknown_label", f"{_show(value)} is no label; see the list of labels.", path)
        return value

    return read


def _read_tuple(item: Reader) -> Reader:
    def read(value: object, path: str) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise _wrong(path, "a list", value)
        if len(value) > MAX_ITEMS:
            raise InvalidEvent("too_long", f"More than {MAX_ITEMS} items.", path)
        if not value:
            return ()
        return tuple([item(each, f"{path}[{index}]") for index, each in enumerate(value)])

    return read


def _read_approval(value: object, path: str) -> Approval:
    if isinstance(value, str):
        return Approval(by=value)
    return cast(Approval, _object_reader(Approval)(value, path))


#: Fields whose words an annotation cannot carry.
_SPECIAL: dict[str, Reader] = {
    "at": _read_time,
    "agency_contract_until": _read_date,
    "terms_read_at": _read_date,
    "risk_assessed_at": _read_date,
}


def _reader_for(cls: type, name: str, annotation: object) -> Reader:
    if name in _SPECIAL:
        return _SPECIAL[name]
    if name == "labels":
        is_incoming = cls is IncomingMessage
        return _read_tuple(_read_labels(INCOMING_LABELS if is_incoming else OUTGOING_LABELS + INCOMING_LABELS))
    return _reader_of_type(annotation)


def _reader_of_type(annotation: object) -> Reader:
    origin = typing.get_origin(annotation)
    if origin in (types.UnionType, typing.Union):
        (inner,) = [part for part in typing.get_args(annotation) if part is not type(None)]
        return _reader_of_type(inner)
    if origin is Literal:
        return _read_choice(typing.get_args(annotation))
    if origin is tuple:
        return _read_tuple(_reader_of_type(typing.get_args(annotation)[0]))
    if annotation is str:
        return _read_str
    if annotation is bool:
        return _read_bool
    if annotation is Approval:
        return _read_approval
    return _object_reader(cast(type, annotation))


def _object_reader(cls: type) -> Reader:
    known = _READERS.get(cls)
    if known is not None:
        return known
    hints = typing.get_type_hints(cls)
    fields = {field.name: field for field in dataclasses.fields(cls)}
    readers = {name: _reader_for(cls, name, hints[name]) for name in fields}
    is_event = issubclass(cls, Event)

    def read(value: object, path: str) -> Any:
        if not isinstance(value, dict):
            raise _wrong(path, "an object", value)
        prefix = f"{path}." if path else ""
        found: dict[str, Any] = {}
        for key, item in value.items():
            reader = readers.get(key)
            if reader is None:
                if key == "kind" and is_event and item == cls.kind:  # type: ignore[attr-defined]
                    continue
                raise InvalidEvent("unknown_field", f"There is no field {_show(key)} here.", f"{prefix}{key}")
            if item is not None:
                found[key] = reader(item, prefix + key)
        return _build(cls, found, prefix, nested=bool(path), is_event=is_event)

    _READERS[cls] = read
    return read


def _build(cls: type, found: dict[str, Any], prefix: str, *, nested: bool, is_event: bool) -> Any:
    """Make the value; a message inside another event may lack its id, an event of its own may not."""
    if is_event and "id" not in found:
        if not nested:
            raise InvalidEvent("missing_field", "Every event has an id.", f"{prefix}id")
        found["id"] = ""
    if cls is Approval and "by" not in found:
        raise InvalidEvent("missing_field", "An approval says by whom.", f"{prefix}by")
    return cls(**found)


_READERS: dict[type, Reader] = {}
for _cls in EVENT_TYPES.values():
    _object_reader(_cls)
