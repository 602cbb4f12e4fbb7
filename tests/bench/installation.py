"""What is measured: the product as it runs in production (but on plain HTTP), and BARE-AUTH beside it."""

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from tests import services
from tests.bench.harness import Request, Server, send

ROOT = Path(__file__).resolve().parents[2]
LARGEST_UPLOAD = 2 * 1024**3


@dataclass(frozen=True)
class Bench:
    """Both worlds, made and ready to be served.

    Attributes:
        folder: data folder of the product.
        database: name of the database system, for the title.
        env: environment of the product's processes.
        reference_env: environment of the reference's.
        world: what ``tests.bench.world`` made: cookies, ids, addresses.
        counts: what ``tests.bench.counts`` found in the small and in the large world.
        reference: what ``tests.bench.reference.world`` made.
    """

    folder: Path
    database: str
    env: Mapping[str, str]
    reference_env: Mapping[str, str]
    world: Mapping[str, Any]
    counts: tuple[Mapping[str, Any], Mapping[str, Any]]
    reference: Mapping[str, Any]

    def product_server(self) -> Server:
        """Return the product's server, not started yet."""
        return Server("mycic.wsgi", self.env)

    def reference_server(self) -> Server:
        """Return BARE-AUTH's server, not started yet."""
        return Server("tests.bench.reference.wsgi", self.reference_env)

    def get(self, path: str, who: str = "applicant", **headers: str) -> Request:
        """Return a request of a signed-in person for a page of the product."""
        return Request(path, {"Cookie": self.world[who], **headers})

    def reference_page(self) -> Request:
        """Return the request for BARE-AUTH's page."""
        return Request("/table/", {"Cookie": self.reference["cookie"]})


def token(server: Server, page: Request) -> str:
    """Return the session's form token as a page of the product carries it."""
    found = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', send(server, page).body)
    assert found is not None, f"{page.path} has no form"
    return found.group(1).decode()


@contextmanager
def installed() -> Iterator[Bench]:
    """Make both worlds and remove them afterwards."""
    with tempfile.TemporaryDirectory(prefix="mycic-bench-") as folder, _databases(Path(folder)) as (product, bare):
        env = _product_env(Path(folder), product)
        for command in ("compile_catalogue", "init_keys", "migrate --verbosity 0", "collectstatic --noinput -v 0"):
            _finish([sys.executable, "manage.py", *command.split()], env)
        reference_env = _clean() | {
            "DJANGO_SETTINGS_MODULE": "tests.bench.reference.settings",
            "BENCH_DATABASE_URL": bare,
            "TMPDIR": folder,
        }
        small_world = _printed(env, "tests.bench.world", "small")
        small = _printed(env, "tests.bench.counts", json.dumps(small_world))
        world = _printed(env, "tests.bench.world", "large")
        yield Bench(
            folder=Path(folder),
            database="SQLite" if product.startswith("sqlite") else "PostgreSQL",
            env=env,
            reference_env=reference_env,
            world=world,
            counts=(small, _printed(env, "tests.bench.counts", json.dumps(world))),
            reference=_printed(reference_env, "tests.bench.reference.world"),
        )


def _product_env(folder: Path, database: str) -> dict[str, str]:
    env = _clean() | {
        "DJANGO_SETTINGS_MODULE": "mycic.settings",
        "MYCIC_ENV_FILE": "",
        "MYCIC_DATA": str(folder / "data"),
        "MYCIC_DATABASE_URL": database,
        "MYCIC_SECRET_KEY": "bench-only",
        "MYCIC_PLAIN_HTTP": "1",
        "MYCIC_ALLOWED_HOSTS": "127.0.0.1,testserver",
        "MYCIC_SITE_ORIGIN": "http://127.0.0.1",
        "MYCIC_LOG_LEVEL": "WARNING",
        "MYCIC_DOCUMENT_FILE_BYTES": str(LARGEST_UPLOAD),
        "MYCIC_DOCUMENT_TOTAL_BYTES": str(100 * LARGEST_UPLOAD),
        "MYCIC_DOCUMENT_TOTAL_FILES": "10000",
        "TMPDIR": str(folder),
    }
    return env | ({"MYCIC_REDIS_URL": services.redis_url()} if services.redis_found() else {})


@contextmanager
def _databases(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the addresses of two empty databases on the same server: PostgreSQL where it is, else SQLite files."""
    if not services.postgres_found():
        yield f"sqlite:///{folder / 'product.sqlite3'}", f"sqlite:///{folder / 'reference.sqlite3'}"
        return
    names = [f"bench_{os.getpid()}", f"bench_{os.getpid()}_bare"]
    urls = [services.database_url_for(name) for name in names]
    try:
        yield urls[0], urls[1]
    finally:
        with psycopg.connect(str(services.postgres_url()), autocommit=True) as connection:
            for url in urls:
                connection.execute(f'DROP DATABASE "{url.rpartition("/")[2]}" WITH (FORCE)')


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("MYCIC_", "DJANGO_"))}


def _printed(env: Mapping[str, str], *command: str) -> Any:
    """Run a module of the bench within one of the installations and return the JSON that it printed last."""
    return json.loads(_finish([sys.executable, "-m", *command], env).strip().rpartition("\n")[2])


def _finish(command: list[str], env: Mapping[str, str]) -> str:
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[1:])} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout
