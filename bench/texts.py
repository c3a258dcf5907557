"""Texts to measure on: public messages varied by a seeded hand until no two are the same.

People rarely write numbers, so that a text becomes another by its words: other sentences first, a word or two of
another message in the same language, a name, an ending. One in five gets a number besides.
"""

import json
import os
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

from meydan.flow.demo import demo_messages

NAMES = ["Ayşe", "Deniz", "Ingrid", "Olav", "Aino", "Eero", "Sam", "Maja", "Emre", "Sanna"]
TAILS = ["!", "...", " 🙏", " lütfen", " takk", " kiitos", " please", "??", " :)"]
#: How many texts get a number, a name, an ending.
NUMBERED, NAMED, ENDED = 0.2, 0.5, 0.5
#: Words that are exchanged at most.
EXCHANGED = 2


def source_texts() -> tuple[str, list[dict[str, object]]]:
    """Return where the messages come from, and the messages: the shared measuring set where it lies, else our own."""
    shared = Path(os.environ.get("MEYDAN_SHARED", "../shared")) / "messages" / "dev.jsonl"
    if shared.is_file():
        lines = shared.read_text(encoding="utf-8").splitlines()
        return "messages/dev.jsonl", [json.loads(line) for line in lines if line.strip()]
    return "demo messages", [{"text": each.text, "lang": each.lang, "labels": []} for each in demo_messages()]


def vary(messages: Sequence[Mapping[str, object]], count: int, seed: int = 7) -> list[str]:
    """Return `count` distinct texts, each a variation of a message; messages are mappings with `text` and `lang`."""
    hand = random.Random(seed)
    by_lang: dict[object, list[str]] = {}
    for each in messages:
        by_lang.setdefault(each.get("lang"), []).extend(str(each["text"]).split())
    found: dict[str, None] = {}
    while len(found) < count:
        message = messages[len(found) % len(messages)]
        found[_variation(str(message["text"]), by_lang[message.get("lang")], hand)] = None
    return list(found)


def _variation(text: str, words: Sequence[str], hand: random.Random) -> str:
    """Return a text with its sentences in another order, and words of the same language in the place of its own."""
    sentences = text.split(". ")
    hand.shuffle(sentences)
    own = ". ".join(sentences).split(" ")
    for _ in range(min(EXCHANGED, len(own) // 2)):
        own[hand.randrange(len(own))] = hand.choice(words)
    if hand.random() < NAMED:
        own.insert(0, hand.choice(NAMES))
    if hand.random() < NUMBERED:
        own.insert(hand.randrange(len(own) + 1), str(hand.randrange(100_000)))
    return " ".join(own) + (hand.choice(TAILS) if hand.random() < ENDED else "")
