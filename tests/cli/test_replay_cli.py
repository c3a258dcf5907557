"""`meydan replay`: what an official reads of a whole archive, and a run that is broken off and goes on."""

import csv
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from meydan.cli.main import main
from meydan.cli.replay_print import Replayed, write_csv, write_table
from meydan.cli.triage_text import Summary
from meydan.flow.demo import demo_messages
from meydan.flow.judge import load_judge
from meydan.flow.replay import Counts
from meydan.flow.replay_work import Work
from meydan.networks.files import MessageRow, read_messages

PACKS = ("--pack", "ieu", "--pack", "kent")


def run(*args):
    return CliRunner().invoke(main, ["replay", *map(str, args)], env={"COLUMNS": "120", "NO_COLOR": "1"})


def write_archive(path, copies=1):
    """Write the demo messages, `copies` times, with two rows that are wrong and one that comes twice."""
    texts = [message.text for message in demo_messages()] * copies
    lines = [json.dumps({"id": f"m{n}", "text": text}) for n, text in enumerate(texts, 1)]
    lines[3:3] = ["{broken", '{"text": ""}', lines[0]]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@dataclass
class Finished:
    """A replay that was run to its end with two workers and a folder."""

    file: Path
    out: Path
    result: object

    def again(self, folder, *args, file=None, packs=PACKS):
        """Go on from a copy of its journal; nothing is left to count, so no worker is started."""
        shutil.copytree(self.out, folder / "out")
        return run(file or self.file, *packs, "--out", folder / "out", "--resume", *args)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replay")
    file = write_archive(folder / "archive.jsonl", 3)
    return Finished(file, folder / "out", run(file, *PACKS, "--workers", "2", "--out", folder / "out"))


def test_wrong_rows_are_counted_and_named_as_the_triage_names_them(finished):
    assert finished.result.exit_code == 1
    assert finished.result.stdout.splitlines()[0] == f"archive.jsonl: {3 * len(demo_messages())} messages, 2 wrong rows"
    assert finished.result.stderr.splitlines() == [
        "Left out because the same id had come before: 1.",
        "2 rows could not be read:",
        "  archive.jsonl, line 4: This is not valid JSON.",
        "  archive.jsonl, line 5: There is no text.",
    ]


def test_one_worker_says_byte_for_byte_what_two_say(finished, tmp_path):
    alone = run(finished.file, *PACKS, "--workers", "1", "--out", tmp_path / "out")
    assert alone.stdout == finished.result.stdout
    for name in ("replay.json", "replay.csv"):
        assert (tmp_path / "out" / name).read_bytes() == (finished.out / name).read_bytes()


def test_the_json_counts_what_the_judge_decides(finished):
    data = json.loads((finished.out / "replay.json").read_text("utf-8"))
    texts = [message.text for message in demo_messages()]
    assert data["messages"] == 3 * len(texts)
    assert data["wrong"] == 2
    assert [pack["pack"] for pack in data["packs"]] == ["ieu", "kent"]
    for pack in data["packs"]:
        judge = load_judge(pack["pack"])
        assert judge.policy.main.hash in pack["policy"]
        decisions = [judge.judge(each.message) for each in read_again(finished.file)]
        for outcome, count in pack["outcomes"].items():
            assert count == sum(decision.outcome == outcome for decision in decisions)
        for clause, count in pack["clauses"].items():
            assert count == sum(clause in decision.cited() for decision in decisions)
        assert sum(pack["urgency"].values()) == data["messages"]
    (difference,) = data["differences"]
    assert difference["packs"] == ["ieu", "kent"]
    assert 0 < difference["messages"] <= data["messages"]
    assert difference["only_first"][0]["samples"][0] == {"number": 1, "id": "m1"}


def read_again(file):
    return [row for row in read_messages(file) if isinstance(row, MessageRow)]


def test_no_text_and_no_author_stands_in_anything_that_is_kept(finished):
    kept = b"".join(path.read_bytes() for path in finished.out.iterdir()) + finished.result.stdout.encode()
    assert len(list(finished.out.iterdir())) == 3
    for message in demo_messages():
        assert message.text.encode() not in kept
        assert json.dumps(message.text).encode() not in kept


