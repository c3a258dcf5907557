"""`meydan decide`: decisions in order, errors with their path, exit statuses."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from meydan.cli.main import main

GOOD = {"id": "1", "kind": "contact", "what": "unsure"}


def run(*lines: Any, args: tuple[str, ...] = ("--pack", "common")) -> Result:
    raw = b"\n".join(each if isinstance(each, bytes) else json.dumps(each).encode() for each in lines)
    return CliRunner().invoke(main, ["decide", *args], input=raw)


def test_decisions_come_one_a_line_in_the_order_of_the_events() -> None:
    result = run(*({**GOOD, "id": str(number)} for number in range(5)))
    assert result.exit_code == 0
    assert [json.loads(line)["id"] for line in result.output.splitlines()] == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (b"{", "not_json"),
        (b"\xff\xfe{}", "not_utf8"),
        (b'{"id": "1", "kind": "contact", "x": NaN}', "not_json"),
        (b"[" * 50_000, "not_json"),
        (b"[]", "not_an_object"),
        (b'{"id": "1"}', "unknown_kind"),
        (b'{"id": "1", "kind": "contact", "mood": 1}', "unknown_field"),
        (b'{"id": "' + b"a" * 300_000 + b'", "kind": "contact"}', "too_long"),
    ],
)
def test_a_wrong_line_is_answered_with_an_error_and_the_run_goes_on(line: bytes, code: str) -> None:
    result = run(GOOD, line, GOOD)
    answers = [json.loads(each) for each in result.output.splitlines()]
    assert [answer.get("error", {}).get("code") for answer in answers] == [None, code, None]
    assert result.exit_code == 1


def test_the_error_carries_the_id_when_there_is_one() -> None:
    answer = json.loads(run({**GOOD, "mood": 1}).output)
    assert (answer["id"], answer["error"]["path"]) == ("1", "mood")


def test_a_pack_that_is_not_there_stops_the_command_with_a_hint() -> None:
    result = run(GOOD, args=("--pack", "nowhere"))
    assert result.exit_code == 2
    assert "common" in result.stderr


@pytest.mark.parametrize("overlay", ["complaint_path: shout", "- a list", "a: [", "nobody_knows: 1"])
def test_wrong_settings_stop_the_command_with_their_place(tmp_path: Path, overlay: str) -> None:
    path = tmp_path / "ours.yaml"
    path.write_text(overlay, encoding="utf-8")
    result = run(GOOD, args=("--pack", "common", "--settings", str(path)))
    assert result.exit_code == 2
    assert result.stderr.strip()


def test_a_missing_time_is_filled_in_by_the_command() -> None:
    event = {"id": "1", "kind": "account", "admins": ["agency"], "agency_contract_until": "2999-01-01"}
    assert run(event).exit_code == 0


def test_sentences_come_in_the_language_asked_for() -> None:
    event = {"id": "1", "kind": "removal_request", "message": {"labels": ["insult"]}}
    finnish = json.loads(run(event, args=("--pack", "common", "--lang", "fi")).output)
    assert "Ohjeessa" in finnish["refusals"][0]["sentence"]


def test_the_readable_form_names_the_event_and_its_outcome() -> None:
    result = run(GOOD, args=("--pack", "common", "--explain", "--lang", "en"))
    assert result.output.startswith("1: ")


@pytest.mark.parametrize("kind", ["private_post", "credential"])
def test_nothing_of_a_private_text_or_a_password_comes_back(kind: str) -> None:
    secret = "Hemmelig-9x!" if kind == "credential" else "Tlf 412 34 567 hemmelig"
    event = {"id": "1", "kind": kind, ("password" if kind == "credential" else "text"): secret}
    output = run(event).output
    answer = json.loads(output)
    assert "emmelig" not in output
    assert "412" not in output
    assert answer["labels"] == []
    assert all(each["spans"] == [] and each["params"].get("text") is None for each in answer["warnings"])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"id": "a", "when": {"label": "insult"}, "then": {"outcome": "must_keep"}, "clauses": ["A-1"]}, "no fact 'label'"),
        ({"id": "a", "when": {"labels": "rude"}, "then": {"outcome": "must_keep"}, "clauses": ["A-1"]}, "never 'rude'"),
        ({"id": "a", "then": {"warn": [{"code": "nobody_wrote_this"}]}, "clauses": ["A-1"]}, "no sentence in tr"),
        ({"id": "a", "then": {"steps": [{"action": "reply", "after": ["log"]}, {"action": "log", "after": ["reply"]}]}, "clauses": ["A-1"]}, "waits for"),
    ],
)  # fmt: skip
def test_a_pack_with_a_mistake_decides_nothing(pack_folder: Any, row: dict[str, Any], words: str) -> None:
    pack_folder.clauses("A-1").table("main", [row])
    result = run(GOOD, args=("--pack", str(pack_folder.root)))
    assert result.exit_code == 2
    assert words in result.stderr
    assert "tables/main.yaml:" in result.stderr
    assert result.stdout == ""
