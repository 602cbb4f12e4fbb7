"""The way in for a school's representatives: the one-time link of the desk, bound to one school that takes part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.services import officers
from applications.program_kit import tables
from mycic.exceptions import DomainError
from mycic.formats.text import local

if TYPE_CHECKING:
    from datetime import datetime

    from accounts.models import User

_LONGEST_UNIT = 60


class NoSuchSchool(DomainError):
    """The number belongs to no school that takes part."""

    def __init__(self) -> None:
        """Carry the one sentence that an operator reads."""
        super().__init__(_("No school that takes part has this number. Look it up in the list of institutions."))


def invite(*, username: str, email: str, school: str, by: User | None, at: datetime) -> str:
    """Return the token of a one-time link for a representative; a supervisor confirms it at the desk.

    Args:
        username: the user ID.
        email: the address.
        school: number of the school for which the person answers.
        by: the supervisor who invites; None for the command.
        at: now.

    Raises:
        NoSuchSchool: the number belongs to no school that takes part today.
        NotAllowed: who invites is no supervisor.
        UnfitUserId, UserIdTaken: as ``officers.invite``.
    """
    found = tables.institutions().get(school)
    if found is None or not found.takes_part(local(at).date()):
        raise NoSuchSchool
    unit = found.name[:_LONGEST_UNIT]
    return officers.invite(
        username=username, email=email, role=Role.SCHOOL, unit=unit, by=by, at=at, institution=found.number
    )
