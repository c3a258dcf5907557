"""The desk's settings for tests: SQLite, or PostgreSQL with `MEYDAN_TEST_DATABASE=postgresql pytest`.

Everything is as in an installation but for the folder, which is thrown away, and the hash of passwords, which is quick.
"""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import postgresql

#: Why the tests that need a database cannot run on the one that was asked for; empty when they can.
MISSING = ""

_folder = tempfile.mkdtemp(prefix="meydan-tests-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
for _name in [name for name in os.environ if name.startswith("MEYDAN_") and not name.startswith("MEYDAN_TEST_")]:
    if _name != "MEYDAN_SHARED":
        del os.environ[_name]
os.environ["MEYDAN_DATA"] = _folder
os.environ["MEYDAN_SECRET_KEY"] = "only-for-tests-" * 4

if os.environ.get("MEYDAN_TEST_DATABASE") != "postgresql":
    os.environ.pop("DATABASE_URL", None)
elif "MEYDAN_TEST_SERVER" not in os.environ:  # the workers of one run share the server that the first process started
    try:
        _server = postgresql.Server()
    except postgresql.Missing as missing:
        if os.environ.get("CI"):
            raise
        MISSING = str(missing)
    else:
        atexit.register(_server.stop)
        os.environ["MEYDAN_TEST_SERVER"] = os.environ["DATABASE_URL"] = _server.url

from meydan.settings.django import *  # noqa: E402, F403

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, as in an installation: a database in memory knows neither several connections nor a write-ahead log.
    DATABASES["default"]["TEST"] = {"NAME": f"{_folder}/tests.sqlite3"}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
