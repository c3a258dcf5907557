"""Every clause says where it stands in the institution's own document, and it really stands there.

A place is a path of headings, the ordinal of a sentence under the last of them, and the sentence's hash; so an
official can open the document at the clause, and a new edition shows which clauses it touches. An example: the
place `["6. YÖNTEM", "6.2."]`, ordinal 1, is the first sentence of paragraph 6.2.

How a document is read here: a line is a paragraph, a list item or a row of cells; marks (bullets, emphasis, link
targets, bookmarks) are no text; a paragraph's number is a heading, not a sentence; lines that come back on every
page, and lines that are headings, are not counted. A place may cover a run of sentences of one line.
"""

import hashlib
import os
import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / os.environ.get("MEYDAN_SHARED", "../shared")
PACKS = sorted((ROOT / "src" / "meydan" / "packs").glob("*/*/clauses.yaml"))

SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+")
NUMBER = re.compile(r"\(?\d+(\.\d+)*[.)]*")
LIST_NUMBER = re.compile(r"^(\(\d+\))\s+")
MARKS = re.compile(r"\[bookmark: \w+\]|\*+|^#+\s+|^-\s+(?!-)")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")


class Sentence(NamedTuple):
    """A sentence of a source: its text, the line it stands on, the text of that whole line."""

    text: str
    line: int
    whole: str


def read_line(raw: str) -> str:
    """The line's text without marks, composed (NFC), runs of white space as one space."""
    text = unicodedata.normalize("NFC", raw)
    for _ in range(2):  # a bullet can hide another mark behind it
        text = MARKS.sub("", LINK.sub(r"\1", text.strip()))
    return " ".join(text.split())


def split_line(text: str) -> list[str]:
    """The line's sentences in order; a leading `(1)` stands apart."""
    return [part for part in SENTENCE_END.split(LIST_NUMBER.sub(r"\1. ", text)) if part]


def split_cells(raw: str) -> list[str]:
    """The cells of a row that is set with bars or tabs; none for other lines."""
    cells = [read_line(cell) for cell in re.split(r"[|\t]", raw)]
    return [cell for cell in cells if cell] if len(cells) > 1 else []


def hash_text(text: str) -> str:
    """`sha256:` and the hexadecimal digest of the text as UTF-8."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def plain(text: str) -> str:
    """A heading as it is compared: no marks, no closing points or colons."""
    return read_line(text).rstrip(" .:")


@cache
def read_source(path: Path) -> tuple[Sentence, ...]:
    """All sentences of a source document in their order."""
    lines = [read_line(raw) for raw in path.read_text(encoding="utf-8").splitlines()]
    return tuple(Sentence(part, number, line) for number, line in enumerate(lines) for part in split_line(line))


@cache
def hash_source(path: Path) -> frozenset[str]:
    """Hashes of every run of sentences within a line, of every whole line and of every cell."""
    runs = set[str]()
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = read_line(raw)
        parts = split_line(line)
        runs.update((" ".join(raw.split()), line, *split_cells(raw)))
        runs.update(" ".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1))
    return frozenset(hash_text(run) for run in runs if run)


def find_heading(sentences: tuple[Sentence, ...], heading: str, start: int) -> int | None:
    """Where the text after the heading begins, looking from `start` on; None when it does not stand there."""
    wanted = plain(heading)
    for at in range(start, len(sentences)):
        if plain(sentences[at].whole) == wanted:
            return next((i for i in range(at, len(sentences)) if sentences[i].line != sentences[at].line), None)
        if plain(sentences[at].text) == wanted:
            return at + 1
    return None


def follow_path(sentences: tuple[Sentence, ...], path: list[str]) -> int | None:
    """Where the text under the last heading of the path begins; None when a heading is missing."""
    at: int | None = 0
    for heading in path:
        at = None if at is None else find_heading(sentences, heading, at)
    return at


def count_sentences(sentences: tuple[Sentence, ...], start: int, headings: frozenset[str]) -> list[int]:
    """Positions of what counts as a sentence from `start` on: no headings, numbers, page furniture or rules."""
    often = {line for line, times in Counter({s.line: s.whole for s in sentences}.values()).items() if times > 1}
    return [
        at
        for at in range(start, len(sentences))
        if sentences[at].whole not in often
        and plain(sentences[at].whole) not in headings
        and plain(sentences[at].text) not in headings
        and not NUMBER.fullmatch(sentences[at].text)
        and re.search(r"\w", sentences[at].text)
    ]


def find_ordinals(path: Path, place: dict[str, Any], headings: frozenset[str]) -> list[int]:
    """Ordinals, under the place's last heading, of the sentences at which a run with its hash begins."""
    sentences = read_source(path)
    start = follow_path(sentences, place["path"])
    counted = count_sentences(sentences, start or 0, headings)
    found = []
    for ordinal, at in enumerate(counted, start=1):
        rest = [s.text for s in sentences[at:] if s.line == sentences[at].line]
        runs = [" ".join(rest[:n]) for n in range(1, len(rest) + 1)]
        if place["hash"] in {hash_text(run) for run in runs}:
            found.append(ordinal)
    return found