def test_texts_of_samples_are_shown_to_those_who_ask(finished, tmp_path):
    first = demo_messages()[0].text
    shown = finished.again(tmp_path, "--texts").stdout
    assert f"m1: {first[:40]}" in shown
    assert json.loads((tmp_path / "out" / "replay.json").read_text("utf-8"))["differences"][0]["only_first"][0][
        "samples"
    ][0]["text"]


@pytest.mark.parametrize("form", ["--json", "--csv"])
def test_the_forms_on_the_terminal_are_those_in_the_folder(finished, tmp_path, form):
    shown = finished.again(tmp_path, form).stdout_bytes
    kept = (finished.out / f"replay.{form[2:]}").read_bytes().removeprefix(b"\xef\xbb\xbf")
    assert shown == kept


def test_a_finished_replay_says_the_same_again_without_counting_again(finished, tmp_path):
    before = (finished.out / "journal.jsonl").read_bytes()
    again = finished.again(tmp_path)
    assert again.stdout == finished.result.stdout
    assert (tmp_path / "out" / "journal.jsonl").read_bytes() == before


@pytest.mark.parametrize("changed", ["file", "pack", "settings", "order", "own"])
def test_a_journal_is_not_gone_on_from_when_what_it_counted_has_changed(finished, tmp_path, changed):
    file, packs, more = finished.file, PACKS, ()
    if changed == "file":
        file = tmp_path / finished.file.name
        file.write_bytes(finished.file.read_bytes().replace(b"{broken", b"{Broken"))
    elif changed == "pack":
        packs = ("--pack", "ieu", "--pack", "kinn")
    elif changed == "order":
        packs = ("--pack", "kent", "--pack", "ieu")
    elif changed == "settings":
        (tmp_path / "ours.yaml").write_text("contacts: [bilgi@bozkir.example]\n", encoding="utf-8")
        more = ("--settings", tmp_path / "ours.yaml")
    else:
        more = ("--own", "us")
    result = finished.again(tmp_path, *more, file=file, packs=packs)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "journal of another replay" in result.stderr
    assert (tmp_path / "out" / "journal.jsonl").read_bytes() == (finished.out / "journal.jsonl").read_bytes()


def test_a_pack_that_was_edited_since_is_noticed(finished, tmp_path):
    source = load_judge("ieu").policy.main.root
    folder = tmp_path / "ieu" / source.name
    shutil.copytree(source, folder)
    file = tmp_path / "two.jsonl"
    file.write_text('{"text": "Merhaba"}\n{"text": "Teşekkürler"}\n', encoding="utf-8")
    args = (file, "--pack", folder, "--workers", "1", "--out", tmp_path / "out")
    assert run(*args).exit_code == 0
    with (folder / "clauses.yaml").open("a", encoding="utf-8") as clauses:
        clauses.write("# edited\n")
    result = run(*args, "--resume")
    assert result.exit_code == 4
    assert "policies differ" in result.stderr


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("none.csv", "--pack", "ieu"), 3, "none.csv"),
        (("none.csv", "--pack", "nowhere"), 2, "nowhere"),
        (("none.csv", "--pack", "ieu", "--pack", "ieu"), 2, "named twice"),
        (("none.csv", "--pack", "ieu", "--resume"), 2, "--out DIR"),
        (("none.csv", "--pack", "ieu", "--cluster", "tcp://a:1", "--workers", "2"), 2, "--workers"),
        ((__file__, "--pack", "ieu", "--cluster", "nowhere"), 4, "no cluster"),
    ],
)
def test_what_cannot_be_done_is_said_without_a_traceback(args, status, said):
    result = run(*args)
    assert (result.exit_code, result.stdout) == (status, "")
    assert said in result.stderr
    assert isinstance(result.exception, SystemExit)


