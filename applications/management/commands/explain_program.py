"""Print programs as prose; ``--write`` renews docs/programs.md."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from applications import programs
from applications.program_kit.prose import explain

#: The page is the same on every day: fees are read on this one.
READ_ON = date(2026, 11, 1)
HEAD = (
    "# Programs\n\nWritten by `manage.py explain_program --write` from applications/programs/. "
    "A test fails when this page is stale.\n\n"
)


class Command(BaseCommand):
    """Prints one program or all of them."""

    help = "Print a program as prose."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("program", nargs="?", help="code of a program; all of them without it")
        parser.add_argument("--write", action="store_true", help="renew docs/programs.md")

    def handle(self, *_args: Any, program: str | None = None, write: bool = False, **_options: Any) -> None:
        try:
            chosen = (programs.get(program),) if program else programs.all()
        except programs.NoSuchProgram:
            raise CommandError(f"There is no program {program!r}.") from None
        with translation.override("en"):
            text = "\n".join(explain(one, READ_ON) for one in chosen)
        if write:
            page().write_text(HEAD + text)
        else:
            self.stdout.write(text)


def page() -> Path:
    """Return where the generated page stands."""
    return Path(settings.BASE_DIR) / "docs" / "programs.md"
