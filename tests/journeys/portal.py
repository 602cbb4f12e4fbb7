"""A whole installation on this machine: migrated database, web server, worker, and its own data folder."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.services import database_url_for, redis_url

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120
MAIL_SECONDS = 40
_PREPARE = """
from django.core.management import call_command as call
call("init_keys", verbosity=0)
call("migrate", verbosity=0)
call("demo_world")
call("collectstatic", interactive=False, verbosity=0)
"""


@dataclass
class Portal:
    """One running demonstration.

    Attributes:
        folder: data folder (files, keys, SQLite database, mail).
        database: ``sqlite`` or ``postgresql``; the latter comes with Redis.
    """

    folder: Path
    database: str
    port: int = field(init=False)
    processes: list[subprocess.Popen[bytes]] = field(init=False, default_factory=list)
    database_url: str = field(init=False, default="")

    def __post_init__(self) -> None:
        """Make a database of its own: another run's people are not here."""
        if self.database == "postgresql":
            self.database_url = database_url_for(f"portal_{uuid.uuid4().hex[:12]}")

    @property
    def origin(self) -> str:
        """Return scheme, host and port; a browser takes localhost for a safe place even without HTTPS."""
        return f"http://localhost:{self.port}"

    @property
    def env(self) -> Mapping[str, str]:
        """Return the environment that every process of the installation shares."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(("MYCIC_", "DJANGO_"))}
        env |= {
            "DJANGO_SETTINGS_MODULE": "mycic.settings",
            "MYCIC_ENV_FILE": "",
            "MYCIC_DATA": str(self.folder),
            "MYCIC_DEMO": "true",
            "MYCIC_PLAIN_HTTP": "true",
            "MYCIC_ALLOWED_HOSTS": "127.0.0.1,localhost",
            "MYCIC_SITE_ORIGIN": self.origin,
        }
        if self.database == "postgresql":
            env |= {"MYCIC_DATABASE_URL": self.database_url, "MYCIC_REDIS_URL": _own_redis()}
        return env

    def start(self) -> None:
        """Migrate, load the demo world, start web and worker, wait for the first answer."""
        self.port = _free_port()
        self.python(_PREPARE)
        web = [sys.executable, "-m", "gunicorn", "mycic.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        web += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket", "--log-level", "warning"]
        self._spawn(web)
        self.start_worker()
        _wait_for(f"{self.origin}/healthz")

    def start_worker(self) -> None:
        """Start the process that drains the outbox and keeps the timetable."""
        self._spawn([sys.executable, "manage.py", "worker"])

    def manage(self, *arguments: str) -> str:
        """Run a management command in this installation and return what it printed."""
        return self._run([sys.executable, "manage.py", *arguments])

    def python(self, script: str, *arguments: str) -> str:
        """Run lines of Python in this installation and return what they printed."""
        return self._run([sys.executable, "-c", f"import django; django.setup()\n{script}", *arguments])

    def mailed_code(self, address: str) -> str:
        """Return the code of the newest mail to an address, waiting until it has left."""
        end = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < end:
            found = re.findall(
                r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b", self.manage("demo_mail", "--to", address, "--count", "1")
            )
            if found:
                return str(found[-1])
        raise TimeoutError(f"no code was mailed to {address}")

    def stop(self) -> None:
        """End every process of the installation."""
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            process.wait(timeout=30)

    def errors(self) -> str:
        """Return what the processes wrote about failures."""
        lines = [line for log in self.folder.glob("*.log") for line in log.read_text(encoding="utf-8").splitlines()]
        return "\n".join(line for line in lines if "Traceback" in line or "ERROR" in line or '"error"' in line)

    def _run(self, command: list[str]) -> str:
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(f"{command[1:]} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def _spawn(self, command: list[str]) -> None:
        with (self.folder / f"{len(self.processes)}.log").open("ab") as log:
            process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True)
        self.processes.append(process)


def _own_redis() -> str:
    """Return a Redis database for each worker of a parallel run, apart from the one that other tests empty."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    return f"{redis_url().rpartition('/')[0]}/{10 + int(worker) % 6}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 - an address on this machine
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise TimeoutError(f"{url} did not answer")
