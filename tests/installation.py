"""A small installation of its own for tests that need real processes: database, keys, environment, children."""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests import services

ROOT = Path(__file__).resolve().parent.parent


@dataclass
class Installation:
    """One demonstration in a folder; ``extra`` are further variables of its environment."""

    folder: Path
    database: str = "sqlite"
    extra: dict[str, str] = field(default_factory=dict)
    children: list[subprocess.Popen[bytes]] = field(default_factory=list)
    env: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        """Copy the keys and make the tables."""
        self.env = self.environment()
        shutil.copytree(_prepared(), self.folder, dirs_exist_ok=True)
        if self.database == "postgresql":
            self.env["MYCIC_DATABASE_URL"] = services.database_url_for(f"test_{uuid.uuid4().hex[:12]}")
            self.manage("migrate", "--verbosity", "0")

    def environment(self) -> dict[str, str]:
        """Return the variables that every process of the installation shares."""
        env = {name: value for name, value in os.environ.items() if not name.startswith(("MYCIC_", "DJANGO_"))}
        return env | {
            "DJANGO_SETTINGS_MODULE": "mycic.settings",
            "MYCIC_ENV_FILE": "",
            "MYCIC_DATA": str(self.folder),
            "MYCIC_DEMO": "1",
            "MYCIC_PLAIN_HTTP": "1",
            **self.extra,
        }

    def manage(self, *arguments: str, **changes: str) -> str:
        """Run a management command and return what it printed."""
        return self._run([sys.executable, "manage.py", *arguments], changes)

    def python(self, script: str, **changes: str) -> str:
        """Run lines of Python with Django set up."""
        return self._run([sys.executable, "-c", f"import django; django.setup()\n{script}"], changes)

    def spawn(self, *command: str, **changes: str) -> subprocess.Popen[bytes]:
        """Start a process that lives until ``stop``; its output goes to a file in the folder."""
        with (self.folder / f"child-{len(self.children)}.log").open("wb") as log:
            child = subprocess.Popen(
                [sys.executable, *command], cwd=ROOT, env={**self.env, **changes}, stdout=log, stderr=log
            )
        self.children.append(child)
        return child

    def output(self) -> str:
        """Return what the children have written so far."""
        return "\n".join(path.read_text(encoding="utf-8") for path in sorted(self.folder.glob("child-*.log")))

    def stop(self) -> None:
        """End the children."""
        for child in self.children:
            if child.poll() is None:
                child.terminate()
        for child in self.children:
            try:
                child.wait(timeout=20)
            except subprocess.TimeoutExpired:
                child.kill()

    def _run(self, command: list[str], changes: Mapping[str, str]) -> str:
        env = {**self.env, **changes}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(f"{command[1:3]} failed:\n{done.stdout}\n{done.stderr}")
        return done.stdout


@cache
def _prepared() -> Path:
    """Make keys and an empty SQLite database once; every installation starts as a copy of them."""
    folder = Path(tempfile.mkdtemp(prefix="mycic-prepared-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    first = Installation.__new__(Installation)
    first.folder, first.database, first.extra, first.children = folder, "sqlite", {}, []
    first.env = first.environment()
    first.manage("init_keys")
    first.manage("migrate", "--verbosity", "0")
    return folder


def wait_until(condition: Callable[[], object], *, seconds: float) -> bool:
    """Wait until the condition holds and tell whether it did in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return bool(condition())
