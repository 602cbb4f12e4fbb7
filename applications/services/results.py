"""Keep the result of a self-assessment under a code, and take it into a draft (R1.9, R1.10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from applications import programs
from applications.choices import PolicySet
from applications.models import SavedResult
from applications.program_kit import tables
from applications.program_kit.base import Facts
from applications.program_kit.screening import Outcome, carried
from mycic import references
from mycic.crypto import blind, lockbox
from mycic.crypto.errors import CannotOpen
from mycic.exceptions import DomainError
from mycic.formats.text import end_of, local

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

_PURPOSE = "result"
_COLUMN = "applications_savedresult.lookup"
_TRIES = 3


class NoSuchResult(DomainError):
    """The code is wrong, has ended, or belongs to somebody with another date of birth: all look the same."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(
            _("We found no result for this code and your date of birth. Check the code, or start without it.")
        )


@dataclass(frozen=True)
class Kept:
    """A result that was kept: its code and the last day on which it can be used."""

    code: str
    last_day: date


def keep(*, assessment: str, answers: Mapping[str, object], born: date, at: datetime) -> Kept:
    """Keep the answers of a self-assessment under a fresh code.

    Args:
        assessment: its code.
        answers: question name to the answer as typed.
        born: the date of birth that opens it again, besides the code.
        at: now.
    """
    days = tables.limit("result_code_days", PolicySet.IRCC_2026, local(at).date())
    last_day = local(at).date() + timedelta(days=days)
    salt = lockbox.new_salt()
    for _attempt in range(_TRIES):
        code = references.personal_code()
        content = {"assessment": assessment, "answers": dict(answers)}
        box = lockbox.lock(content, code, born.isoformat(), salt=salt, purpose=_PURPOSE)
        row = SavedResult(lookup=_lookup(code), salt=salt, box=box, expires_at=end_of(last_day))
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            continue
        return Kept(code, last_day)
    raise IntegrityError("no free code")


def answers_for(*, program: str, code: str, born: date, at: datetime, today: date) -> dict[str, object]:
    """Return what a kept result answers of an application for a program, by the names of its questions.

    Args:
        program: code of the program that is started.
        code: as typed.
        born: the date of birth of the person who types it.
        at: now.
        today: the service's date.

    Raises:
        NoSuchResult: for every reason alike.
    """
    typed = references.normalise(code)
    row = SavedResult.objects.filter(lookup=_lookup(typed), expires_at__gt=at).first()
    if not references.is_personal_code(typed) or row is None:
        raise NoSuchResult
    try:
        content = lockbox.unlock(bytes(row.box), typed, born.isoformat(), salt=bytes(row.salt), purpose=_PURPOSE)
    except CannotOpen:
        raise NoSuchResult from None
    kept: dict[str, dict[str, object]] = dict(content)  # type: ignore[call-overload]  # as ``keep`` wrote it
    try:
        checked, assessment = programs.assessment(str(kept["assessment"]))
    except programs.NoSuchProgram:  # it was kept under an older version
        raise NoSuchResult from None
    result = assessment.assess(kept["answers"], Facts(policy_set=checked.policy_set), today)
    found = carried(kept["answers"], restoring=result.decision.outcome == Outcome.ELIGIBLE_RESTORE)
    places = programs.get(program).places
    return {name: value for name, value in found.items() if name in places}


def purge(*, at: datetime) -> int:
    """Delete the results whose time is over; return how many there were."""
    return SavedResult.objects.filter(expires_at__lte=at).delete()[0]


def _lookup(code: str) -> bytes:
    return blind.index(code, table_column=_COLUMN)
