"""A whole installation on this machine: migrated database, web server, worker, and its own data folder."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.services import database_url_for, redis_url

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 120


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

    @property
    def origin(self) -> str:
        """Return scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def env(self) -> Mapping[str, str]:
        """Return the environment that every process of the installation shares."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(("MYCIC_", "DJANGO_"))}
        env |= {
            "DJANGO_SETTINGS_MODULE": "mycic.settings",
            "MYCIC_DATA": str(self.folder),
            "MYCIC_DEMO": "true",
            "MYCIC_PLAIN_HTTP": "true",
            "MYCIC_ALLOWED_HOSTS": "127.0.0.1,localhost",
            "MYCIC_SITE_ORIGIN": self.origin,
        }
        if self.database == "postgresql":
            env |= {"MYCIC_DATABASE_URL": database_url_for(self.folder.name), "MYCIC_REDIS_URL": redis_url()}
        return env

    def start(self) -> None:
        """Migrate, load the demo world, start web and worker, wait for the first answer."""
        self.port = _free_port()
        for command in (["compile_catalogue"], ["init_keys"], ["migrate"], ["demo_world"]):
            self.manage(*command)
        self.manage("collectstatic", "--noinput")
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
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(f"manage.py {' '.join(arguments)} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def stop(self) -> None:
        """End every process of the installation."""
        for process in self.processes:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            process.wait(timeout=30)

    def _spawn(self, command: list[str]) -> None:
        log = (self.folder / f"{len(self.processes)}.log").open("ab")
        process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True)
        self.processes.append(process)


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
