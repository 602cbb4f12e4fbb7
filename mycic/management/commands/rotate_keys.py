"""Move everything that is sealed to the active keys; a run that was interrupted is finished by the next one."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mycic import faultpoint
from mycic.crypto import envelope, keyring, rotation


class Command(BaseCommand):
    """Re-wrap every data key and seal every system-sealed value anew, batch by batch, beside live traffic."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--new", choices=keyring.KINDS, action="append", default=[], help="start a new key first")
        parser.add_argument("--batch", type=int, default=200, help="rows per transaction")

    def handle(self, *_args: Any, new: list[str], batch: int, **_options: Any) -> None:
        for kind in new:
            self.stdout.write(f"{keyring.start_new(kind)} is active now.")
        envelope.forget_all()
        settled = [kind for kind in keyring.KINDS if keyring.is_settled(kind)]
        self.stdout.write(f"Key folder: {keyring.reseal_secrets()} sealed anew.")
        for source in rotation.sources():
            changed = 0
            for rows in rotation.batches(source, batch):
                changed += rows
                faultpoint.reach("rotate.batch")
            self.stdout.write(f"{source.name}: {changed} brought up to date.")
        idle = [kek_id for kind in settled for kek_id in rotation.outdated(kind)]
        self.stdout.write(f"No longer in use: {', '.join(idle) or 'none'}.")
        if len(settled) < len(keyring.KINDS):
            self.stdout.write("Run this again in two minutes: running processes may still seal under an older key.")
