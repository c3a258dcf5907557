"""The clauses in which the five policies differ, and the setting that lets an institution choose either side."""

from collections.abc import Sequence
from dataclasses import dataclass

from meydan.policy.pack import PACKS, load_pack
from meydan.policy.source import read_yaml

BUILT_IN = ("etik", "ieu", "kent", "kinn", "hameenkyro")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two clauses that differ, what the difference is, and which setting carries it."""

    first: str
    second: str
    setting: str
    difference: str


def read_pairs() -> list[Pair]:
    """Return the pairs of the five built-in policies."""
    rows = read_yaml(PACKS / "differences.yaml").data or []
    return [Pair(row["a"], row["b"], row["setting"], row["difference"]) for row in rows]


def pair_problems(pairs: Sequence[Pair]) -> list[str]:
    """Return a sentence for each pair whose clauses or setting do not exist."""
    clauses = {clause for name in BUILT_IN for clause in load_pack(name).clauses}
    settings = {name for name, entry in load_pack("common").settings.items() if entry.get("number")}
    found = []
    for pair in pairs:
        found += [f"{clause} is no clause" for clause in (pair.first, pair.second) if clause not in clauses]
        if pair.setting not in settings:
            found.append(f"{pair.first} and {pair.second}: {pair.setting!r} is none of the twenty settings")
    return found
