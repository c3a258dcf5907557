"""Nine hundred events with what the sources demand of them, written by readers who had not seen the packs."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from meydan.flow.judge import Judge, load_judge
from meydan.kernel.parse import parse_event
from meydan.policy.expect import differences

FILES = sorted((Path(__file__).parent.parent / "scenarios").glob("*.jsonl"))


@cache
def judge(pack: str, also: tuple[str, ...]) -> Judge:
    return load_judge(pack, also, detectors=None if pack == "ieu" and not also else judge("ieu", ()).detectors)


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_the_sources_demand_is_decided(path: Path) -> None:
    failed = {}
    for row in rows(path):
        event = parse_event({"at": "2026-11-20T09:00:00Z", **row["event"]})
        decision = judge(row["pack"], tuple(row.get("with") or ())).judge(event)
        problems = differences(decision, row["expect"])
        if problems:
            failed[row["name"]] = problems
    assert failed == {}


def test_there_are_scenarios_for_every_pack() -> None:
    found = [row["pack"] for path in FILES for row in rows(path)]
    assert {"ieu", "etik", "kent", "kinn", "hameenkyro"} == set(found)
    assert len(found) > 900
