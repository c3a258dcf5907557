"""What Django is told: strict cookies, no admin site, a database that keeps its word, logs that name nobody."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection

from meydan.apps.tenancy.models import Institution
from meydan.apps.tenancy.walk import FOREIGN_COLUMNS, register, unlisted
from meydan.settings.logs import JsonLines, logging_settings


def test_there_is_no_admin_site() -> None:
    assert not [each for each in settings.INSTALLED_APPS if "admin" in each]


def settings_under(tmp_path: Path, **environ: str) -> dict[str, Any]:
    """Return what Django would be told under an environment."""
    program = "import json, meydan.settings.django as s\n"
    program += "print(json.dumps({k: v for k, v in vars(s).items() if k.isupper()}, default=str))"
    told = {"MEYDAN_DATA": str(tmp_path), "PATH": os.environ["PATH"]} | environ
    done = subprocess.run([sys.executable, "-c", program], env=told, capture_output=True, text=True, check=True)
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def test_over_https_everything_keeps_to_https(tmp_path: Path) -> None:
    told = settings_under(tmp_path, MEYDAN_ADDRESS="https://desk.example.org", MEYDAN_PROXIES="1")
    assert (told["SECURE_SSL_REDIRECT"], told["SECURE_HSTS_SECONDS"]) == (True, 31536000)
    assert all(told[f"{each}_COOKIE_SECURE"] for each in ("SESSION", "CSRF", "LANGUAGE"))
    assert all(told[f"{each}_COOKIE_NAME"].startswith("__Host-") for each in ("SESSION", "CSRF", "LANGUAGE"))
    assert told["SECURE_PROXY_SSL_HEADER"] == ["HTTP_X_FORWARDED_PROTO", "https"]
    assert told["ALLOWED_HOSTS"] == ["desk.example.org"]
    assert told["CSRF_TRUSTED_ORIGINS"] == ["https://desk.example.org"]


def test_without_a_proxy_nobody_is_believed_about_where_they_come_from(tmp_path: Path) -> None:
    told = settings_under(tmp_path)
    assert "SECURE_PROXY_SSL_HEADER" not in told
    assert told["ALLAUTH_TRUSTED_PROXY_COUNT"] == 0
    assert told["ALLOWED_HOSTS"] == ["127.0.0.1", "[::1]", "localhost"]


def test_mail_goes_as_the_address_says(tmp_path: Path) -> None:
    told = settings_under(tmp_path, MEYDAN_MAIL_URL="smtp://u:p@mail.example.org")
    assert (told["EMAIL_HOST"], told["EMAIL_PORT"], told["EMAIL_USE_TLS"], told["EMAIL_USE_SSL"]) == (
        "mail.example.org",
        587,
        True,
        False,
    )


def test_djangos_own_checks_find_nothing_wrong(db: None) -> None:
    call_command("check", fail_level="WARNING")


def test_the_database_keeps_its_word(db: None) -> None:
    """A page can be read while a message is written, and a commit is on the disk."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL does so without being told")
    with connection.cursor() as cursor:
        told = {}
        for pragma in ("foreign_keys", "synchronous", "journal_mode"):
            cursor.execute(f"PRAGMA {pragma}")
            told[pragma] = cursor.fetchone()[0]
    assert told == {"foreign_keys": 1, "synchronous": 2, "journal_mode": "wal"}


def test_every_text_column_says_whether_it_holds_a_persons_words() -> None:
    assert list(unlisted()) == []


def test_a_column_that_says_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Institution, "plain", ("slug", "names", "country", "time_zone", "motto"))
    assert list(unlisted()) == [
        "tenancy.Institution.languages: neither in `words` nor in `plain`",
        "tenancy.Institution.motto: declared, but no text column",
    ]
    monkeypatch.setattr(Institution, "plain", ("slug", "names", "country", "time_zone", "languages"))
    monkeypatch.setattr(Institution, "words", {"names": "staff"})
    assert list(unlisted()) == ["tenancy.Institution.names: in `words` and in `plain`"]


def test_the_register_names_where_personal_data_lies() -> None:
    found = {(each.model._meta.label, each.column, each.retention) for each in register()}
    assert ("people.Person", "email", "staff") in found
    assert ("sessions.Session", "session_data", "session") in found
    assert not [each for each in found if each[0] == "tenancy.Institution"]
    assert set(FOREIGN_COLUMNS) & {each[0] for each in found} == {"account.EmailAddress", "sessions.Session"}


class TestLogs:
    """Lines that can be read by anybody who runs the installation."""

    def line(self, logger: str, message: object, *arguments: object, **extra: object) -> dict[str, Any]:
        """Return what is written of a record."""
        exc_info = extra.pop("exc_info", None)
        record = logging.getLogger(logger).makeRecord(
            logger, logging.INFO, "/x/module.py", 7, message, arguments, exc_info, "function", extra
        )
        read: dict[str, Any] = json.loads(JsonLines().format(record))
        return read

    def test_our_own_words_and_named_values_are_written_and_nothing_else(self) -> None:
        line = self.line("meydan.flow", "imported", rows=12, institution="0190", text="Ayşe wrote this")
        assert (line["event"], line["rows"], line["institution"]) == ("imported", 12, "0190")
        assert "Ayşe" not in json.dumps(line, ensure_ascii=False)

    @pytest.mark.parametrize(
        ("message", "arguments", "event"),
        [
            ("Forbidden address %s", ("ayse@example.org",), "Forbidden address %s"),
            ("ayse@example.org is forbidden", (), "module.function"),
            ("%s: %s", ("ayse@example.org", 1), "module.function"),
        ],
    )
    def test_what_a_library_fills_into_its_sentence_is_left_out(
        self, message: str, arguments: tuple[object, ...], event: str
    ) -> None:
        line = self.line("django.request", message, *arguments)
        assert line["event"] == event
        assert "ayse" not in json.dumps(line)

    def test_of_an_error_only_its_kind_and_the_places_are_written(self, db: None, now: Any) -> None:
        try:
            for _ in range(2):
                Institution.objects.create(slug="ayse", names={}, languages=[], founded_at=now)
        except IntegrityError:
            line = self.line("django.request", "failed", exc_info=sys.exc_info())
        assert line["error"] == "IntegrityError"
        assert any("test_django_settings.py" in place for place in line["at"])
        assert "ayse" not in json.dumps(line)

    def test_queries_with_their_values_are_never_written(self) -> None:
        told: Any = logging_settings("debug", "json")
        assert told["loggers"]["django.db.backends"]["level"] == "WARNING"
        assert told["root"]["level"] == "DEBUG"
