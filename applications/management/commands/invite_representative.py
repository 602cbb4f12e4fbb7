"""Opens the door for a school's representative, with a supervisor's yes."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.urls import reverse

from accounts.choices import INVITATION_VALID
from applications.services import representatives
from mycic import clock
from mycic.exceptions import DomainError


class Command(BaseCommand):
    """`manage.py invite_representative USER_ID EMAIL SCHOOL` prints a one-time link."""

    help = "Prints a one-time link for a school's representative. A supervisor confirms it at the desk."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("email")
        parser.add_argument("school", help="number of the designated learning institution, such as O19376943122")

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            validate_email(options["email"])
            token = representatives.invite(
                username=options["username"].lower(),
                email=options["email"],
                school=options["school"],
                by=None,
                at=clock.now(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{settings.SITE_ORIGIN}{reverse('accounts:invitation', args=[token])}")
        self.stdout.write(f"The link works once, for {INVITATION_VALID.days} days. Hand it to this person only.")
        self.stdout.write("It works after a supervisor has confirmed it at the desk, under “Invite an officer”.")
