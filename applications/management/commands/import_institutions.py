"""Takes over the operator's list of designated learning institutions."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from applications.services import institutions

_SHOWN = 50


class Command(BaseCommand):
    """`manage.py import_institutions LIST.csv` checks every line, then replaces the list."""

    help = "Replaces the list of designated learning institutions; --dry-run only says what would change."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("list", type=Path, help="a table in UTF-8 with the columns of docs/operations.md")
        parser.add_argument("--dry-run", action="store_true", help="change nothing")

    def handle(self, *_args: Any, dry_run: bool, **options: Any) -> None:
        source: Path = options["list"]
        try:
            with source.open("rb") as file:
                new = institutions.read(file.read(institutions.LARGEST + 1))
            change = (
                institutions.difference(new) if dry_run else institutions.install(new, into=settings.INSTITUTIONS_FILE)
            )
        except OSError as problem:
            raise CommandError(f"{source} cannot be read: {problem.strerror}.") from problem
        except institutions.BadList as refusal:
            raise CommandError(_few(refusal.problems)) from refusal
        self.stdout.write(f"{len(new)} institutions: {'nothing was changed' if dry_run else 'the list is in place'}.")
        for label, numbers in (("new", change.added), ("changed", change.changed), ("gone", change.removed)):
            self.stdout.write(f"{len(numbers)} {label}{': ' if numbers else ''}{', '.join(numbers[:_SHOWN])}")


def _few(problems: tuple[str, ...]) -> str:
    more = [f"And {len(problems) - _SHOWN} more."] if len(problems) > _SHOWN else []
    return "\n".join(["Nothing was changed.", *problems[:_SHOWN], *more])
