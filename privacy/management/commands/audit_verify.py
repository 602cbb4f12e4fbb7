"""Verify the ledger: ``manage.py audit_verify [--chain UUID] [--json]``."""

import json
import uuid
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from privacy.ledger.verification import Report, verify


class Command(BaseCommand):
    """Reads every event again and says what is wrong; the exit code tells scripts."""

    help = "Verify gaps, links, hashes, heads and tombstones of the ledger."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--chain", type=uuid.UUID, help="verify only this chain")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *_args: Any, **options: Any) -> None:
        report = verify(options["chain"])
        self.stdout.write(_as_json(report) if options["json"] else _as_text(report))
        if not report.is_sound:
            raise CommandError("The ledger is not sound.")


def _as_text(report: Report) -> str:
    lines = [f"{problem.chain} {problem.seq}: {problem.what}" for problem in report.problems]
    return "\n".join([*lines, f"{report.chains} chains, {report.events} events, {len(report.problems)} problems"])


def _as_json(report: Report) -> str:
    problems = [{"chain": str(each.chain), "seq": each.seq, "what": each.what} for each in report.problems]
    return json.dumps({"chains": report.chains, "events": report.events, "problems": problems})
