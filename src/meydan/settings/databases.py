"""How rows are kept: SQLite, tuned so that a page can be read while a message is written, or PostgreSQL.

Every commit reaches the disk before the program goes on. That is slower than it could be, and it must be so: an act
that was done on a network must not be forgotten when the power fails, or it would be done twice.
"""

from typing import Any

from meydan.settings.addresses import Database

#: Run once a connection. `foreign_keys` is Django's own default and stands here because the fence rests on it.
_PRAGMAS = "; ".join(
    (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA cache_size = -32000",
        "PRAGMA journal_size_limit = 67108864",
    )
)
#: Seconds for which a writer waits for another one.
_BUSY_TIMEOUT = 20
#: Seconds for which a connection to PostgreSQL is kept.
_KEPT_FOR = 60


def database_settings(database: Database) -> dict[str, Any]:
    """Return Django's settings for a database."""
    if database.kind == "sqlite":
        # IMMEDIATE: a transaction takes the right to write when it begins and waits for it; begun as a reader, it would
        # be refused at its first write whenever somebody else had written meanwhile.
        options = {"timeout": _BUSY_TIMEOUT, "transaction_mode": "IMMEDIATE", "init_command": _PRAGMAS}
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": database.name, "OPTIONS": options}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database.name,
        "HOST": database.host,
        "PORT": "" if database.port is None else str(database.port),
        "USER": database.user,
        "PASSWORD": database.password,
        "CONN_MAX_AGE": _KEPT_FOR,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(database.options),
    }
