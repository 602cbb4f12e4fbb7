"""``manage.py worker``: drains the outbox and keeps the timetable, without any broker."""

import argparse
import logging
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections, connections

from mycic import jobs, timetable

_log = logging.getLogger(__name__)
_BATCH = 20


class Command(BaseCommand):
    """Run due jobs about once a second until told to stop; the job in hand is always finished."""

    help = "Runs background work: due jobs of the outbox and due entries of the timetable."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due now, then stop")
        parser.add_argument("--every", type=float, default=1.0, help="seconds between two looks (default 1)")

    def handle(self, **options: Any) -> None:
        if options["once"]:
            timetable.fire_due()
            jobs.drain()
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        _log.info("worker.started")
        while not stop.is_set():
            busy = self._look()
            stop.wait(0 if busy else options["every"])
        connections.close_all()
        _log.info("worker.stopped")

    def _look(self) -> bool:
        """Do one round; a database that is away is waited for."""
        try:
            close_old_connections()
            timetable.fire_due()
            return jobs.drain(limit=_BATCH) == _BATCH
        except Error as error:
            _log.warning("worker.database_away", extra={"error": type(error).__name__})
            connections.close_all()
            return False
