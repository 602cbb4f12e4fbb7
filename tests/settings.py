"""The product's settings with cheap hashing, a throw-away data folder and eager mail; nothing else differs."""

import os
import tempfile
from pathlib import Path

_DATA = Path(tempfile.mkdtemp(prefix="mycic-tests-"))
os.environ["MYCIC_ENV_FILE"] = ""
os.environ.setdefault("MYCIC_DATA", str(_DATA))
os.environ.setdefault("MYCIC_SECRET_KEY", "tests-only-secret-key")
os.environ.setdefault("MYCIC_ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("MYCIC_SITE_ORIGIN", "https://testserver")
os.environ.setdefault("MYCIC_PAYMENT_GATEWAY", "sandbox")
if "MYCIC_TEST_DATABASE_URL" in os.environ:
    os.environ["MYCIC_DATABASE_URL"] = os.environ["MYCIC_TEST_DATABASE_URL"]

from mycic.settings import *  # noqa: E402, F403 - the one place where a star import says what is meant

STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
PASSWORD_HASHERS = ["tests.hashers.CheapArgon2"]
KEYS_ON_FIRST_USE = True
SIGNING_ARGON2 = {"memory_cost": 64, "iterations": 1, "lanes": 1}
INSTALLED_APPS.append("tests.emptying")  # noqa: F405 - lifts the ledger's triggers around flush, and only there
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file, so that a test can kill another process that works on the same database.
    DATABASES["default"]["TEST"] = {"NAME": _DATA / "tests.sqlite3"}  # noqa: F405
