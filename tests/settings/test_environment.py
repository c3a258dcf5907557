"""An installation is set up by typed variables; what is wrong is told by name, and secrets are never told."""

import base64
import dataclasses
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from meydan.settings.addresses import Database, Mail
from meydan.settings.databases import database_settings
from meydan.settings.environment import VARIABLES, Environment, read_environment
from meydan.settings.keys import with_keys
from meydan.settings.reading import InvalidEnvironment

ROOT = Path(__file__).parents[2]
KEY = base64.urlsafe_b64encode(bytes(range(32))).decode()


def problems(**environ: str) -> list[str]:
    """Return what is wrong with an environment."""
    with pytest.raises(InvalidEnvironment) as caught:
        read_environment(environ)
    return [problem.message for problem in caught.value.problems]


def test_with_nothing_set_it_is_sqlite_for_this_machine_only() -> None:
    environment = read_environment({})
    assert environment.database == Database(kind="sqlite", name=str(environment.data / "meydan.sqlite3"))
    assert environment.address == "http://127.0.0.1:8000"
    assert (environment.second_factor, environment.debug, environment.proxies) == ("required", False, 0)
    assert (environment.mail, environment.secret_key, environment.encryption_keys) == (Mail(kind="file"), "", ())


@pytest.mark.parametrize(
    ("name", "text", "field", "value"),
    [
        ("MEYDAN_DATA", "/srv/meydan", "data", Path("/srv/meydan")),
        ("DATABASE_URL", "sqlite:////srv/a%20b.sqlite3", "database", Database(kind="sqlite", name="/srv/a b.sqlite3")),
        (
            "DATABASE_URL",
            "postgresql://meydan:p%40ss@db.example.org:5433/desk?sslmode=require",
            "database",
            Database("postgresql", "desk", "db.example.org", 5433, "meydan", "p@ss", {"sslmode": "require"}),
        ),
        (
            "DATABASE_URL",
            "postgres://meydan@/desk?host=/run/postgresql",
            "database",
            Database("postgresql", "desk", "/run/postgresql", None, "meydan"),
        ),
        ("MEYDAN_SECRET_KEY", "k" * 40, "secret_key", "k" * 40),
        ("MEYDAN_ENCRYPTION_KEYS", f"{KEY}, {KEY}", "encryption_keys", (KEY, KEY)),
        ("MEYDAN_ADDRESS", "https://desk.example.org/", "address", "https://desk.example.org"),
        ("MEYDAN_ADDRESS", "http://localhost:9000", "address", "http://localhost:9000"),
        ("MEYDAN_HOSTS", "a.example.org, b.example.org", "hosts", ("a.example.org", "b.example.org")),
        ("MEYDAN_PROXIES", "2", "proxies", 2),
        ("MEYDAN_SECOND_FACTOR", "optional", "second_factor", "optional"),
        ("MEYDAN_SESSION_HOURS", "8", "session_hours", 8),
        ("MEYDAN_MAIL_URL", "console:", "mail", Mail(kind="console")),
        ("MEYDAN_MAIL_URL", "smtp://localhost", "mail", Mail("smtp", "localhost", 25)),
        (
            "MEYDAN_MAIL_URL",
            "smtp://u:p%2F@m.example.org",
            "mail",
            Mail("smtp", "m.example.org", 587, "u", "p/", "starttls"),
        ),
        ("MEYDAN_MAIL_URL", "smtps://m.example.org:466", "mail", Mail("smtp", "m.example.org", 466, security="tls")),
        ("MEYDAN_MAIL_FROM", "desk@example.org", "mail_from", "desk@example.org"),
        ("MEYDAN_LANGUAGE", "nn", "language", "nn"),
        ("MEYDAN_LOG_LEVEL", "debug", "log_level", "debug"),
        ("MEYDAN_LOG_FORM", "text", "log_form", "text"),
        ("MEYDAN_DEBUG", "yes", "debug", True),
    ],
)
def test_every_variable_is_read_as_what_it_means(name: str, text: str, field: str, value: Any) -> None:
    assert getattr(read_environment({name: text}), field) == value
    assert getattr(read_environment({name: "  "}), field) == getattr(read_environment({}), field)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("MEYDAN_DATA", "data"),
        ("MEYDAN_DATA", "/etc/hostname"),
        ("DATABASE_URL", "mysql://a/b"),
        ("DATABASE_URL", "sqlite://relative.sqlite3"),
        ("DATABASE_URL", "postgresql://host"),
        ("DATABASE_URL", "postgresql://u:p@host:port/name"),
        ("DATABASE_URL", "postgresql://u:p]@[host/name"),
        ("MEYDAN_SECRET_KEY", "short"),
        ("MEYDAN_ENCRYPTION_KEYS", "short"),
        ("MEYDAN_ENCRYPTION_KEYS", KEY + "," + KEY[:-1]),
        ("MEYDAN_ADDRESS", "desk.example.org"),
        ("MEYDAN_ADDRESS", "http://desk.example.org"),
        ("MEYDAN_ADDRESS", "https://example.org/desk"),
        ("MEYDAN_HOSTS", "*"),
        ("MEYDAN_HOSTS", "https://a.example.org"),
        ("MEYDAN_PROXIES", "two"),
        ("MEYDAN_PROXIES", "-1"),
        ("MEYDAN_PROXIES", "²"),
        ("MEYDAN_SECOND_FACTOR", "no"),
        ("MEYDAN_SESSION_HOURS", "0"),
        ("MEYDAN_MAIL_URL", "mail.example.org"),
        ("MEYDAN_MAIL_FROM", "desk"),
        ("MEYDAN_LANGUAGE", "sv"),
        ("MEYDAN_LOG_LEVEL", "loud"),
        ("MEYDAN_LOG_FORM", "xml"),
        ("MEYDAN_DEBUG", "1"),
    ],
)
def test_a_wrong_value_is_told_by_its_variables_name(name: str, text: str) -> None:
    (problem,) = problems(**{name: text})
    assert problem.startswith(f"{name}: ")


