"""`meydan triage`: what an officer sees, in the terminal, in a sheet and on a page."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from rich.console import Console

from meydan.cli.main import main
from meydan.cli.triage import judge_file
from meydan.cli.triage_page import Head, write_page
from meydan.cli.triage_sheet import guard, write_csv, write_json
from meydan.cli.triage_terminal import print_triage
from meydan.cli.triage_text import Summary, reader_for, shorten, visible
from meydan.flow.judge import load_judge
from meydan.networks.files import FileProblem, Note
from meydan.policy.sentences import words

NOW = "2026-11-20T09:00:00+00:00"

ROWS = [
    ("Harika bir etkinlikti, teşekkürler", "ayse"),
    ("Artık yaşamak istemiyorum", "deniz"),
    ("Yurtta üç gündür sıcak su yok", "mert"),
]


def table(folder, *rows, heading="text,author"):
    path = folder / "comments.csv"
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([heading.split(","), *rows])
    path.write_bytes(out.getvalue().encode("utf-8", "surrogatepass"))
    return path


@pytest.fixture(scope="module")
def judge():
    """Slow to make, so made once; the command itself is run in a few tests only."""
    return load_judge("ieu")


class Done:
    """A file that was triaged, and what each form of output says of it."""

    def __init__(self, judge, path, lang=None, limit=None, own=()):
        self.summary, self.reader = Summary(), reader_for(judge, lang)
        self.items = judge_file(path, own, judge, NOW, self.summary, self.reader, limit)

    def table(self, width=120):
        out = io.StringIO()
        print_triage(self.items, self.summary, self.reader, Console(file=out, width=width, no_color=True))
        return out.getvalue()

    def written(self, write, *args):
        out = io.StringIO(newline="")
        write(self.items, *args, out)
        return out.getvalue()

    def csv(self):
        return list(csv.reader(io.StringIO(self.written(write_csv, self.reader), newline="")))

    def json(self):
        return [json.loads(line) for line in self.written(write_json, self.reader).splitlines()]

    def page(self):
        return self.written(write_page, self.summary, self.reader, Head("a.csv", NOW))

    def wrong(self):
        return [self.reader.wrong(row) for row in self.summary.wrong]


def run(*args, **env):
    return CliRunner().invoke(main, ["triage", *map(str, args)], env={"COLUMNS": "120", "NO_COLOR": "1", **env})


def test_the_command_shows_the_life_at_risk_first_and_tells_wrong_rows_at_the_end(tmp_path):
    path = table(tmp_path, *ROWS, ("", "nobody"), ("one cell",))
    result = run(path, "--pack", "ieu", "--lang", "en")
    assert result.exit_code == 1
    shown = result.stdout
    assert shown.index("A life may be at risk") < shown.index("Artık yaşamak istemiyorum") < shown.index("sıcak su")
    assert "\x1b" not in shown
    assert result.stderr.splitlines() == [
        "2 rows could not be read:",
        "  comments.csv, line 5: There is no text.",
        "  comments.csv, line 6: The row has 1 cells where the heading has 2.",
    ]


def test_the_command_writes_a_sheet_with_two_packs_a_limit_and_our_own_name(tmp_path):
    out = tmp_path / "out.csv"
    path = table(tmp_path, *ROWS, ("Merhaba, ilettik", "Bozkır Üniversitesi"))
    args = ("--pack", "ieu", "--with", "etik", "--limit", "1", "--own", "bozkır üniversitesi", "--csv", "--out", out)
    result = run(path, *args, "--lang", "en")
    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        f"Written: {out}",
        "Left out because we wrote them ourselves: 1.",
    ]
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == 2
    assert b"ETIK-" in content


def test_the_command_explains_a_file_that_cannot_be_read_and_shows_no_traceback(tmp_path):
    result = run(tmp_path / "none.csv", "--pack", "ieu", "--lang", "nb")
    assert (result.exit_code, result.stdout) == (3, "")
    assert result.stderr == "Det finnes ingen fil eller mappe som heter none.csv.\n"


def test_a_pack_that_is_not_there_is_told_before_the_file_is_read(tmp_path):
    result = run(tmp_path / "none.csv", "--pack", "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    result = run(table(tmp_path, *ROWS), "--pack", "ieu", "--html", "--out", tmp_path / "none" / "a.html")
    assert result.exit_code == 1
    assert "none" in result.stderr


def test_a_lone_surrogate_leaves_every_form_of_output_readable(tmp_path, judge):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "bozuk \\ud83d karakter", "author": "\\udc00"}\n', encoding="utf-8")
    done = Done(judge, path)
    assert done.json()[0]["text"] == "bozuk \ud83d karakter"
    for shown in (done.table(), done.page()):
        assert "bozuk \ufffd karakter" in shown
        assert shown.encode("utf-8")
    result = run(path, "--pack", "ieu", "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["text"] == "bozuk \ud83d karakter"


def test_each_step_names_its_clause_and_each_clause_is_explained_once(tmp_path, judge):
    shown = Done(judge, table(tmp_path, *ROWS)).table()
    plans, _, legend = shown.partition("sade anlatımıyla")
    assert "IEU-6.4.15a" in plans
    assert legend.count("IEU-6.4.15a") == 1
    assert legend.count("IEU-7a") == 1


@pytest.mark.parametrize("lang", ["tr", "nn", "nb", "fi", "en"])
@pytest.mark.parametrize("width", [40, 79, 160])
def test_the_table_fits_the_terminal_in_every_language(tmp_path, judge, lang, width):
    shown = Done(judge, table(tmp_path, *ROWS), lang).table(width)
    assert max(len(line) for line in shown.splitlines()) <= width
    assert words()["triage.urgency.life"][lang] in shown
    assert "triage." not in shown
    assert "{" not in shown


@pytest.mark.parametrize(
    ("lang", "one", "two"),
    [("en", "1 row could", "2 rows could"), ("nn", "1 rad kunne", "2 rader kunne"), ("fi", "1 riviä", "2 riviä")],
)
def test_one_row_is_one_row_and_two_are_rows(judge, lang, one, two):
    reader = reader_for(judge, lang)
    assert reader.count("wrong_rows", 1).startswith(one)
    assert reader.count("wrong_rows", 2).startswith(two)


def test_many_wrong_rows_are_counted_and_the_first_of_them_kept(tmp_path, judge):
    done = Done(judge, table(tmp_path, *[("", "x")] * 60), "en")
    assert (done.summary.wrong_total, len(done.wrong())) == (60, 50)
    assert "60 rows could not be read" in done.page()
    assert "... and 10 more." in done.page()


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "boş"), (b"\x89PNG\r\n\x1a\n" + b"\x00" * 99, "ikili"), (b"likes\n1\n", "sütun")],
)
def test_a_file_of_no_format_is_explained_in_the_packs_language(tmp_path, judge, content, said):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(FileProblem) as caught:
        Done(judge, path)
    assert said in reader_for(judge, None).problem(caught.value)


@pytest.mark.parametrize("group", ["REASONS", "PROBLEMS", "NOTES"])
def test_every_reason_has_its_words_in_five_languages(group):
    from meydan.networks.files import rows

    prefix = "note" if group == "NOTES" else "reason"
    for code in getattr(rows, group):
        assert set(words()[f"triage.{prefix}.{code}"]) == {"tr", "nn", "nb", "fi", "en"}


def test_json_carries_the_decision_of_each_message_in_order(tmp_path, judge):
    answers = Done(judge, table(tmp_path, *ROWS)).json()
    assert (answers[0]["number"], answers[0]["urgency"], answers[0]["line"]) == (2, "life", 3)
    assert len(answers) == 3
    assert answers[0]["decision"]["steps"][0]["clauses"]


def test_a_limit_shows_the_most_urgent_and_counts_all(tmp_path, judge):
    done = Done(judge, table(tmp_path, *ROWS), "en", limit=1)
    assert [each.number for each in done.items] == [2]
    assert "Shown, the most urgent first: 1 of 3." in done.table()


def test_what_was_guessed_is_told(tmp_path, judge):
    path = tmp_path / "a.csv"
    path.write_bytes("yorum\nışık yok\n".encode("cp1254"))
    done = Done(judge, path, "en")
    assert [done.reader.note(each) for each in done.summary.notes] == ["a.csv is not UTF-8; it was read as cp1254."]
    assert done.summary.notes == [Note("encoding_guessed", {"name": "a.csv", "encoding": "cp1254"})]


@pytest.mark.parametrize("cell", ["=1+1", "+90 212", "-1", "@ali", "\tx", "\rx"])
def test_a_cell_that_begins_as_a_formula_is_defused(cell):
    assert guard(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "a=1", "'=1", " =1", "ali@x.example"])
def test_any_other_cell_stays_as_it_is(cell):
    assert guard(cell) == cell


def test_the_sheet_holds_the_message_and_no_formula(tmp_path, judge):
    path = table(tmp_path, ('=HYPERLINK("http://x.example";"gel")', "@SUM(1)"), ("iki\nsatır", "-x"))
    heading, *rows = Done(judge, path).csv()
    assert heading[0] == "No."
    assert {row[heading.index("İleti")] for row in rows} == {'\'=HYPERLINK("http://x.example";"gel")', "iki\nsatır"}
    assert {row[heading.index("Yazan")] for row in rows} == {"'@SUM(1)", "'-x"}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_what_would_steer_the_terminal_is_shown_by_name(tmp_path, judge):
    path = table(tmp_path, ("\x1b[2Jsil \u202egnp.exe \x07 [bold red]", "\x1b]0;x\x07"))
    shown = Done(judge, path).table()
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "␛[2Jsil ⟦RLO⟧gnp.exe ␇ [bold red]" in shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("düz metin 👍🏽 👨‍👩‍👧", "düz metin 👍🏽 👨‍👩‍👧"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("\x00\x7f\x85", "␀␡⟦85⟧"),
        ("\u2066x\u2069\u200b", "⟦LRI⟧x⟦PDI⟧⟦ZWSP⟧"),
        ("\ud800", "\ufffd"),
    ],
)
def test_only_what_steers_or_hides_is_made_visible(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize(("text", "limit"), [("a" * 1_000_000, 10), ("a b\n c", 10), ("bir iki üç", 6), ("", 5)])
def test_a_shortened_text_is_one_line_within_the_limit(text, limit):
    assert len(shorten(text, limit)) <= limit
    assert "\n" not in shorten(text, limit)


def test_the_demo_writes_both_pages_and_names_them(tmp_path):
    script = Path(__file__).parents[2] / "scripts" / "demo.py"
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    for page in ("demo-university.html", "demo-municipality.html"):
        assert (tmp_path / "out" / page).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
        assert page in done.stdout
