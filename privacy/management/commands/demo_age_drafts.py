"""Make a person's drafts older: ``manage.py demo_age_drafts USER DAYS``; in a demonstration only."""

from datetime import timedelta
from typing import Any

from django.core.management.base import CommandError, CommandParser

from mycic.demo import DemoCommand
from privacy.choices import DossierState
from privacy.models import Dossier
from privacy.services.retention.aging import age_drafts


class Command(DemoCommand):
    """Moves start, expiry and key week of every living draft of one account into the past."""

    help = "Make the drafts of one account older by some days, to watch reminders and deletion."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("user", help="epass user ID")
        parser.add_argument("days", type=int)

    def handle(self, *_args: Any, **options: Any) -> None:
        drafts = list(
            Dossier.objects.filter(owner__username=options["user"], state=DossierState.OPEN, expires_at__isnull=False)
        )
        if not drafts:
            raise CommandError("This account has no drafts.")
        age_drafts(drafts, by=timedelta(days=options["days"]))
        self.stdout.write(f"{len(drafts)} files are {options['days']} days older.")
