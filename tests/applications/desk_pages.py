"""Addresses of the desk and small reads for its tests."""

import re
from typing import Any

from django.test import Client

from accounts.models import User
from applications.choices import Status
from applications.models import Application, Case
from mycic import clock, references, stepup
from privacy.choices import DossierKind
from privacy.models import Event
from privacy.services import dossiers

QUEUE = "/desk/"


def url(case: Case, part: str = "") -> str:
    return f"/desk/applications/case/{case.pk}/{part}"


def text(response: Any) -> str:
    """The page as people read it: no markup, single spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def openings(case: Case) -> list[dict[str, Any]]:
    found = Event.objects.filter(chain=case.dossier_id, kind__in=("desk.record_opened", "document.opened"))
    return list(found.order_by("seq").values_list("facts", flat=True))


def give_reason(client: Client, case: Case, reason: str = "enquiry") -> None:
    assert client.post(url(case), {"reason": reason}).status_code == 302


def row(owner: User) -> Case:
    """A sent case without content, made quickly: enough for a list."""
    at = clock.now()
    made = [dossiers.create(kind=kind, owner=owner, at=at) for kind in (DossierKind.SHARED, DossierKind.CASE)]
    application = Application.objects.create(owner=owner, shared_dossier=made[0], started_at=at, submitted_at=at)
    return Case.objects.create(
        application=application,
        owner=owner,
        dossier=made[1],
        program="study-permit",
        program_version=1,
        status=Status.SUBMITTED,
        reference=references.new("S"),
        started_at=at,
        changed_at=at,
        submitted_at=at,
    )


def old_second_step(client: Client) -> None:
    session = client.session
    session[stepup.SESSION_KEY] = clock.now().timestamp() - stepup.FRESH_SECONDS - 60
    session.save()
