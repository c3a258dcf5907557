"""A throw-away PostgreSQL for tests: its own folder, a socket instead of a port, gone when the tests are over.

PostgreSQL does not run as root: the tests' own user starts it, or `postgres` (else `nobody`) when the tests run as
root.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

INSTALL = "apt-get install -y postgresql"


class Missing(Exception):
    """No PostgreSQL here; says what to run first."""


class Server:
    """A running PostgreSQL; `url` is the address of its database `postgres`, `stop` ends it and removes its folder."""

    def __init__(self) -> None:
        binaries = find_binaries()
        if binaries is None:
            raise Missing(f"PostgreSQL is not installed here; run first: {INSTALL}")
        self._binaries = binaries
        self._owner = owner()
        self.folder = Path(tempfile.mkdtemp(prefix="meydan-postgresql-"))
        if self._owner is not None:
            os.chown(self.folder, self._owner.pw_uid, self._owner.pw_gid)
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", "meydan", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
        # Nothing here outlives the tests: no write has to reach a disk.
        flags = f"-F -c listen_addresses= -c unix_socket_directories={self.folder} -c max_connections=60"
        self._run("pg_ctl", "-D", str(data), "-w", "-l", str(self.folder / "log"), "-o", flags, "start")
        self.url = f"postgresql://meydan@/postgres?host={self.folder}"

    def stop(self) -> None:
        """End the server and remove its folder."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _run(self, program: str, *arguments: str) -> None:
        user = {} if self._owner is None else {"user": self._owner.pw_uid, "group": self._owner.pw_gid}
        done = subprocess.run(
            [str(self._binaries / program), *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            extra_groups=[] if user else None,
            **user,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {(done.stderr or b'').decode(errors='replace')}")


def find_binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).resolve().parent if elsewhere else None


def owner() -> pwd.struct_passwd | None:
    """Return the user who is to run the server; None where that is ourselves."""
    if os.getuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Missing("no user to run PostgreSQL as; it does not run as root")
