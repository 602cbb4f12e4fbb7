"""Runs steps of the retention in processes that a test may kill; steps come as JSON lines on standard input.

Files of the stand-in source are real files in the folder named by KILLED_FILES, so that they outlive the process.
"""

import json
import os
import sys
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")


def main() -> None:
    """Start Django once, then run each step that standard input names in a forked process of its own."""
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - needs the settings
    from django.db import connections  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    _register_files()
    connections.close_all()
    for line in sys.stdin:
        request = json.loads(line)
        children = [_fork(request) for _ in range(request["times"])]
        codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        print(json.dumps(codes), flush=True)  # noqa: T201 - read by the test


def _fork(request: dict[str, Any]) -> int:
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.environ.update(request["environment"])
        STEPS[request["step"]](*request["arguments"])
        code = 0
    except BaseException:  # noqa: BLE001 - the parent learns of it by the exit code
        traceback.print_exc()
    finally:
        os._exit(code)


def empty() -> None:
    """Begin anew: no rows, no files."""
    from django.core.management import call_command  # noqa: PLC0415

    call_command("flush", interactive=False, verbosity=0)
    for path in Path(os.environ["KILLED_FILES"]).iterdir():
        path.unlink()


def _register_files() -> None:
    from privacy import registry  # noqa: PLC0415

    folder = Path(os.environ["KILLED_FILES"])

    def erase(dossier_id: UUID) -> list[str]:
        return [f"{dossier_id}.{number}" for number in range(2)]

    registry.register_source(
        registry.PersonalDataSource(
            name="files",
            holds="files",
            expiry="with the draft",
            export=lambda _: [],
            erase=erase,
            remove_file=lambda name: (folder / name).unlink(missing_ok=True),
            title=lambda _: "study-permit",
        )
    )


def make(amount: str) -> None:
    """Make drafts that are over, one that is not, and their files."""
    from accounts.models import User  # noqa: PLC0415
    from mycic import clock  # noqa: PLC0415
    from privacy.choices import DossierKind  # noqa: PLC0415
    from privacy.services import dossiers, retention  # noqa: PLC0415

    at = clock.now()
    owner = User.objects.create(username="person", email="person@mail.example", date_joined=at)
    starts = [at - timedelta(days=92)] * int(amount) + [at - timedelta(days=85)]
    for start in starts:
        draft = dossiers.create(kind=DossierKind.CASE, owner=owner, at=start, expires_at=retention.draft_expiry(start))
        for number in range(2):
            (Path(os.environ["KILLED_FILES"]) / f"{draft.pk}.{number}").write_text("sealed")


def purge() -> None:
    from mycic import clock  # noqa: PLC0415
    from privacy.services import retention  # noqa: PLC0415

    retention.purge_expired(at=clock.now())


def remind() -> None:
    from mycic import clock  # noqa: PLC0415
    from privacy.services import retention  # noqa: PLC0415

    retention.remind_expiring(at=clock.now())


def report(into: str) -> None:
    """Write down what is left, in a form that does not depend on ids and moments."""
    from mycic.models import Job  # noqa: PLC0415
    from privacy.ledger.verification import verify  # noqa: PLC0415
    from privacy.models import Dossier, DossierKey, Event, FileToRemove, ReminderSent, Tombstone  # noqa: PLC0415

    chains = Event.objects.exclude(chain=UUID(int=0)).order_by("kind").values_list("kind", flat=True)
    Path(into).write_text(
        json.dumps(
            {
                "sound": verify().is_sound,
                "states": sorted(Dossier.objects.values_list("state", flat=True)),
                "keys": DossierKey.objects.count(),
                "stones": Tombstone.objects.count(),
                "events": list(chains),
                "waiting": FileToRemove.objects.count(),
                "files": len(list(Path(os.environ["KILLED_FILES"]).iterdir())),
                "reminders": ReminderSent.objects.count(),
                "mails": Job.objects.filter(name="mycic.deliver_mail").count(),
            }
        )
    )


def note(chain: str, amount: str) -> None:
    """Write events to one chain, as one of several processes."""
    from mycic import clock  # noqa: PLC0415
    from privacy import ledger  # noqa: PLC0415

    for _ in range(int(amount)):
        ledger.record("draft.reminded", dossier=UUID(chain), actor=ledger.Actor.system(), at=clock.now(), days=1)


STEPS: dict[str, Callable[..., None]] = {
    "make": make,
    "purge": purge,
    "remind": remind,
    "empty": empty,
    "report": report,
    "note": note,
}

if __name__ == "__main__":
    main()
