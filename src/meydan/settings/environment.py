"""Everything that an installation can be told from outside, in one frozen value.

Each field below is one variable; its meaning is written beside it and docs/environment.md is made from that. What is
wrong is told all at once, by the variables' names, and nothing starts. Example: with nothing set, the desk runs on
SQLite in `~/.local/share/meydan`, for this machine only.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from meydan.kernel.vocabulary import LANGUAGES
from meydan.settings.addresses import LOOPBACK, Database, Mail, database, desk_address, host_of, mail
from meydan.settings.reading import NotThis, Reader, folder, one_of, several, whole_number, yes_or_no

LOG_LEVELS = ("debug", "info", "warning", "error")


@dataclass(frozen=True, slots=True)
class Variable:
    """What the page says of a field: its variable, its default in words, its meaning, whether it is secret."""

    name: str
    default: str
    meaning: str
    secret: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        """The variable, and its twin that names a file, where the value is a secret."""
        return (self.name, f"{self.name}_FILE") if self.secret else (self.name,)


def _means(name: str, default: str, meaning: str, *, secret: bool = False) -> dict[str, Variable]:
    return {"variable": Variable(name, default, meaning, secret)}


@dataclass(frozen=True, slots=True)
class Environment:
    """The settings of an installation; made by `read_environment`."""

    data: Path = field(
        metadata=_means(
            "MEYDAN_DATA",
            "`~/.local/share/meydan`",
            "The folder for what the installation keeps: database, evidence, keys, mail. Absolute; made when it is "
            "missing, readable by its owner only.",
        )
    )
    database: Database = field(
        repr=False,
        metadata=_means(
            "DATABASE_URL",
            "SQLite in the data folder",
            "`postgresql://user:password@host:port/name` for PostgreSQL 14 or later, or `sqlite:////path/to/file`.",
            secret=True,
        ),
    )
    secret_key: str = field(
        repr=False,
        metadata=_means(
            "MEYDAN_SECRET_KEY",
            "made at the first start, kept in `keys/secret_key` of the data folder",
            "Signs sessions and links; at least 40 characters. When it changes, everybody signs in anew and links in "
            "mails that are under way end.",
            secret=True,
        ),
    )
    encryption_keys: tuple[str, ...] = field(
        repr=False,
        metadata=_means(
            "MEYDAN_ENCRYPTION_KEYS",
            "made at the first start, kept in `keys/encryption_keys` of the data folder",
            "Keys that encrypt what must not lie open in the database: second factors, tokens of accounts, evidence. "
            "32 bytes each in URL-safe base64, parted by commas; the first one encrypts, all of them decrypt. Whoever "
            "loses them loses what they encrypted: keep them apart from the database.",
            secret=True,
        ),
    )
    address: str = field(
        metadata=_means(
            "MEYDAN_ADDRESS",
            "`http://127.0.0.1:8000`",
            "The address at which people open the desk. https; plain http for this machine only.",
        )
    )
    hosts: tuple[str, ...] = field(
        metadata=_means(
            "MEYDAN_HOSTS",
            "none",
            "Further host names under which the desk may be asked for, parted by commas (a health check's, say).",
        )
    )
    proxies: int = field(
        metadata=_means(
            "MEYDAN_PROXIES",
            "`0`",
            "How many reverse proxies of your own stand before the desk. With one or more, `X-Forwarded-For` and "
            "`X-Forwarded-Proto` are believed; with none they are ignored.",
        )
    )
    second_factor: str = field(
        metadata=_means(
            "MEYDAN_SECOND_FACTOR",
            "`required`",
            "`required`: nobody works at the desk before an authenticator app is set up. `optional`: for trying "
            "things out.",
        )
    )
    session_hours: int = field(
        metadata=_means("MEYDAN_SESSION_HOURS", "`12`", "Hours after which a sign-in ends; 1 to 168.")
    )
    mail: Mail = field(
        repr=False,
        metadata=_means(
            "MEYDAN_MAIL_URL",
            "`file:`",
            "How mail leaves: `smtp://user:password@host:587` (STARTTLS; plain on this machine), `smtps://...` (TLS), "
            "`file:` (into `mail/` of the data folder), `console:`.",
            secret=True,
        ),
    )
    mail_from: str = field(
        metadata=_means("MEYDAN_MAIL_FROM", "`meydan@localhost`", "The sender's address of every mail.")
    )
    language: str = field(
        metadata=_means(
            "MEYDAN_LANGUAGE",
            "`en`",
            "The language of pages for somebody whose language is not known: tr, nn, nb, fi, en.",
        )
    )
    log_level: str = field(
        metadata=_means("MEYDAN_LOG_LEVEL", "`info`", "What is logged: debug, info, warning, error.")
    )
    log_form: str = field(
        metadata=_means(
            "MEYDAN_LOG_FORM", "`json`", "`json`, one object a line, or `text`. Neither holds personal data."
        )
    )
    debug: bool = field(
        metadata=_means(
            "MEYDAN_DEBUG", "`no`", "`yes` shows a developer what went wrong; only with an address of this machine."
        )
    )

    @property
    def keys(self) -> Path:
        """The folder in which keys lie that nobody gave."""
        return self.data / "keys"

    @property
    def is_https(self) -> bool:
        """Whether people open the desk over https."""
        return self.address.startswith("https://")


#: Every variable, in the page's order.
VARIABLES: tuple[Variable, ...] = tuple(each.metadata["variable"] for each in fields(Environment))


def read_environment(environ: Mapping[str, str]) -> Environment:
    """Return the settings that an environment describes; raise `InvalidEnvironment` naming all that is wrong.

    Keys that were not given are empty; `with_keys` fills them in.
    """
    reader = Reader(environ)
    reader.refuse_unknown(name for variable in VARIABLES for name in variable.names)
    data = reader.read("MEYDAN_DATA", folder, Path.home() / ".local" / "share" / "meydan")
    here = Database(kind="sqlite", name=str(data / "meydan.sqlite3"))
    environment = Environment(
        data=data,
        database=reader.secret("DATABASE_URL", database, here),
        secret_key=reader.secret("MEYDAN_SECRET_KEY", _secret_key, ""),
        encryption_keys=reader.secret("MEYDAN_ENCRYPTION_KEYS", encryption_keys, ()),
        address=reader.read("MEYDAN_ADDRESS", desk_address, "http://127.0.0.1:8000"),
        hosts=reader.read("MEYDAN_HOSTS", _hosts, ()),
        proxies=reader.read("MEYDAN_PROXIES", whole_number(0, 9), 0),
        second_factor=reader.read("MEYDAN_SECOND_FACTOR", one_of("required", "optional"), "required"),
        session_hours=reader.read("MEYDAN_SESSION_HOURS", whole_number(1, 168), 12),
        mail=reader.secret("MEYDAN_MAIL_URL", mail, Mail(kind="file")),
        mail_from=reader.read("MEYDAN_MAIL_FROM", _mail_address, "meydan@localhost"),
        language=reader.read("MEYDAN_LANGUAGE", one_of(*LANGUAGES), "en"),
        log_level=reader.read("MEYDAN_LOG_LEVEL", one_of(*LOG_LEVELS), "info"),
        log_form=reader.read("MEYDAN_LOG_FORM", one_of("json", "text"), "json"),
        debug=reader.read("MEYDAN_DEBUG", yes_or_no, False),
    )
    if environment.debug and host_of(environment.address) not in LOOPBACK:
        reader.refuse("MEYDAN_DEBUG", "only with an address of this machine; it shows everything to everybody")
    reader.finish()
    return environment


def encryption_keys(text: str) -> tuple[str, ...]:
    """Return the keys of a list parted by commas or lines; each is 32 bytes in URL-safe base64."""
    keys = several(text.replace("\n", ","))
    if not keys or any(not _is_key(key) for key in keys):
        raise NotThis("keys of 32 bytes each in URL-safe base64 (44 characters), parted by commas")
    return keys


def _is_key(text: str) -> bool:
    letters = text.removesuffix("=")
    return len(text) == 44 and len(letters) == 43 and all(c.isascii() and (c.isalnum() or c in "-_") for c in letters)


def _secret_key(text: str) -> str:
    if len(text) < 40:
        raise NotThis("at least 40 characters, made by chance")
    return text


def _hosts(text: str) -> tuple[str, ...]:
    hosts = several(text)
    if any("/" in host or "*" in host for host in hosts):
        raise NotThis("host names, neither addresses nor `*`")
    return hosts


def _mail_address(text: str) -> str:
    name, _, host = text.partition("@")
    if not name or not host or any(c.isspace() for c in text):
        raise NotThis("a mail address")
    return text
