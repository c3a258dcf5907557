"""Makes a message of what a row says, or says what is wrong with it.

Only the text must be there. A date that cannot be read is no reason to lose a message: the row keeps the flaw, and
whoever shows the rows says so. Nothing in a row is followed, opened or run.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import cast, get_args

from meydan.kernel.errors import InvalidEvent
from meydan.kernel.events import Author, IncomingMessage, Media
from meydan.kernel.parse import MAX_TEXT, parse_event
from meydan.kernel.vocabulary import KINDS, Surface
from meydan.networks.files.columns import FIELDS, plain_name
from meydan.networks.files.rows import MessageRow, Place, WrongRow

_SURFACES = frozenset(get_args(Surface))
#: How `surrogateescape` marks a byte that the encoding does not know.
BROKEN = re.compile("[\udc80-\udcff]")
_LANG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]+)*\Z")
_DAY_FIRST = re.compile(
    r"(\d{1,2})[./](\d{1,2})[./](\d{4})(?:[ ,T]+(?:kl\.?|klo)?\s*(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?)?\Z"
)
MAX_SHORT = 300


def make_row(
    fields: Mapping[str, object],
    place: Place,
    *,
    network: str | None = None,
    surface: Surface | None = None,
    media: tuple[Media, ...] | None = None,
) -> MessageRow | WrongRow:
    """Return the message that `fields` (text, author, at, network, url, lang, id ...) describe, or what is wrong."""
    text = fields.get("text")
    text = text if isinstance(text, str) else ""
    if len(text) > MAX_TEXT:
        return WrongRow(place, "too_long")
    if BROKEN.search(text):
        return WrongRow(place, "not_utf8")
    if not text.strip() and not media:
        return WrongRow(place, "missing_text")
    given_id, at = _short(fields.get("id")), fields.get("at")
    moment = read_time(at)
    author = _short(fields.get("author"))
    named_surface = fields.get("surface")
    message = IncomingMessage(
        id=given_id or f"{place.source}:{place.line}",
        at=moment,
        text=text if text.strip() else None,
        network=network or _network(fields.get("network")),
        surface=surface or (cast(Surface, named_surface) if named_surface in _SURFACES else None),
        author=Author(handle=author) if author else None,
        reply_to=_text_or_none(fields.get("reply_to")),
        lang=read_lang(fields.get("lang")),
        media=media,
    )
    unread_date = at not in (None, "") and moment is None
    return MessageRow(place, message, _short(fields.get("url"), 2000), bool(given_id), unread_date)


def row_of_object(data: object, place: Place) -> MessageRow | WrongRow:
    """Return the message of a JSON object: one of our own events, or plain fields under any known name."""
    if not isinstance(data, dict):
        return WrongRow(place, "not_a_message")
    if data.get("kind") in KINDS:
        return _row_of_event(data, place)
    fields: dict[str, object] = {}
    for name, value in data.items():
        meaning = FIELDS.get(plain_name(str(name)))
        if meaning is not None and isinstance(value, str | int | float) and not isinstance(value, bool):
            fields.setdefault(meaning, value)
    return make_row(fields, place)


def _row_of_event(data: dict[str, object], place: Place) -> MessageRow | WrongRow:
    text = data.get("text")
    if isinstance(text, str) and len(text) > MAX_TEXT:
        return WrongRow(place, "too_long")
    given_id = data.get("id")
    try:
        event = parse_event(data if given_id else {**data, "id": f"{place.source}:{place.line}"})
    except InvalidEvent as error:
        return WrongRow(place, "invalid_event", {"detail": str(error.problem)})
    if not isinstance(event, IncomingMessage):
        return WrongRow(place, "not_a_message")
    if not (event.text or "").strip() and not event.media:
        return WrongRow(place, "missing_text")
    return MessageRow(place, event, None, bool(given_id))


def _short(value: object, limit: int = MAX_SHORT) -> str | None:
    """Return a name or an id as text; a person's name is cut, never refused."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        return BROKEN.sub("\ufffd", str(value).strip()[:limit]) or None
    except ValueError:
        return None


def _text_or_none(value: object) -> str | None:
    return value[:MAX_TEXT] if isinstance(value, str) and value.strip() else None


def _network(value: object) -> str | None:
    name = _short(value, 40)
    return name.casefold() if name else None


def read_lang(value: object) -> str | None:
    """Return the ISO 639 code of a language tag; `no` does not say which Norwegian and counts as unknown."""
    found = _LANG.match(value.strip().casefold()[:20]) if isinstance(value, str) else None
    return found[1] if found and found[1] not in ("no", "und") else None


def read_time(value: object) -> str | None:
    """Return a time as RFC 3339, or None when it cannot be read; a time without a zone is taken as UTC.

    ISO 8601, `20.11.2026 09:00`, `20/11/2026` (the day first, as in all our languages) and seconds or milliseconds
    since 1970 are read.
    """
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip() if not isinstance(value, int) or abs(value) < 10**15 else ""
    moment = _moment(text[:60]) if text else None
    if moment is None:
        return None
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return aware.isoformat(timespec="seconds")


def _moment(text: str) -> datetime | None:
    try:
        if re.fullmatch(r"[0-9]{9,10}(\.[0-9]+)?", text):
            return datetime.fromtimestamp(float(text), UTC)
        if re.fullmatch(r"[0-9]{12,13}", text):
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        found = _DAY_FIRST.match(text)
        if found:
            day, month, year, hour, minute, second = (int(part or 0) for part in found.groups())
            return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
        return datetime.fromisoformat(text.removesuffix(" UTC"))
    except (ValueError, OverflowError, OSError):
        return None


def same_name(name: str) -> str:
    """Return a name as it is compared: without case, the blanks around it, and the @ before it.

    `BOZKIR ÜNİVERSİTESİ` and `Bozkır Üniversitesi` are one name: i and ı are not told apart.
    """
    folded = unicodedata.normalize("NFKC", name).casefold().replace("ı", "i").replace("\u0307", "")
    return folded.strip().lstrip("@")
