"""Prints the present second-step code of an account of a demonstration."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from accounts.queries import find_login
from accounts.services import two_step
from mycic import clock
from mycic.demo import DemoCommand


class Command(DemoCommand):
    """`manage.py demo_code USER`: what the person's app would show now."""

    help = "Prints the present second-step code of an account (demonstration only)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("user", help="user ID or e-mail address")

    def handle(self, *_args: Any, **options: Any) -> None:
        user = find_login(options["user"])
        if user is None:
            raise CommandError("There is no account with this user ID.")
        try:
            self.stdout.write(two_step.next_code(user, at=clock.now()))
        except two_step.WrongSecondStep as error:
            raise CommandError(str(error)) from error