def test_everything_that_is_wrong_is_told_at_once() -> None:
    assert len(problems(MEYDAN_PROXIES="two", MEYDAN_LANGUAGE="sv", DATABASE_URL="x", MEYDAN_MAIL_FROM="y")) == 4


def test_no_secret_stands_in_an_error_or_in_the_value_as_printed() -> None:
    told = problems(DATABASE_URL="postgresql://u:hush-hush@h:x/n", MEYDAN_SECRET_KEY="hush-hush")
    told += problems(MEYDAN_ENCRYPTION_KEYS="hush-hush", MEYDAN_MAIL_URL="imap://u:hush-hush@h")
    assert "hush-hush" not in " ".join(told)
    shown = read_environment({"DATABASE_URL": "postgresql://u:hush-hush@h/n", "MEYDAN_SECRET_KEY": "hush-hush" * 5})
    assert "hush-hush" not in repr(shown) + repr(shown.database)


@pytest.mark.parametrize("variable", [each for each in VARIABLES if each.secret], ids=lambda each: each.name)
def test_a_secret_may_lie_in_a_file(variable: Any, tmp_path: Path) -> None:
    good = {
        "DATABASE_URL": "postgresql://u:p@h/n",
        "MEYDAN_SECRET_KEY": "k" * 50,
        "MEYDAN_ENCRYPTION_KEYS": f"{KEY}\n{KEY}",
        "MEYDAN_MAIL_URL": "smtps://u:p@h",
    }[variable.name]
    file = tmp_path / "secret"
    file.write_text(good + "\n", encoding="utf-8")
    assert read_environment({f"{variable.name}_FILE": str(file)}) == read_environment({variable.name: good})
    assert problems(**{variable.name: good, f"{variable.name}_FILE": str(file)})[0].endswith("not both")
    assert problems(**{f"{variable.name}_FILE": str(tmp_path / "none")})[0].startswith(f"{variable.name}_FILE: ")
    file.write_text("\n", encoding="utf-8")
    assert problems(**{f"{variable.name}_FILE": str(file)})[0].endswith("is empty")


def test_a_slip_of_the_pen_is_told_with_what_was_meant() -> None:
    with pytest.raises(InvalidEnvironment, match="Did you mean MEYDAN_LANGUAGE"):
        read_environment({"MEYDAN_LANGAUGE": "nn"})
    assert read_environment({"MEYDAN_ENDPOINT_URL": "https://models.example", "HOME": "/root"})


