"""Addresses of what the installation talks to: its database, its mail server, and where people open the desk.

Passwords in them are percent-encoded where they hold `@`, `/` or `:`. Example:
`postgresql://meydan:p%40ss@db.example.org/meydan` names the password `p@ss`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from meydan.settings.reading import NotThis

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Database:
    """Where rows lie: `kind` is `sqlite` (then `name` is a file's path) or `postgresql`; `options` go to the driver."""

    kind: str
    name: str
    host: str = ""
    port: int | None = None
    user: str = ""
    password: str = field(default="", repr=False)
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mail:
    """How mail leaves: `kind` is `smtp`, `file` (each mail a file in the data folder) or `console`.

    `security` is `starttls`, `tls` or empty for a mail server on this machine.
    """

    kind: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    security: str = ""


def database(text: str) -> Database:
    """Return the database of an address: `sqlite:////srv/meydan/meydan.sqlite3` or `postgresql://user:password@host/name`."""
    parts = _split(text)
    if parts.scheme == "sqlite":
        path = Path(unquote(parts.path.removeprefix("/")))
        if parts.netloc or not path.is_absolute():
            raise NotThis("sqlite takes an absolute path after three slashes: sqlite:////srv/meydan/meydan.sqlite3")
        return Database(kind="sqlite", name=str(path))
    name = unquote(parts.path.removeprefix("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name or "/" in name:
        raise NotThis("sqlite:////path/to/file or postgresql://user:password@host:port/name")
    options = dict(parse_qsl(parts.query))
    return Database(
        kind="postgresql",
        name=name,
        host=options.pop("host", "") or parts.hostname or "",
        port=parts.port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        options=options,
    )


def mail(text: str) -> Mail:
    """Return how mail leaves: `smtp://` (STARTTLS), `smtps://` (TLS from the start), `file:` or `console:`.

    Plain SMTP without either is used on this machine only.
    """
    parts = _split(text)
    if text in ("file:", "console:"):
        return Mail(kind=parts.scheme)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise NotThis("smtp://user:password@host:port, smtps://..., file: or console:")
    local = parts.hostname in LOOPBACK
    security = "tls" if parts.scheme == "smtps" else "" if local else "starttls"
    port = parts.port or {"tls": 465, "starttls": 587, "": 25}[security]
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Mail(kind="smtp", host=parts.hostname, port=port, user=user, password=password, security=security)


def desk_address(text: str) -> str:
    """Return the address at which people open the desk, without a path: https, or plain http on this machine."""
    parts = _split(text)
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.username or parts.query or parts.fragment:
        raise NotThis("an address such as https://desk.example.org")
    if parts.path.strip("/"):
        raise NotThis("an address without a path: the desk takes a host of its own")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise NotThis("https; plain http only for this machine, because passwords would cross the network unprotected")
    return f"{parts.scheme}://{parts.netloc}"


def host_of(address: str) -> str:
    """Return the host of an address, without its port."""
    return urlsplit(address).hostname or ""


def hosts_of(address: str) -> list[str]:
    """Return the names under which an address is asked for; this machine has several."""
    host = host_of(address)
    return [f"[{each}]" if ":" in each else each for each in (sorted(LOOPBACK) if host in LOOPBACK else [host])]


def _split(text: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018  # reading it is what checks it
    except ValueError:
        raise NotThis("an address; encode @, / and : in a password (%40, %2F, %3A)") from None
    return parts
