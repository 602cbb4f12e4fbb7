"""Opens the door for the first officer of an installation, and for later ones with a supervisor's yes."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from accounts.choices import INVITATION_VALID, Role
from accounts.services import officers
from mycic import clock
from mycic.exceptions import DomainError


class Command(BaseCommand):
    """`manage.py invite_officer USER_ID EMAIL --role supervisor --unit NAME` prints a one-time link."""

    help = "Prints a one-time link for an officer. After the first one, a supervisor confirms it at the desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("email")
        parser.add_argument(
            "--role", choices=[Role.OFFICER.value, Role.SUPERVISOR.value], default=Role.SUPERVISOR.value
        )
        parser.add_argument("--unit", default="MyCIC")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
            is_first = not officers.somebody_is_here()
            token = officers.invite(
                username=options["username"].lower(),
                email=options["email"],
                role=Role(options["role"]),
                unit=options["unit"],
                by=None,
                at=clock.now(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{settings.SITE_ORIGIN}{reverse('accounts:invitation', args=[token])}")
        self.stdout.write(f"The link works once, for {INVITATION_VALID.days} days. Hand it to this person only.")
        if not is_first:
            self.stdout.write("It works after a supervisor has confirmed it at the desk, under “Invite an officer”.")
