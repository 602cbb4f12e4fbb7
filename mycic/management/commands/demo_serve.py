"""``manage.py demo_serve``: the web server and the worker of a demonstration, ended together by Ctrl-C."""

import argparse
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import Any

from django.core.management.base import CommandError

from mycic import demo

_READY_SECONDS = 120
_STOP_SECONDS = 30


class Command(demo.DemoCommand):
    """Start both processes, say where they are, and wait."""

    help = "Serves a demonstration: web server and worker."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, **options: Any) -> None:
        signal.signal(signal.SIGTERM, _interrupt)
        processes = [subprocess.Popen(_web(options["port"])), subprocess.Popen(_worker())]
        try:
            self._announce(options["port"], processes)
            while all(process.poll() is None for process in processes):
                time.sleep(0.5)
        except KeyboardInterrupt:
            return
        finally:
            _stop(processes)
        raise CommandError("The web server or the worker ended by itself.")

    def _announce(self, port: int, processes: list[subprocess.Popen[bytes]]) -> None:
        deadline = time.monotonic() + _READY_SECONDS
        while not _answers(port):
            if time.monotonic() > deadline or any(process.poll() is not None for process in processes):
                raise CommandError("The web server did not start.")
            time.sleep(0.2)
        self.stdout.write(_WELCOME.format(port=port))
        self.stdout.flush()


_WELCOME = """
MyCIC, a demonstration:  http://localhost:{port}/en/   http://localhost:{port}/fr/   officers: http://localhost:{port}/desk/

  user IDs   demo-applicant   demo-officer   demo-supervisor   demo-school   demo-new-school
  password   demo only: maple river lantern

  the second-step code of a user    .venv/bin/python manage.py demo_code demo-applicant
  the latest mails                  .venv/bin/python manage.py demo_mail

Ctrl-C stops it.
"""


def _web(port: int) -> list[str]:
    gunicorn = str(Path(sys.executable).parent / "gunicorn")
    options = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4", "--no-control-socket"]
    return [gunicorn, "mycic.wsgi:application", *options, "--log-level", "warning"]


def _worker() -> list[str]:
    return [sys.executable, "manage.py", "worker"]


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2) as response:
            return bool(response.status == 200)  # noqa: PLR2004 - OK
    except (urllib.error.URLError, OSError):
        return False


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    for process in processes:
        try:
            process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
