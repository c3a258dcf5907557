"""Makes policies of any size by a seeded hand, and the events that they decide.

Each rule asks one to three things of label, surface, relation, state, sentiment and account; half of the rules match
label sets that occur, the others sets that do not; at least three rows match each event.
"""

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from meydan.kernel.events import IncomingMessage
from meydan.kernel.parse import parse_event
from meydan.kernel.vocabulary import ACTIONS, ADDRESSEES, INCOMING_LABELS
from meydan.policy.compiled import Policy, compile_policy
from meydan.policy.pack import load_pack

SURFACES = ["comment", "reply", "mention", "private_message", "review"]
RELATIONS = ["student", "staff", "member", "outsider", "unknown"]
SENTIMENTS = ["positive", "neutral", "negative"]
SCOPES = ["main", "unit"]


def make_events(label_sets: Sequence[tuple[str, ...]], count: int, seed: int = 11) -> list[IncomingMessage]:
    """Return events with labels that a person gave: label sets as they occur, all else drawn."""
    hand = random.Random(seed)
    events = []
    for number in range(count):
        data = {
            "id": str(number),
            "kind": "incoming_message",
            "text": "...",
            "at": "2026-11-20T09:00:00Z",
            "lang": "tr",
            "labels": list(hand.choice(label_sets)),
            "surface": hand.choice(SURFACES),
            "author": {"relation": hand.choice(RELATIONS)},
            "sentiment": hand.choice(SENTIMENTS),
            "account": {"scope": hand.choice(SCOPES)},
            "state": {"disaster": hand.random() < 0.05, "crisis": hand.random() < 0.05},
        }
        event = parse_event(data)
        assert isinstance(event, IncomingMessage)
        events.append(event)
    return events


def make_policy(folder: Path, rules: int, label_sets: Sequence[tuple[str, ...]], seed: int = 13) -> Policy:
    """Write a pack with that many rules into `folder` and return it compiled."""
    hand = random.Random(seed)
    root = folder / "bench" / "2026.1"
    (root / "tables").mkdir(parents=True, exist_ok=True)
    rows = [*_base_rows(), *(_row(hand, number, label_sets) for number in range(rules - 6))]
    clauses = [clause_entry(row["clauses"][0]) for row in rows]
    meta = {"id": "bench", "version": "2026.1", "languages": ["en"], "title": {"en": "Bench"}}
    write_json(root / "pack.yaml", meta)
    write_json(root / "clauses.yaml", clauses)
    write_json(root / "settings.yaml", {"removal": {"value": {}, "parts": {"notice": "told"}}})
    write_json(
        root / "tables" / "rules.yaml", {"table": "rules", "on": "incoming_message", "hit": "collect", "rows": rows}
    )
    return compile_policy([load_pack(str(root))])


def write_json(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")


def _base_rows() -> list[dict[str, Any]]:
    """Six rows of one condition each; every event meets at least three of them."""
    asks: list[dict[str, Any]] = [
        {"surface": ["comment", "reply", "mention"]},
        {"surface": ["private_message", "review"]},
        {"relation": ["student", "staff", "member"]},
        {"relation": ["outsider", "unknown"]},
        {"tone": ["positive", "neutral"]},
        {"tone": "negative"},
    ]
    return [as_row(f"base{number}", when, "log", None) for number, when in enumerate(asks)]


def _row(hand: random.Random, number: int, label_sets: Sequence[tuple[str, ...]]) -> dict[str, Any]:
    occurring = set(label_sets)
    if number % 2 == 0:
        wanted = hand.choice([each for each in label_sets if each])
    else:
        while True:
            wanted = tuple(sorted(hand.sample(INCOMING_LABELS, 2)))
            if not any(set(wanted) <= set(each) for each in occurring):
                break
    when: dict[str, Any] = {"labels": {"all": list(wanted)}}
    others: list[tuple[str, Any]] = [
        ("surface", hand.sample(SURFACES, 2)),
        ("relation", hand.sample(RELATIONS, 2)),
        ("sentiment", hand.choice(SENTIMENTS)),
        ("scope", hand.choice(SCOPES)),
        ("disaster", hand.random() < 0.5),
    ]
    when |= dict(hand.sample(others, hand.randrange(3)))
    return as_row(f"rule{number}", when, hand.choice(ACTIONS), hand.choice(ADDRESSEES))


def as_row(name: str, when: dict[str, Any], action: str, to: str | None) -> dict[str, Any]:
    step = {"action": action, "by": "responsible"} | ({"to": to} if to else {})
    return {"id": name, "when": when, "then": {"steps": [step]}, "clauses": [f"BENCH-{name}"]}


def clause_entry(clause: str) -> dict[str, Any]:
    place = {"path": [], "ordinal": 1, "hash": "sha256:" + "0" * 64}
    return {
        "id": clause,
        "place": place,
        "modality": "obligation",
        "applies_to": "incoming_message",
        "enforced_by": ["workflow"],
        "text": {"en": clause},
    }
