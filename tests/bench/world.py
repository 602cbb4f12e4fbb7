"""The measured world, made through the services; it is grown between two counts of queries.

Run as ``python -m tests.bench.world small`` and later ``... large`` within an installation; prints what the
measurements need as JSON.
"""

import json
import sys
from typing import TYPE_CHECKING

import django

django.setup()

# The models can be imported once Django is set up.
from django.conf import settings  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from accounts.choices import Role  # noqa: E402
from accounts.models import User  # noqa: E402
from applications.models import Case  # noqa: E402
from applications.services import changes, review  # noqa: E402
from documents import sandbox  # noqa: E402
from documents.models import Slot  # noqa: E402
from messaging.services import threads  # noqa: E402
from mycic import clock  # noqa: E402
from tests.accounts import people  # noqa: E402
from tests.applications import walks  # noqa: E402
from tests.documents import make, receive  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping

CASES = 25
MESSAGES = 20
DOCUMENTS = 10
WAITING = 8
#: One person has many cases behind them, another one a case that an officer works on.
APPLICANT, HELPED, OFFICER = "bench.applicant", "bench.helped", "bench.officer"


def _hurry() -> None:
    """Spend nothing on what is not measured here: costly hashes, and looking into files that we made ourselves."""
    settings.PASSWORD_HASHERS = ["tests.hashers.CheapArgon2"]
    settings.SIGNING_ARGON2 = {"memory_cost": 64, "iterations": 1, "lanes": 1}
    seen = sandbox.Answer({"kind": "pdf", "pages": 1, "notes": []}, b"")
    sandbox.ask = lambda *_args, **_limits: seen


def small() -> None:
    """Make everybody, one case of each kind, and a draft."""
    people.officer("bench.supervisor", Role.SUPERVISOR)
    officer = people.officer(OFFICER, Role.OFFICER)
    case = walks.sent(_person(HELPED))
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    review.acknowledge(officer=officer, case_id=case.pk, at=clock.now())
    _sent_and_withdrawn(_person(APPLICANT))
    walks.filled(User.objects.get(username=HELPED))
    walks.sent(_person("bench.waiting0"))


def large() -> None:
    """Give the applicant many cases, the officer's case a long history, and the officers a longer queue."""
    officer = User.objects.get(username=OFFICER)
    _grow(_case(officer), User.objects.get(username=HELPED), officer)
    for _ in range(CASES - 1):
        _sent_and_withdrawn(User.objects.get(username=APPLICANT))
    for number in range(1, WAITING):
        walks.sent(_person(f"bench.waiting{number}"))


def _sent_and_withdrawn(owner: User) -> None:
    """Only one application of a kind may wait for a decision."""
    changes.withdraw(owner=owner, case_id=walks.sent(owner).pk, at=clock.now())


def facts() -> "Mapping[str, object]":
    """Return cookies, ids and addresses."""
    applicant, helped, officer = (User.objects.get(username=name) for name in (APPLICANT, HELPED, OFFICER))
    draft = Case.objects.filter(owner=helped, submitted_at__isnull=True).select_related("dossier").get()
    slot = Slot.objects.filter(dossier=draft.dossier, takes_several=True).first()
    assert slot is not None
    case = _case(officer)
    return {
        "applicant": _cookie(applicant),
        "helped": _cookie(helped),
        "officer": _cookie(officer),
        "case": str(case.pk),
        "thread": str(case.application.shared_dossier_id),
        "draft": str(draft.pk),
        "status": reverse("applications:all"),
        "upload": reverse("documents:add", args=[draft.dossier_id, slot.pk]),
    }


def _case(officer: User) -> Case:
    return Case.objects.select_related("dossier__key", "application__shared_dossier__key").get(officer=officer)


def _person(name: str) -> User:
    return people.enrol(people.register(name, f"{name}@mail.example"))


def _grow(case: Case, owner: User, officer: User) -> None:
    for number in range(MESSAGES):
        author = owner if number % 2 else officer
        text = f"Message {number}: we write about the study permit and the letter of acceptance."
        threads.post(dossier=case.application.shared_dossier, author=author, text=text, at=clock.now())
    slot = Slot.objects.select_related("dossier__key").filter(dossier=case.dossier, takes_several=True).first()
    assert slot is not None
    for number in range(DOCUMENTS):
        receive.send(owner, slot, make.pdf(marker=b"%d" % number), f"paper {number}.pdf")


def _cookie(user: User) -> str:
    client = people.signed_in(user, Client())
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


if __name__ == "__main__":
    _hurry()
    {"small": small, "large": large}[sys.argv[1]]()
    print(json.dumps(facts()))
