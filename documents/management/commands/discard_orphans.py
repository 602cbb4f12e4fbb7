"""Delete stored files that no row names: ``manage.py discard_orphans [--yes]``."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from documents.services import sweeping
from mycic import clock


class Command(BaseCommand):
    """Shows what the hourly sweep would delete; with ``--yes`` an operator takes responsibility for any number."""

    help = "Show how many stored files no row names and, with --yes, delete them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="delete them, however many they are")

    def handle(self, *_args: Any, **options: Any) -> None:
        at = clock.now()
        found = sweeping.orphans(at)
        self.stdout.write(f"{len(found.keys)} of {found.blobs} stored files older than a day have no row.")
        if found.is_too_many:
            self.stdout.write("That is too many for an accident of processes: is this the right database?")
        if options["yes"]:
            self.stdout.write(f"Deleted: {sweeping.discard_orphans(at, confirmed=True)}.")