def test_what_shows_everything_is_for_this_machine_only() -> None:
    (problem,) = problems(MEYDAN_DEBUG="yes", MEYDAN_ADDRESS="https://desk.example.org")
    assert problem.startswith("MEYDAN_DEBUG: ")


def test_every_field_has_a_variable_with_a_meaning_and_the_page_tells_it() -> None:
    assert len(VARIABLES) == len(dataclasses.fields(Environment))
    page = (ROOT / "docs" / "environment.md").read_text(encoding="utf-8")
    for variable in VARIABLES:
        assert len(variable.meaning) > 20
        assert variable.meaning in page
        assert all(f"`{name}`" in page for name in variable.names)


class TestKeys:
    """Keys that nobody gave."""

    def test_they_are_made_once_and_only_their_owner_reads_them(self, tmp_path: Path) -> None:
        environment = read_environment({"MEYDAN_DATA": str(tmp_path / "new")})
        first, again = with_keys(environment), with_keys(environment)
        assert first == again
        assert len(first.secret_key) >= 40
        assert len(first.encryption_keys) == 1
        modes = {stat.S_IMODE(path.stat().st_mode) for path in environment.keys.iterdir()}
        assert modes == {0o600}
        assert {stat.S_IMODE(path.stat().st_mode) for path in (environment.data, environment.keys)} == {0o700}

    def test_keys_that_were_given_are_used_and_none_is_made(self, tmp_path: Path) -> None:
        given = {"MEYDAN_SECRET_KEY": "k" * 50, "MEYDAN_ENCRYPTION_KEYS": KEY, "MEYDAN_DATA": str(tmp_path)}
        environment = with_keys(read_environment(given))
        assert (environment.secret_key, environment.encryption_keys) == ("k" * 50, (KEY,))
        assert not list(tmp_path.iterdir())

    def test_a_database_without_the_keys_that_closed_it_is_not_opened(self, tmp_path: Path) -> None:
        environment = read_environment({"MEYDAN_DATA": str(tmp_path)})
        with_keys(environment)
        (tmp_path / "meydan.sqlite3").touch()
        assert with_keys(environment).encryption_keys
        (tmp_path / "keys" / "encryption_keys").unlink()
        with pytest.raises(InvalidEnvironment, match=r"MEYDAN_ENCRYPTION_KEYS: .* is missing"):
            with_keys(environment)

    def test_a_spoilt_key_is_told(self, tmp_path: Path) -> None:
        environment = read_environment({"MEYDAN_DATA": str(tmp_path)})
        environment.keys.mkdir()
        (environment.keys / "encryption_keys").write_text("spoilt", encoding="utf-8")
        with pytest.raises(InvalidEnvironment, match=r"MEYDAN_ENCRYPTION_KEYS: .* should hold"):
            with_keys(environment)

    def test_a_folder_that_cannot_be_made_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        environment = read_environment({"MEYDAN_DATA": str(tmp_path / "file" / "below")})
        with pytest.raises(InvalidEnvironment, match="cannot be kept"):
            with_keys(environment)

    def test_processes_that_start_at_once_agree(self, tmp_path: Path) -> None:
        program = "import os; from meydan.settings.environment import read_environment as r\n"
        program += "from meydan.settings.keys import with_keys; e = with_keys(r(os.environ))\n"
        program += "print(e.secret_key, e.encryption_keys)"
        environ = {"MEYDAN_DATA": str(tmp_path), "PATH": os.environ["PATH"]}
        command = [sys.executable, "-c", program]
        started = [subprocess.Popen(command, env=environ, stdout=subprocess.PIPE) for _ in range(4)]
        assert len({process.communicate()[0] for process in started}) == 1
        assert {path.name for path in (tmp_path / "keys").iterdir()} == {"secret_key", "encryption_keys"}


def test_both_databases_are_set_up_for_work() -> None:
    options = database_settings(Database(kind="sqlite", name="/x"))["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert all(each in options["init_command"] for each in ("journal_mode = WAL", "foreign_keys = ON", "synchronous"))
    made = database_settings(Database("postgresql", "desk", "h", 5433, "u", "p", {"sslmode": "require"}))
    assert (made["NAME"], made["HOST"], made["PORT"], made["OPTIONS"]) == ("desk", "h", "5433", {"sslmode": "require"})
