"""Keys that nobody gave are made once, at the first start, and lie in the data folder, readable by its owner only.

They are made for a new installation and never again: where a database lies without its encryption keys, nothing starts,
because a new key would open nothing that the old one closed. Example: a data folder restored without `keys/` is refused
with the sentence that says what is missing.
"""

import base64
import dataclasses
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from meydan.kernel.errors import Problem
from meydan.settings.environment import Environment, encryption_keys
from meydan.settings.reading import InvalidEnvironment, NotThis

_NAMES = {"secret_key": "MEYDAN_SECRET_KEY", "encryption_keys": "MEYDAN_ENCRYPTION_KEYS"}


def with_keys(environment: Environment) -> Environment:
    """Return the settings with every key; make and keep those that were neither given nor made before.

    Raises `InvalidEnvironment` when a key cannot be kept, or when the database is older than its keys.
    """
    keys = environment.keys
    return dataclasses.replace(
        environment,
        secret_key=environment.secret_key or _kept(keys / "secret_key", lambda: secrets.token_urlsafe(60)),
        encryption_keys=environment.encryption_keys or _encryption_keys(environment),
    )


def new_encryption_key() -> str:
    """Return 32 bytes of chance in URL-safe base64."""
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _encryption_keys(environment: Environment) -> tuple[str, ...]:
    path = environment.keys / "encryption_keys"
    kind, name = environment.database.kind, environment.database.name
    if not path.exists() and kind == "sqlite" and Path(name).exists():
        _refuse(path, f"is missing, and {name} may hold what it encrypted", "Put the key back from where you kept it.")
    try:
        return encryption_keys(_kept(path, new_encryption_key))
    except NotThis as expected:
        _refuse(path, f"should hold {expected}")


def _kept(path: Path, make: Callable[[], str]) -> str:
    """Return what a file holds; make it first when there is none. Of two processes that start at once, one makes it."""
    try:
        if not path.exists():
            path.parent.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            beside = path.with_name(f".{path.name}.{os.getpid()}")
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(make() + "\n")
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(beside, path)
            except FileExistsError:
                pass
            finally:
                beside.unlink()
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        _refuse(path, f"cannot be kept ({type(error).__name__})", "MEYDAN_DATA names the folder that holds it.")


def _refuse(path: Path, message: str, hint: str = "") -> NoReturn:
    variable = _NAMES[path.name]
    raise InvalidEnvironment([Problem(code="environment", message=f"{variable}: {path} {message}", hint=hint)])
