"""One value, one text: JSON as RFC 8785 writes it, so that the same entry always has the same hash.

Texts, whole numbers, true and false, null, lists and objects can be written. Fractions are refused, because programs
write them differently; so are whole numbers beyond 2^53, which other programs would round. Example:
`{"b": 1, "a": "ö"}` is written `{"a":"ö","b":1}`.
"""

import json
from typing import Any

from meydan.kernel.errors import MeydanError

#: Beyond this, a program that holds numbers as fractions cannot tell two neighbours apart.
MOST = 2**53 - 1
#: Entries are flat and payloads shallow; deeper nesting is a mistake or an attack.
DEPTH = 32
_ENCODER = json.JSONEncoder(ensure_ascii=False)


class NotCanonical(MeydanError):
    """A value that has no canonical text, or a text that is not the canonical one."""


def canonical(value: Any) -> bytes:
    """Return the canonical UTF-8 text of a value; raises `NotCanonical` naming what cannot be written."""
    try:
        return _text(value, DEPTH).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NotCanonical("a text holds half a character (a lone surrogate)") from error


def parse(text: bytes) -> Any:
    """Return the value of a canonical text; raises `NotCanonical` for any text that `canonical` would not write."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotCanonical("this is no JSON") from error
    if canonical(value) != text:
        raise NotCanonical("the text is not the canonical one for its value")
    return value


def _text(value: Any, depth: int) -> str:
    if depth < 0:
        raise NotCanonical(f"more than {DEPTH} levels stand inside one another")
    if value is None or isinstance(value, str | bool):
        return _ENCODER.encode(value)
    if isinstance(value, int):
        return _number(value)
    if isinstance(value, list | tuple):
        return f"[{','.join(_text(each, depth - 1) for each in value)}]"
    if isinstance(value, dict):
        return f"{{{','.join(f'{_text(key, depth)}:{_text(value[key], depth - 1)}' for key in _in_order(value))}}}"
    raise NotCanonical(f"{type(value).__name__} cannot be written")


def _number(value: int) -> str:
    if abs(value) > MOST:
        raise NotCanonical("a whole number lies beyond 2^53")
    return str(int(value))


def _in_order(value: dict[Any, Any]) -> list[str]:
    """Return the keys in the order of their UTF-16 units, as RFC 8785 asks; a key must be a text."""
    for key in value:
        if not isinstance(key, str):
            raise NotCanonical(f"{type(key).__name__} cannot be a key")
    return sorted(value, key=lambda key: key.encode("utf-16-be"))
