"""Texts to measure on: public messages varied by a seeded hand until no two are the same."""

import json
import os
import random
from pathlib import Path

from meydan.flow.demo import demo_messages

NAMES = ["Ayşe", "Deniz", "Ingrid", "Olav", "Aino", "Eero", "Sam", "Maja", "Emre", "Sanna"]
TAILS = ["!", "...", " 🙏", " lütfen", " takk", " kiitos", " please", "??", " :)", ""]


def source_texts() -> tuple[str, list[dict[str, object]]]:
    """Return where the messages come from, and the messages: the shared measuring set where it lies, else our own."""
    shared = Path(os.environ.get("MEYDAN_SHARED", "../shared")) / "messages" / "dev.jsonl"
    if shared.is_file():
        lines = shared.read_text(encoding="utf-8").splitlines()
        return "messages/dev.jsonl", [json.loads(line) for line in lines if line.strip()]
    return "demo messages", [{"text": each.text, "lang": each.lang, "labels": []} for each in demo_messages()]


def vary(texts: list[str], count: int, seed: int = 7) -> list[str]:
    """Return `count` distinct texts: each a message with another name, number, ending or order of its sentences."""
    hand = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < count:
        text = texts[len(found) % len(texts)]
        parts = text.split(". ")
        hand.shuffle(parts)
        varied = f"{hand.choice(NAMES)} {'. '.join(parts)}{hand.choice(TAILS)} {hand.randrange(100_000)}"
        found[varied] = None
    return list(found)