def pack_name(path: Path) -> str:
    return path.parts[-3]


def load_clauses(path: Path) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(params=PACKS, ids=pack_name)
def pack(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def clauses(pack: Path) -> list[dict[str, Any]]:
    return load_clauses(pack)


@pytest.fixture
def source(pack: Path) -> Path:
    found = sorted((SHARED / "seeds").glob(f"*_{pack_name(pack)}.txt"))
    if not found:
        pytest.skip("the source documents are not at hand")
    return found[0]


def test_every_hash_is_that_of_a_sentence_of_the_source(clauses: list[dict[str, Any]], source: Path) -> None:
    known = hash_source(source)
    assert clauses
    assert [clause["id"] for clause in clauses if clause["place"]["hash"] not in known] == []


def test_every_heading_of_a_place_stands_in_the_source(clauses: list[dict[str, Any]], source: Path) -> None:
    sentences = read_source(source)
    assert [c["id"] for c in clauses if follow_path(sentences, c["place"]["path"]) is None] == []


def test_every_ordinal_leads_to_its_sentence(clauses: list[dict[str, Any]], source: Path) -> None:
    headings = frozenset(plain(heading) for clause in clauses for heading in clause["place"]["path"])
    astray = {}
    for clause in clauses:
        place = clause["place"]
        stands = find_ordinals(source, place, headings) if place["path"] else [place["ordinal"]]
        if place["ordinal"] not in stands:
            astray[clause["id"]] = f"says {place['ordinal']}, stands at {stands}"
    assert astray == {}


def test_no_clause_text_repeats_a_sentence_of_the_source(clauses: list[dict[str, Any]], source: Path) -> None:
    sentences = {s.text.rstrip(".;:").casefold() for s in read_source(source) if len(s.text.split()) >= 6}
    copied = [
        clause["id"]
        for clause in clauses
        for text in clause["text"].values()
        if any(sentence in " ".join(text.split()).casefold() for sentence in sentences)
    ]
    assert copied == []


def test_clauses_are_the_agreed_ones_in_the_agreed_order(clauses: list[dict[str, Any]], pack: Path) -> None:
    agreed = SHARED / "clauses.yaml"
    if not agreed.exists():
        pytest.skip("the list of clauses is not at hand")
    prefix = clauses[0]["id"].split("-")[0] + "-"
    of_pack = [clause for clause in load_agreed(agreed) if clause["id"].startswith(prefix)]
    facts = [(c["id"], c["modality"], c["applies_to"], c["enforcement"]) for c in of_pack]
    assert [(c["id"], c["modality"], c["applies_to"], c["enforced_by"]) for c in clauses] == facts


@cache
def load_agreed(path: Path) -> list[dict[str, Any]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    loaded: list[dict[str, Any]] = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    return loaded


def test_every_clause_speaks_every_language_of_its_pack(clauses: list[dict[str, Any]]) -> None:
    languages = set(clauses[0]["text"])
    assert "en" in languages
    assert len(languages) > 1
    for clause in clauses:
        assert set(clause["text"]) == languages, clause["id"]
        assert all(text.strip() for text in clause["text"].values()), clause["id"]


def test_open_wording_has_two_readings_or_more_and_one_default(clauses: list[dict[str, Any]]) -> None:
    for clause in clauses:
        readings = clause.get("readings")
        if readings is None:
            continue
        names = [reading["id"] for reading in readings]
        assert len(names) == len(set(names)) >= 2, clause["id"]
        assert [reading.get("default", False) for reading in readings].count(True) == 1, clause["id"]
        assert all(set(clause["text"]) <= set(reading) for reading in readings), clause["id"]
