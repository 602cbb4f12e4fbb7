"""Let a stopped deletion go on: ``manage.py confirm_purge [--yes]``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mycic import clock
from privacy.choices import Brake
from privacy.services import retention


class Command(BaseCommand):
    """Shows why the deletion stopped; with ``--yes`` an operator takes responsibility for it."""

    help = "Show a stopped deletion of drafts and, with --yes, let it go on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="delete what is due at the next run")

    def handle(self, *_args: Any, **options: Any) -> None:
        stop = retention.stopped()
        if stop is None:
            raise CommandError("No deletion is waiting for a confirmation.")
        self.stdout.write(
            f"Stopped at {stop.at:%Y-%m-%d %H:%M} UTC: {Brake(stop.stopped_by).label}. "
            f"Due: {stop.due} of {stop.live} drafts; expected: {stop.forecast}."
        )
        if options["yes"]:
            self.stdout.write(f"Confirmed: {retention.confirm(at=clock.now())} drafts go with the next run.")
