"""An adult member of the family confirms their own part by an own link, without seeing the rest (R1.59)."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from applications import completeness, queries
from applications.choices import UNSENT
from applications.models import PartLink
from applications.program_kit.base import Facts
from applications.queries import family
from applications.services import drafts
from documents import queries as files
from mycic import clock
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.services import dossiers

if TYPE_CHECKING:
    from datetime import date, datetime
    from uuid import UUID

    from accounts.models import User

#: For how long a link opens, and how many wrong dates of birth it takes.
VALID = timedelta(days=14)
TRIES = 5
_SECRET_BYTES = 24
OBJECTION_LENGTH = 2000


class NoSuchLink(DomainError):
    """The link is wrong, too old, was tried too often, or its application was sent or deleted: they look the same."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("This link does not work any more. Ask the person who gave it to you for a new one."))


class WrongBirthday(DomainError):
    """The date of birth is not that of the person whose part it is."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("This is not the date of birth in the application. Check it, or ask for a new link."))


@dataclass(frozen=True)
class Part:
    """One person's part of an application, opened by its link."""

    link: PartLink
    draft: queries.Draft
    file_version: int


def make_link(*, owner: User, case_id: UUID, at: datetime) -> str:
    """Return the secret of a new link to a member's part; an older link stops working.

    Args:
        owner: the applicant.
        case_id: the case of an adult member of their family.
        at: now.

    Raises:
        NoSuchCase: not theirs, gone, or their own.
        NotADraft, SignedAlready: it takes no confirmation any more.
    """
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    with transaction.atomic():
        draft = drafts.open_for_change(owner, case_id)
        if draft.case.is_main:
            raise queries.NoSuchCase
        PartLink.objects.filter(pk=case_id).delete()
        PartLink.objects.create(case=draft.case, secret_hash=_hash(secret), made_at=at, expires_at=at + VALID)
        ledger.record("part.link_made", dossier=draft.case.dossier_id, actor=ledger.Actor.person(owner), at=at)
    return secret


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def check_link(secret: str, *, at: datetime) -> PartLink:
    """Return the link with a secret.

    Raises:
        NoSuchLink: it opens nothing.
    """
    rows = PartLink.objects.select_related("case__dossier__key", "case__application")
    link = rows.filter(
        secret_hash=_hash(secret),
        expires_at__gt=at,
        tries__lt=TRIES,
        case__status__in=UNSENT,
        case__dossier__discarded_at__isnull=True,
    ).first()
    if link is None:
        raise NoSuchLink
    return link


def open_part(secret: str, born: date, *, at: datetime) -> Part:
    """Return a person's own part, for somebody who knows the link and the date of birth; each opening is on record.

    Args:
        secret: from the link.
        born: the date of birth that was typed.
        at: now.

    Raises:
        NoSuchLink: the link opens nothing.
        WrongBirthday: it is not the date in the application; a few of these end the link.
        DossierDestroyed: the draft expired.
    """
    part = _part(secret, born, at=at)
    ledger.record("part.opened", dossier=part.draft.case.dossier_id, actor=ledger.Actor.member(), at=at)
    return part


def _part(secret: str, born: date, *, at: datetime) -> Part:
    link = check_link(secret, at=at)
    # Counted before the outcome is known: of many tries at one moment only as many are heard as are allowed.
    if not PartLink.objects.filter(pk=link.pk, tries__lt=TRIES).update(tries=F("tries") + 1):
        raise NoSuchLink
    file_version = files.version(link.case.dossier)
    draft = queries.opened(link.case)
    if _born(draft) != born:
        raise WrongBirthday
    PartLink.objects.filter(pk=link.pk).update(tries=F("tries") - 1)
    return Part(link, draft, file_version)


def _born(draft: queries.Draft) -> date | None:
    return draft.book(Facts(policy_set=draft.case.policy_set), clock.today()).day("date_of_birth")


def confirm(secret: str, born: date, *, seen: str, at: datetime) -> Part:
    """Take somebody's word that their part is true, as they saw it.

    Args:
        secret: from the link.
        born: the date of birth that was typed.
        seen: from ``fingerprint``: what the page showed.
        at: now.

    Raises:
        NoSuchLink, WrongBirthday, DossierDestroyed: as ``open_part``.
        ChangedSince: the part is not what the page showed.
    """
    part = _part(secret, born, at=at)
    if fingerprint(part) != seen:
        raise ChangedSince
    # What is changed from here on is not what was confirmed: the confirmation names the versions that were seen.
    with transaction.atomic():
        PartLink.objects.filter(pk=part.link.pk).update(
            confirmed_at=at,
            answer_versions=family.answer_versions(part.draft),
            file_version=part.file_version,
            objection=None,
            objected_at=None,
        )
        ledger.record("part.confirmed", dossier=part.draft.case.dossier_id, actor=ledger.Actor.member(), at=at)
    return part


def object_to(secret: str, born: date, *, text: str, at: datetime) -> Part:
    """Take somebody's word that something in their part is wrong; the main person of the application reads it.

    Raises:
        NoSuchLink, WrongBirthday, DossierDestroyed: as ``open_part``.
    """
    part = _part(secret, born, at=at)
    link = part.link
    dossiers.unlock(link.case.dossier).write(link, "objection", text.strip()[:OBJECTION_LENGTH])
    with transaction.atomic():
        PartLink.objects.filter(pk=link.pk).update(
            objection=link.objection,
            objected_at=at,
            confirmed_at=None,
            answer_versions=None,
            file_version=None,
        )
        ledger.record("part.objected", dossier=part.draft.case.dossier_id, actor=ledger.Actor.member(), at=at)
    return part


class ChangedSince(DomainError):
    """Something changed between showing the part and confirming it."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("Something changed while you read. Nothing was confirmed. Read it again, then confirm."))


def fingerprint(part: Part) -> str:
    """Return by what a part is recognised as unchanged."""
    versions = sorted(family.answer_versions(part.draft).items())
    return hashlib.sha256(repr((versions, part.file_version)).encode()).hexdigest()


def review(part: Part) -> completeness.Review:
    """Return the part for reading, without anything of the other people of the application."""
    today = clock.today()
    return completeness.Review(part.draft, Facts(policy_set=part.draft.case.policy_set), today, part.file_version)


def documents(part: Part) -> list[dict[str, object]]:
    """Return the names of the files in the part; opening them is for the main person."""
    titles = {rule.code: rule.title for rule in part.draft.program.documents}
    return [
        {"title": titles.get(str(each["slot"]), each["slot"]), "name": each["name"]}
        for each in files.manifest(part.draft.case.dossier)
    ]


def state(owner: User, case_id: UUID) -> tuple[PartLink | None, str]:
    """Return how far a member's confirmation is, and what they objected to.

    Raises:
        NoSuchCase: not theirs, or gone.
    """
    case = queries.case_of(owner, case_id)
    link = family.link_of(case)
    if link is None or link.objected_at is None:
        return link, ""
    return link, str(dossiers.unlock(case.dossier).read(link, "objection"))
