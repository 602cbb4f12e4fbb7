"""What an applicant sees of their own cases after sending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Exists, F, OuterRef, Q

from applications.choices import UNSENT
from applications.models import Case, Petition
from applications.program_kit.waiting import Waiting
from applications.queries.cases import NoSuchCase, own_cases
from documents.choices import HELD
from privacy.services import dossiers

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


class NotSent(LookupError):
    """It is still a draft: its pages are the task list and the questions."""


def waiting_of(case: Case) -> Waiting | None:
    """Return how a person waits, as fixed at sending; None for a case that keeps nothing about it. No query."""
    kept = dossiers.unlock(case.dossier).read(case, "waiting") if case.waiting is not None else None
    return Waiting.from_json(kept) if kept else None


def sent_of(user: User, key: UUID) -> Case:
    """Return a person's own sent case with keys, and what its page shows of other rows.

    Counted are ``files``, ``messages`` and ``unread``; told are ``asked_petitions`` and ``has_family``.

    Raises:
        NoSuchCase: it does not exist or is somebody else's.
        NotSent: it is a draft of theirs.
    """
    held = Q(dossier__documents__state__in=HELD)
    case = (
        own_cases(user)
        .select_related("dossier__key", "application__shared_dossier__key")
        .annotate(
            files=Count("dossier__documents", filter=held),
            messages=F("application__shared_dossier__thread__messages_count"),
            unread=F("application__shared_dossier__thread__unread_by_applicant"),
            asked_petitions=Exists(Petition.objects.filter(case=OuterRef("pk"))),
            has_family=Exists(
                Case.objects.filter(application=OuterRef("application"), owner=user).exclude(pk=OuterRef("pk"))
            ),
        )
        .filter(pk=key)
        .first()
    )
    if case is None:
        raise NoSuchCase
    if case.status in UNSENT:
        raise NotSent
    return case
