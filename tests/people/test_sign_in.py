"""People come in with a password and an authenticator app, and no page loads or runs anything that is not ours."""

import re
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import translation
from django.utils.translation import trans_real

import desk_rows
from meydan.apps.people.models import Person
from meydan.apps.tenancy.models import Institution
from meydan.settings import urls
from meydan.web.headers import CONTENT_SECURITY_POLICY
from meydan.web.second_factor import OPEN

LANGUAGES = ("tr", "nn", "nb", "fi", "en")
#: Pages that a stranger may open; everything else leads to the sign-in.
PUBLIC = {
    "account_login",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_logout",
    "mfa_authenticate",
    "set_language",
}
ARGUMENTS = {"account_reset_password_from_key": {"uidb36": "0", "key": "0"}}


@pytest.fixture(autouse=True)
def no_limits_from_before(db: None) -> Iterator[None]:
    """Attempts to sign in are counted; every test begins at none."""
    cache.clear()
    yield
    translation.activate("en")


@pytest.fixture
def person(institution: Institution) -> Person:
    """A specialist of the university who has no second factor yet."""
    return desk_rows.member(institution, "specialist")


def sign_in(client: Client, person: Person, password: str = desk_rows.PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": person.email, "password": password})


class AppClock:
    """The time by which codes are made and checked; it stands still until a test moves it."""

    def __init__(self) -> None:
        self.seconds = 1_800_000_000

    def time(self) -> int:
        return self.seconds


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> AppClock:
    """A clock of our own for the library of second factors."""
    made = AppClock()
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time", made)
    return made


def code(secret: str, clock: AppClock) -> str:
    """Return what the authenticator app shows for a secret."""
    return format_hotp_value(hotp_value(secret, clock.seconds // 30))


def set_up(client: Client, clock: AppClock) -> str:
    """Set up a second factor for whoever is signed in; return its secret."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page)
    assert secret
    done = client.post(reverse("mfa_activate_totp"), {"code": code(secret[1], clock)})
    assert done["Location"] == reverse("mfa_view_recovery_codes")
    return secret[1]


def test_whoever_has_no_second_factor_sets_one_up_before_anything_else(
    client: Client, person: Person, clock: AppClock
) -> None:
    assert sign_in(client, person)["Location"] == reverse("start")
    for name in names(get_resolver(urls.__name__)) - OPEN - PUBLIC:
        assert client.get(reverse(name))["Location"] == reverse("mfa_activate_totp"), name
    secret = set_up(client, clock)
    assert b"Bozkir" in client.get(reverse("start")).content
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in kept


def test_from_then_on_the_password_alone_opens_nothing(client: Client, person: Person, clock: AppClock) -> None:
    sign_in(client, person)
    secret = set_up(client, clock)
    client.post(reverse("account_logout"))
    assert sign_in(client, person)["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("start")).status_code == 302
    assert b"Incorrect code" in client.post(reverse("mfa_authenticate"), {"code": "000000"}).content
    clock.seconds += 30
    entered = client.post(reverse("mfa_authenticate"), {"code": code(secret, clock)})
    assert entered["Location"] == reverse("start")
    assert client.get(reverse("start")).status_code == 200


def test_a_code_opens_once(client: Client, person: Person, clock: AppClock) -> None:
    sign_in(client, person)
    secret = set_up(client, clock)
    for opened in (True, False):
        client.post(reverse("account_logout"))
        sign_in(client, person)
        answer = client.post(reverse("mfa_authenticate"), {"code": code(secret, clock)})
        assert (answer.status_code == 302) == opened


def test_the_second_factor_can_be_left_to_people(client: Client, person: Person, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    sign_in(client, person)
    assert client.get(reverse("start")).status_code == 200


@pytest.mark.parametrize("wrong", ["password", "address", "closed"])
def test_a_wrong_sign_in_is_refused_without_saying_what_was_wrong(client: Client, person: Person, wrong: str) -> None:
    if wrong == "closed":
        Person.objects.update(is_active=False)
    email = "nobody@example.org" if wrong == "address" else person.email
    password = "üç kedi dört köprü!" if wrong == "password" else desk_rows.PASSWORD
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    assert client.get(reverse("start")).status_code == 302
    if wrong != "closed":
        assert b"not correct" in answer.content


def test_attempts_are_limited(client: Client, person: Person) -> None:
    for _ in range(6):
        answer = sign_in(client, person, password="wrong wrong wrong")
    assert b"Too many failed" in answer.content
    assert sign_in(client, person).status_code == 200


def test_the_address_counts_however_it_is_written(client: Client, person: Person) -> None:
    answer = client.post(reverse("account_login"), {"login": person.email.upper(), "password": desk_rows.PASSWORD})
    assert answer["Location"] == reverse("start")


def test_a_forgotten_password_is_set_anew_by_mail(client: Client, person: Person, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    client.post(reverse("account_reset_password"), {"email": person.email})
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    (letter,) = mail.outbox
    link = re.search(r"http://\S+", str(letter.body))
    assert link
    form = client.get(link[0], follow=True)
    address = form.redirect_chain[-1][0]
    short = client.post(address, {"password1": "too short", "password2": "too short"})
    assert b"at least 15" in short.content
    client.post(address, {"password1": "altı kuş yedi deniz", "password2": "altı kuş yedi deniz"})
    assert sign_in(client, person, password="altı kuş yedi deniz")["Location"] == reverse("start")


def test_the_address_of_a_person_stands_in_one_place_only(client: Client, person: Person, clock: AppClock) -> None:
    sign_in(client, person)
    set_up(client, clock)
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("path", ["/accounts/signup/", "/sign-in/signup/", "/admin/", "/sign-in/email/"])
def test_nobody_signs_up_and_there_is_no_back_door(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


def names(resolver: URLResolver) -> set[str]:
    """Return the names of every address that takes no argument, or one of `ARGUMENTS`."""
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found |= names(pattern)
        elif isinstance(pattern, URLPattern) and pattern.name:
            found.add(pattern.name)
    return found


def test_every_page_but_the_sign_in_needs_one(client: Client) -> None:
    for name in names(get_resolver(urls.__name__)) - PUBLIC:
        answer = client.get(reverse(name))
        assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, reverse("account_login")), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_sign_in_are_whole_in_five_languages_and_load_nothing(
    client: Client, person: Person, language: str, clock: AppClock
) -> None:
    client.post(reverse("set_language"), {"language": language, "next": "/"})
    pages = [client.get(reverse(name, kwargs=ARGUMENTS.get(name))) for name in sorted(PUBLIC - {"set_language"})]
    Person.objects.update(language=language)
    sign_in(client, person)
    pages.append(client.get(reverse("mfa_activate_totp")))
    set_up(client, clock)
    pages += [client.get(reverse(name)) for name in sorted(names(get_resolver(urls.__name__)) - PUBLIC)]
    shown = [page for page in pages if page.status_code == 200 and "html" in page["Content-Type"]]
    assert len(shown) > 10
    for page in shown:
        text = page.content.decode()
        assert f'<html lang="{language}">' in text
        assert_nothing_foreign(text)
        english = {" ".join(each.split()) for each in re.findall(r">([^<]+)<", text)} & untranslated(language)
        assert not english, page.request["PATH_INFO"]


def untranslated(language: str) -> set[str]:
    """Return the English texts of the sign-in and of our own pages that a page in a language must not show."""
    if language == "en":
        return set()
    known = {text for text in trans_real.translation("nb")._catalog.keys() if isinstance(text, str)}  # noqa: SIM118
    with translation.override("nb"):
        return {text for text in known if len(text) > 3 and translation.gettext(text) != text} - {
            "English"  # in the choice of languages each is called by its own name
        }


def assert_nothing_foreign(page: str) -> None:
    """Assert that a page holds nothing that our policy stops, or that would ask anybody outside for something."""
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    assert not re.search(r"""(?:src|href|action)=["']?(?:https?:|//|data:)""", page)
    for script in re.findall(r"<script[^>]*>", page):
        assert 'src="/static/' in script or 'type="application/json"' in script


def test_every_answer_says_what_the_browser_may_do(client: Client) -> None:
    for path in ("/", "/sign-in/", "/nowhere/", "/static/account/js/onload.js"):
        with closing(client.get(path)) as answer:
            headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert all(f"{name} {value}" in policy for name, value in CONTENT_SECURITY_POLICY.items())
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
    assert "unsafe" not in " ".join(CONTENT_SECURITY_POLICY.values())
    assert client.get("/sign-in/").headers["Cache-Control"].count("no-store")


def test_cookies_cannot_be_read_by_scripts(client: Client, person: Person) -> None:
    sign_in(client, person)
    client.get(reverse("mfa_activate_totp"))
    assert set(client.cookies) >= {"meydan", "meydan-form"}
    assert all(cookie["httponly"] and cookie["samesite"] == "Lax" for cookie in client.cookies.values())


def test_a_form_from_elsewhere_is_refused_with_a_sentence(person: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = sign_in(client, person)
    assert (answer.status_code, b"open for too long" in answer.content) == (403, True)
