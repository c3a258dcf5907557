"""`meydan pack`: each command says what it found and leaves with the right status."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from meydan.cli.main import main

ROWS = [{"id": "a", "when": {"labels": "insult"}, "then": {"outcome": "must_keep"}, "clauses": ["A-1"]}]
FIRES = {
    "name": "an insult stays",
    "event": {"kind": "incoming_message", "labels": ["insult"]},
    "expect": {"outcome": "must_keep"},
}
SILENT = {"name": "praise is nothing to it", "event": {"kind": "incoming_message", "labels": ["praise"]}}


def run(*args: str) -> Result:
    return CliRunner().invoke(main, ["pack", *args])


@pytest.fixture
def pack(pack_folder: Any) -> str:
    pack_folder.clauses("A-1").table("main", ROWS)
    pack_folder.write("examples.yaml", [{"clause": "A-1", "fires": [FIRES], "silent": [SILENT]}])
    return str(pack_folder.root)


def test_a_clean_pack_passes_lint_and_its_own_examples(pack: str) -> None:
    assert run("lint", pack).exit_code == 0
    result = run("test", pack)
    assert (result.exit_code, "2 examples" in result.output) == (0, True)


def test_an_example_that_fails_is_named_by_file_and_line(pack: str, pack_folder: Any) -> None:
    wrong = {**FIRES, "expect": {"outcome": "open"}}
    pack_folder.write("examples.yaml", [{"clause": "A-1", "fires": [wrong]}])
    result = run("test", pack)
    assert result.exit_code == 1
    assert "acme/examples.yaml:" in result.output
    assert "outcome 'open' does not hold" in result.output


def test_a_wrong_pack_stops_with_file_and_line(pack_folder: Any) -> None:
    pack_folder.clauses("A-1").table("main", [{"id": "a", "colour": "red"}])
    result = run("lint", str(pack_folder.root))
    assert result.exit_code == 2
    assert "tables/main.yaml:" in result.stderr


def test_coverage_shows_what_proves_a_clause_and_mutation_that_it_does(pack: str) -> None:
    result = run("coverage", pack, "--mutate")
    assert result.exit_code == 0
    assert "A-1" in result.output
    assert "1 proved" in result.output
    assert "1 clauses taken out, 0 not noticed" in result.output


def test_a_clause_without_a_proof_is_shown_as_a_gap(pack: str, pack_folder: Any) -> None:
    pack_folder.clauses("A-1", "A-2")
    assert "1 gap" in run("coverage", pack).output
    assert "Nothing stands behind A-2" in run("lint", pack).output


def test_a_proof_that_holds_without_its_clause_is_noticed(pack: str, pack_folder: Any) -> None:
    twin = [*ROWS, {**ROWS[0], "id": "b", "clauses": ["A-2"]}]
    pack_folder.clauses("A-1", "A-2").table("main", twin)
    sham = {"name": "sham", "event": {"kind": "incoming_message", "labels": ["praise"]}}
    pack_folder.write("examples.yaml", [{"clause": "A-1", "fires": [FIRES, sham]}])
    assert run("coverage", pack).exit_code == 1
    assert run("test", pack).exit_code == 1


def test_a_clause_is_explained_with_its_place_and_what_stands_behind_it() -> None:
    output = run("explain", "ieu", "IEU-6.4.12b", "--lang", "en").output
    assert "6.4.12" in output
    assert "behind it: row" in output
    assert "fires:" in output
    assert len(run("explain", "ieu").output.splitlines()) == 103
    assert run("explain", "ieu", "IEU-99").exit_code == 1


def test_two_settings_of_one_pack_are_compared_on_past_messages(tmp_path: Path) -> None:
    messages = tmp_path / "messages.jsonl"
    rows = [
        {"id": "1", "text": "...", "labels": ["service_complaint"], "lang": "tr"},
        {"id": "2", "text": "...", "labels": ["praise"], "lang": "tr"},
        {"id": "3", "kind": "contact", "what": "unsure"},
    ]
    messages.write_text("\n".join(map(json.dumps, rows)) + "\nno json\n", encoding="utf-8")
    ours = tmp_path / "ours.yaml"
    ours.write_text("complaint_path: directorate\n", encoding="utf-8")
    result = run("diff", "ieu", "ieu", "--on", str(messages), "--new-settings", str(ours))
    assert result.exit_code == 0
    assert "3 events, 1 decisions change" in result.output
    assert "IEU-6.4.1c: -1 +0" in result.output
    assert "-reply (must, -)" in result.output
    assert "messages.jsonl:4" in result.stderr


def test_two_packs_are_compared_too(tmp_path: Path) -> None:
    messages = tmp_path / "messages.jsonl"
    messages.write_text(json.dumps({"id": "1", "text": "...", "labels": ["insult"], "lang": "tr"}), encoding="utf-8")
    output = run("diff", "ieu", "kinn", "--on", str(messages)).output
    assert "outcome must_remove → open: 1" in output
    assert "IEU-6.4.8: -1 +0" in output


@pytest.mark.parametrize(
    "name", ["clauses", "table", "settings", "chains", "duties", "invariants", "states", "retention", "routing"]
)
def test_the_schema_of_every_file_can_be_read(name: str) -> None:
    assert json.loads(run("schema", name).output)["title"]


def test_the_facts_are_listed_and_an_unknown_schema_is_refused() -> None:
    assert "labels (set)" in run("schema", "facts").output
    assert run("schema", "nothing").exit_code == 1
    assert "facts" in run("schema").output


def test_the_pairs_lead_to_settings() -> None:
    result = run("coverage", "--pairs")
    assert result.exit_code == 0
    assert "118 pairs, 20 settings, 0 problems" in result.output
