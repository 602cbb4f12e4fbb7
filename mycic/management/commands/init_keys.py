"""Make the first keys of this installation."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from mycic.crypto import authority, keyring
from mycic.crypto.errors import KeysNotReady


class Command(BaseCommand):
    """Make what is missing of the keys and certificates; safe to repeat."""

    help = __doc__
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="make nothing, say what is wrong")

    def handle(self, *_args: Any, check: bool, **_options: Any) -> None:
        if not check:
            try:
                made = [*keyring.init(), *authority.prepare()]
            except KeysNotReady as error:
                raise CommandError(str(error)) from error
            self.stdout.write(f"Keys in {settings.KEY_DIR}: {', '.join(made) if made else 'nothing was missing'}.")
        problems = keyring.problems()
        if problems:
            raise CommandError(" ".join(problems))
