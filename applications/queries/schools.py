"""What a school and a student look up of what was asked of a school. No key is opened for a list."""

from __future__ import annotations

from datetime import time
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from applications.choices import CONFIRMED, SchoolStep
from applications.models import SchoolRequest, YearlyCheck
from applications.program_kit.base import Verification
from applications.program_kit.schooling import STEPS
from mycic.formats.text import moment_on

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from uuid import UUID

    from django.db.models import QuerySet

    from accounts.models import User
    from applications.models import Case

#: It is the school's turn, or it waits for the student.
_ITS_TURN = reduce(or_, (Q(step=step, case__status__in=asked.waits) for step, asked in STEPS.items()))


class NoSuchRequest(LookupError):
    """There is no such request, or not for this school: the two look the same."""


def waiting(representative: User) -> QuerySet[SchoolRequest]:
    """Return the requests that a school has not answered yet, the one that waits longest first."""
    return _of(representative).filter(_ITS_TURN).order_by("sent_at", "pk")


def ended(representative: User) -> QuerySet[SchoolRequest]:
    """Return the requests of a school that are answered or ended in another way, the newest first."""
    return _of(representative).exclude(_ITS_TURN).order_by("-sent_at", "-pk")


def _of(representative: User) -> QuerySet[SchoolRequest]:
    # An account that names no school sees nothing, not what belongs to none; nor what another school answers first.
    found = SchoolRequest.objects.filter(institution=representative.institution, sent_at__isnull=False)
    return found.exclude(institution="").select_related("case")


def for_school(representative: User, request_id: UUID) -> SchoolRequest:
    """Return a request of a school with its key: one query.

    Raises:
        NoSuchRequest: it does not exist, is another school's, or is closed to this one, for example because the
            student took the consent back or moved to another school.
    """
    found = _of(representative).select_related("dossier__key", "case__owner")
    row = found.filter(pk=request_id, closed_at__isnull=True).first()
    if row is None:
        raise NoSuchRequest
    return row


def unanswered() -> QuerySet[SchoolRequest]:
    """Return everything that waits at a school, or there for the student."""
    return SchoolRequest.objects.filter(_ITS_TURN, sent_at__isnull=False).select_related("case__owner")


def of_case(case: Case) -> list[SchoolRequest]:
    """Return what a case asks of schools, in their order, with the keys: one query."""
    order = list(SchoolStep)
    rows = SchoolRequest.objects.select_related("dossier__key").filter(case=case)
    return sorted(rows, key=lambda row: order.index(SchoolStep(row.step)))


def held_verification(user: User) -> Verification | None:
    """Return the newest answer of a school that still stands, good for an application or not any more: one query."""
    good = SchoolRequest.objects.filter(case__owner=user, case__status__in=CONFIRMED, number__isnull=False)
    row = good.order_by("-valid_until", "-answered_at").values_list("number", "institution", "valid_until").first()
    return Verification(str(row[0]), row[1], row[2]) if row and row[2] else None


def confirmed_at(user: User, institution: str) -> QuerySet[SchoolRequest]:
    """Return what a school has confirmed of a student and what still stands, the newest first."""
    found = SchoolRequest.objects.filter(case__owner=user, case__status__in=CONFIRMED, institution=institution)
    return found.filter(number__isnull=False).select_related("case").order_by("-valid_until", "-answered_at")


def asked_ever() -> set[str]:
    """Return the numbers of the schools of which anything was ever asked."""
    return set(SchoolRequest.objects.values_list("institution", flat=True).distinct())


def standing() -> QuerySet[SchoolRequest]:
    """Return everything that a school has confirmed and that still stands."""
    confirmed = SchoolRequest.objects.filter(case__status__in=CONFIRMED, number__isnull=False, closed_at__isnull=True)
    return confirmed.select_related("dossier__key", "case__owner", "case__dossier__key")


def standing_elsewhere(taking_part: Collection[str]) -> QuerySet[SchoolRequest]:
    """Return what still stands although its school is none of those that take part."""
    return standing().exclude(institution__in=taking_part)


def to_check(representative: User) -> QuerySet[SchoolRequest]:
    """Return what a school has confirmed and is asked about again this year, the one that waits longest first."""
    waiting = YearlyCheck.objects.filter(request=OuterRef("pk"), answered_at__isnull=True)
    asked = _of(representative).filter(Exists(waiting), case__status__in=CONFIRMED, closed_at__isnull=True)
    return asked.order_by("answered_at", "pk")


def open_check(row: SchoolRequest) -> YearlyCheck | None:
    """Return the yearly question about a request that waits for an answer, if one does."""
    return row.yearly_checks.filter(answered_at__isnull=True).order_by("-year").first()


def last_check(row: SchoolRequest) -> YearlyCheck | None:
    """Return the newest yearly question about a request that was answered."""
    return row.yearly_checks.filter(answered_at__isnull=False).order_by("-year").first()


def not_asked_in(year: int, *, confirmed_before: date) -> QuerySet[SchoolRequest]:
    """Return what still stands and was not asked about in a year.

    Args:
        year: of the list.
        confirmed_before: who was confirmed on this day or later is not asked again yet.
    """
    asked = YearlyCheck.objects.filter(request=OuterRef("pk"), year=year)
    return standing().filter(~Exists(asked), answered_at__lt=moment_on(confirmed_before, time.min))
