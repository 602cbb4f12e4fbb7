"""``manage.py demo_mail``: the latest mails of a demonstration, as they were sent."""

import argparse
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings

from mycic import demo

_END = b"-" * 79  # how Django's file backend ends a message


class Command(demo.DemoCommand):
    """Print the newest mails, the newest last."""

    help = "Prints the latest mails of a demonstration."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--to", default="", help="only mails to this address")
        parser.add_argument("--count", type=int, default=3, help="how many (default 3)")

    def handle(self, **options: Any) -> None:
        mails = [mail for mail in _mails() if options["to"].lower() in str(mail["To"]).lower()]
        for mail in mails[-options["count"] :]:
            self.stdout.write(f"To: {mail['To']}\nDate: {mail['Date']}\nSubject: {mail['Subject']}\n\n{_text(mail)}\n")
        if not mails:
            self.stdout.write("No mail yet.")


def _mails() -> list[EmailMessage]:
    """Return all mails, oldest first by their date."""
    files = sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), key=lambda path: path.stat().st_mtime)
    parts = (part.strip() for path in files for part in path.read_bytes().split(_END))
    return [message_from_bytes(part, policy=policy.default) for part in parts if part]


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return str(body.get_content()) if body else ""
