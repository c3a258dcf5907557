"""`meydan setup` makes an installation out of nothing, and changes nothing when it is called again."""

import os
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

PASSWORD = "üç kedi dört köprü"
GIVEN = shlex.split(
    "--slug fjordvik --name Fjordvik --language nn --country NO --time-zone Europe/Oslo "
    "--admin-email kari@example.org --admin-name Kari"
)
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Call `meydan` with an environment of its own and a data folder that is not there yet."""
    (tmp_path / "password").write_text(PASSWORD + "\n", encoding="utf-8")

    def call(*arguments: str, stdin: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
        told = {"MEYDAN_DATA": str(tmp_path / "data"), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | environ
        command = [sys.executable, "-m", "meydan", *arguments]
        return subprocess.run(command, env=told, input=stdin, capture_output=True, text=True, encoding="utf-8")

    return call


def test_it_makes_everything_and_a_second_call_changes_nothing(run: Run, tmp_path: Path) -> None:
    password = ["--admin-password-file", str(tmp_path / "password")]
    first = run("setup", *GIVEN, *password)
    assert (first.returncode, first.stderr) == (0, "")
    assert "Institution fjordvik: Fjordvik (new)." in first.stdout
    assert "Open the desk at http://127.0.0.1:8000/" in first.stdout
    before = rows(tmp_path)
    assert before["people_person"] == before["people_membership"] == before["tenancy_institution"] == 1
    for again in (run("setup"), run("setup", *GIVEN)):
        assert (again.returncode, again.stderr) == (0, "")
        assert "(was there)" in again.stdout or "(were there)" in again.stdout
        assert rows(tmp_path) == before


def rows(tmp_path: Path) -> dict[str, int]:
    """Return how many rows each of the desk's tables holds, after a look at how the file is kept."""
    with sqlite3.connect(tmp_path / "data" / "meydan.sqlite3") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        found = {name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for (name,) in names}
    connection.close()
    return found


def test_what_is_not_given_is_asked(run: Run) -> None:
    answers = ["fjordvik", "nn", "Fjordvik", "NO", "", "kari@example.org", "Kari", PASSWORD, PASSWORD]
    done = run("setup", stdin="\n".join(answers) + "\n")
    assert done.returncode == 0, done.stderr
    assert "Administrator (new)." in done.stdout
    assert PASSWORD not in done.stdout


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fi", "Aikavyöhykettä ”Oslo” ei ole"),
        ("tr", "“Oslo” diye bir saat dilimi yok"),
        ("en", "There is no time"),
    ],
)
def test_a_refusal_is_said_in_the_language_asked_for(run: Run, lang: str, said: str) -> None:
    given = [each.replace("Europe/Oslo", "Oslo") for each in GIVEN]
    done = run("setup", *given, "--lang", lang)
    assert done.returncode == 1
    assert done.stderr.startswith(said)


def test_a_weak_password_makes_no_administrator(run: Run, tmp_path: Path) -> None:
    (tmp_path / "password").write_text("short", encoding="utf-8")
    done = run("setup", *GIVEN, "--admin-password-file", str(tmp_path / "password"))
    assert (done.returncode, "15" in done.stderr) == (1, True)
    assert rows(tmp_path)["people_person"] == 0


def test_a_wrong_variable_is_told_and_nothing_is_made(run: Run, tmp_path: Path) -> None:
    done = run("setup", MEYDAN_PROXIES="two", MEYDAN_LANGAUGE="nn")
    assert done.returncode == 2
    assert "MEYDAN_PROXIES: a whole number" in done.stderr
    assert "Did you mean MEYDAN_LANGUAGE?" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_database_that_does_not_answer_is_told_without_its_password(run: Run) -> None:
    done = run("setup", *GIVEN, DATABASE_URL="postgresql://meydan:hush@127.0.0.1:9/desk")
    assert (done.returncode, "DATABASE_URL" in done.stderr) == (1, True)
    assert "hush" not in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_it_does_the_same_on_postgresql(run: Run, tmp_path: Path, postgresql_url: str) -> None:
    password = ["--admin-password-file", str(tmp_path / "password")]
    for expected in ("(new)", "(was there)"):
        done = run("setup", *GIVEN, *password, DATABASE_URL=postgresql_url)
        assert (done.returncode, done.stderr) == (0, "")
        assert expected in done.stdout
    with psycopg.connect(postgresql_url) as connection:
        fence = "SELECT count(*) FROM pg_constraint WHERE conname LIKE 'tenancy_fence%' AND contype = 'f'"
        found = connection.execute(fence).fetchone()
    assert found == (2,)


@pytest.mark.parametrize("command", [["--help"], ["decide", "--help"], ["triage", "--help"], ["pack", "--help"]])
def test_the_commands_of_the_engine_start_without_django(command: list[str]) -> None:
    program = (
        "import sys\nfrom meydan.cli.main import main\n"
        f"main({command!r}, standalone_mode=False)\n"
        "print(sorted(name for name in ('django', 'allauth', 'meydan.settings') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_engine_decides_without_django() -> None:
    program = (
        "import atexit, sys\natexit.register(lambda: print('django' in sys.modules, file=sys.stderr))\n"
        "from meydan.cli.main import main\nmain(['decide', '--pack', 'ieu'])"
    )
    event = '{"id": "1", "kind": "incoming_message", "labels": ["threat"]}\n'
    done = subprocess.run([sys.executable, "-c", program], input=event, capture_output=True, text=True)
    assert '"outcome"' in done.stdout
    assert done.stderr.splitlines()[-1] == "False"


def test_the_desk_is_in_the_list_of_commands() -> None:
    done = subprocess.run([sys.executable, "-m", "meydan", "--help"], capture_output=True, text=True, check=True)
    assert "setup" in done.stdout
