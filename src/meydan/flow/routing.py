"""Which unit a message concerns: by the words of the pack's routing table, and never by a guess.

A subject is found when one of its words stands in the message; each word is a stem, those of fewer than four letters
stand alone. A message in which no subject's word stands concerns nobody until a person says so. Example: "yurtta
sıcak su yok" concerns the unit behind the subject `dormitory`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from meydan.policy.compiled import Policy

#: Subjects travel through the word lists as labels of our own.
PREFIX = "x-concern-"
_STEM = 4


def routing_words(policy: Policy) -> dict[str, dict[str, tuple[str, ...]]]:
    """Return the routing table as word lists: a label for each subject, sure terms per language."""
    return {
        PREFIX + entry["subject"]: {
            lang: tuple(_term(word) for word in words) for lang, words in (entry.get("words") or {}).items()
        }
        for entry in _entries(policy)
    }


def units_of(codes: Iterable[str], policy: Policy) -> tuple[str, ...]:
    """Return the units behind the subjects found, each once, in the order of the table."""
    found = {code.removeprefix(PREFIX) for code in codes if code.startswith(PREFIX)}
    return tuple(dict.fromkeys(entry["unit"] for entry in _entries(policy) if entry["subject"] in found))


def _entries(policy: Policy) -> list[Mapping[str, Any]]:
    """The pack's table, with the institution's own subjects in the place of those of the same name."""
    own = {entry["subject"]: entry for entry in policy.settings[0].house.get("routing") or ()}
    table = {entry["subject"]: entry for entry in policy.main.entries("routing")}
    return list({**table, **own}.values())


def _term(word: str) -> str:
    last = word.rpartition(" ")[2]
    return f"!{word}*" if len(last) >= _STEM and not word.endswith("*") else f"!{word}"