def test_a_journal_that_cannot_be_written_is_told(tmp_path):
    file = tmp_path / "one.jsonl"
    file.write_text('{"text": "Merhaba"}\n', encoding="utf-8")
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    result = run(file, "--pack", "ieu", "--workers", "1", "--out", tmp_path / "taken" / "out")
    assert result.exit_code == 4
    assert "cannot be written" in result.stderr


def begin(file, out):
    """Start the command as a process with a group of its own and wait until its journal holds two chunks."""
    command = [sys.executable, "-m", "meydan", "replay", str(file), *PACKS, "--workers", "2", "--out", str(out)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    journal = out / "journal.jsonl"
    for _ in range(6000):
        if journal.exists() and journal.read_bytes().count(b"\n") >= 3:
            return process, journal
        time.sleep(0.01)
    raise AssertionError("no journal")


def test_ctrl_c_leaves_a_journal_from_which_the_rest_is_counted(finished, tmp_path):
    file = write_archive(tmp_path / "archive.jsonl", 12)
    process, journal = begin(file, tmp_path / "out")
    os.killpg(process.pid, signal.SIGINT)
    shown, said = process.communicate(timeout=60)
    assert (process.returncode, shown) == (130, b"")
    assert said == b"Stopped. Go on with --resume.\n"
    lines = journal.read_bytes().splitlines()
    assert 3 <= len(lines) < 2 + 12 * len(demo_messages()) // 500
    assert all(json.loads(line) for line in lines)
    resumed = run(file, *PACKS, "--workers", "2", "--out", tmp_path / "out", "--resume", "--csv")
    assert resumed.exit_code == 1
    # The archive is the finished one's messages again and again, so every count is four times its.
    once = counts_in((finished.out / "replay.csv").read_text("utf-8-sig"))
    assert counts_in(resumed.stdout) == {key: 4 * count for key, count in once.items()}


def counts_in(sheet):
    rows = list(csv.reader(io.StringIO(sheet, newline="")))[1:]
    return {tuple(row[:5]): int(row[5]) for row in rows}


def test_a_command_that_is_killed_leaves_no_workers_behind(tmp_path):
    process, journal = begin(write_archive(tmp_path / "archive.jsonl", 40), tmp_path / "out")
    process.kill()
    process.communicate(timeout=60)
    for _ in range(1000):
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            break
        time.sleep(0.01)
    else:
        raise AssertionError("workers are left")
    assert json.loads(journal.read_bytes().splitlines()[1])["chunk"] in (0, 1)


NASTY = "=cmd()\x1b[31m\u202e"


def test_ids_that_steer_a_terminal_or_a_spreadsheet_are_made_harmless():
    key = ("a", "b", "clause", "A-1")
    counts = Counts(1, {("a", "outcome", "open", ""): 1}, {key: 1}, {key: ((1, NASTY),)})
    replayed = Replayed("f\x1b.csv", Work(("a", "b"), (), "{}", ()), counts, Summary(), {})
    table, sheet = io.StringIO(), io.StringIO(newline="")
    write_table(replayed, table)
    write_csv(replayed, sheet)
    for written in (table.getvalue(), sheet.getvalue()):
        assert "\x1b" not in written
        assert "\u202e" not in written
    assert list(csv.reader(io.StringIO(sheet.getvalue(), newline="")))[-1][-1].startswith("'=cmd()")


def test_the_table_puts_the_most_urgent_first_and_the_most_frequent_difference_first():
    tally = {("a", "urgency", each, ""): 1 for each in ("rest", "life", "look", "immediately")}
    differing = {("a", "b", "clause", "A-1"): 2, ("a", "b", "clause", "A-2"): 7, ("a", "b", "any", ""): 9}
    replayed = Replayed("f", Work(("a", "b"), (), "{}", ()), Counts(9, tally, differing), Summary(), {})
    table = io.StringIO()
    write_table(replayed, table)
    shown = [" ".join(line.split()) for line in table.getvalue().splitlines()]
    assert shown[3:7] == ["life 1 0", "immediately 1 0", "look 1 0", "rest 1 0"]
    assert shown.index("a and b differ on 9 of 9 messages") < shown.index("A-2: 7") < shown.index("A-1: 2")
