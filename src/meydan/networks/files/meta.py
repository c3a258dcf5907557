"""Reads the comments and messages in the data that Facebook and Instagram hand to the holder of an account.

Meta writes each byte of UTF-8 as a character of its own; `ÅŸ` is a `ş` and is mended here. The files of comments hold
what the holder of the account wrote; Instagram's do not even name the writer. Who says `--own` says that the holder
is the institution, so such comments are ours and not the public's. Messages hold both sides of a talk.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from meydan.kernel.events import Media
from meydan.kernel.vocabulary import MediaKind
from meydan.networks.files.columns import FIELDS, plain_name
from meydan.networks.files.records import make_row
from meydan.networks.files.rows import MessageRow, Place, WrongRow

#: Instagram's own names for its lists of comments; the file of comments under posts is a bare list.
_INSTAGRAM_LISTS = ("comments_media_comments", "comments_reels_comments", "comments_story_comments")
_MEDIA: Mapping[str, MediaKind] = {
    "photos": "image",
    "gifs": "image",
    "sticker": "image",
    "videos": "video",
    "audio_files": "audio",
    "files": "document",
    "media": "image",
    "share": "document",
}
#: Entries of a talk that nobody wrote.
_NO_MESSAGES = frozenset({"call", "subscribe", "unsubscribe"})


def is_meta(data: object) -> bool:
    """Whether a piece of JSON is a file of comments or messages of Facebook or Instagram."""
    if isinstance(data, dict):
        lists = ("comments_v2", *_INSTAGRAM_LISTS)
        if any(isinstance(data.get(name), list) for name in lists):
            return True
        return isinstance(data.get("participants"), list) and isinstance(data.get("messages"), list)
    return isinstance(data, list) and bool(data) and isinstance(data[0], dict) and "string_map_data" in data[0]


def read_meta(data: Any, name: str) -> Iterator[MessageRow | WrongRow]:
    """Yield the messages of such a file, in the order of the file."""
    if isinstance(data, list):
        yield from _instagram_comments(data, name)
    elif isinstance(data.get("comments_v2"), list):
        yield from _facebook_comments(data["comments_v2"], name)
    elif isinstance(data.get("messages"), list):
        yield from _messages(data, name)
    else:
        for key in _INSTAGRAM_LISTS:
            if isinstance(data.get(key), list):
                yield from _instagram_comments(data[key], name)


def mend(value: object) -> object:
    """Return a text whose bytes Meta wrote as characters as it was meant; every other value as it is."""
    if not isinstance(value, str) or value.isascii():
        return value
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value


def _facebook_comments(entries: list[Any], name: str) -> Iterator[MessageRow | WrongRow]:
    for number, entry in enumerate(entries, 1):
        place = Place(name, number, "item")
        parts = entry.get("data") if isinstance(entry, dict) else None
        parts = parts if isinstance(parts, list) else []
        comment = next(
            (part["comment"] for part in parts if isinstance(part, dict) and isinstance(part.get("comment"), dict)),
            None,
        )
        if comment is None:
            yield WrongRow(place, "missing_text" if isinstance(entry, dict) else "not_a_message")
            continue
        media = (Media(kind="image"),) if entry.get("attachments") else None
        fields = {
            "text": mend(comment.get("comment")),
            "author": mend(comment.get("author")),
            "at": comment.get("timestamp") or entry.get("timestamp"),
        }
        yield make_row(fields, place, network="facebook", surface="comment", media=media)


def _instagram_comments(entries: list[Any], name: str) -> Iterator[MessageRow | WrongRow]:
    """The names of the fields come in the language of the account: the comment is the one that means a text."""
    for number, entry in enumerate(entries, 1):
        place = Place(name, number, "item")
        parts = entry.get("string_map_data") if isinstance(entry, dict) else None
        if not isinstance(parts, dict):
            yield WrongRow(place, "not_a_message")
            continue
        fields: dict[str, object] = {}
        for label, part in parts.items():
            if not isinstance(part, dict):
                continue
            if FIELDS.get(plain_name(str(mend(label)))) == "text":
                fields["text"] = mend(part.get("value"))
            elif part.get("timestamp"):
                fields["at"] = part["timestamp"]
        row = make_row(fields, place, network="instagram", surface="comment")
        yield replace(row, by_holder=True) if isinstance(row, MessageRow) else row


def _messages(data: Mapping[str, Any], name: str) -> Iterator[MessageRow | WrongRow]:
    """Facebook, Instagram and the encrypted talks of Messenger name the same things differently."""
    network = next((each for each in ("instagram", "facebook") if each in name.casefold()), None)
    for number, entry in enumerate(data["messages"], 1):
        place = Place(name, number, "item")
        if not isinstance(entry, dict):
            yield WrongRow(place, "not_a_message")
            continue
        if entry.get("is_unsent") or entry.get("isUnsent") or str(entry.get("type")).casefold() in _NO_MESSAGES:
            continue
        media = tuple([Media(kind=kind) for key, kind in _MEDIA.items() if entry.get(key)]) or None
        fields = {
            "text": mend(entry.get("content", entry.get("text"))),
            "author": mend(entry.get("sender_name", entry.get("senderName"))),
            "at": entry.get("timestamp_ms", entry.get("timestamp")),
        }
        yield make_row(fields, place, network=network, surface="private_message", media=media)
