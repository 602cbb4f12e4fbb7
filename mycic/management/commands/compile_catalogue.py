"""``manage.py compile_catalogue``: the French catalogues, without gettext; ``--check`` names what is untranslated."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from mycic import catalogue


class Command(BaseCommand):
    """Compile or check the catalogues."""

    help = "Compiles the French catalogues; with --check, fails on a sentence without its translation."
    requires_system_checks = ()

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="only look for missing translations")

    def handle(self, **options: Any) -> None:
        if not options["check"]:
            catalogue.compile_all()
            return
        gaps = catalogue.gaps()
        if gaps:
            raise CommandError("No translation for:\n" + "\n".join(f"  {gap}" for gap in gaps))
