"""Who may see and change a case."""

from typing import TYPE_CHECKING

from applications.choices import UNSENT
from applications.models import Application, Case, SchoolRequest
from privacy.choices import Access

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from privacy.models import Dossier

_OFFICERS = {"officer", "supervisor"}


def guard_case(user: "User | AnonymousUser", dossier: "Dossier") -> Access:
    """Say who may open a case's dossier: the owner, the assigned officer, other officers with a reason."""
    if not user.is_authenticated:
        return Access.NOBODY
    # A page that loaded the case has it at hand here; otherwise this asks once.
    case: Case | None = getattr(dossier, "case", None)
    return Access.NOBODY if case is None else access(user, case)


def guard_shared(user: "User | AnonymousUser", dossier: "Dossier") -> Access:
    """Say who may open what the cases of an application share: whoever may open one of them, at best."""
    if not user.is_authenticated:
        return Access.NOBODY
    application = Application.objects.filter(shared_dossier_id=dossier.pk).first()
    if application is None:
        return Access.NOBODY
    granted = {access(user, case) for case in application.cases.all()}
    order = (Access.OWNER, Access.ASSIGNED, Access.REASON_NEEDED)
    return next((level for level in order if level in granted), Access.NOBODY)


def guard_verification(user: "User | AnonymousUser", dossier: "Dossier") -> Access:
    """Say who may open what a student sent to a school: the student, and the representatives of that school."""
    request: SchoolRequest | None = getattr(dossier, "school_request", None)
    if not user.is_authenticated or request is None:
        return Access.NOBODY
    if dossier.owner_id == user.pk:
        return Access.OWNER
    is_theirs = user.role == "school" and user.institution == request.institution and request.closed_at is None
    return Access.ASSIGNED if is_theirs else Access.NOBODY


def access(user: "User", case: Case) -> Access:
    """Say how a signed-in person may open a case; an officer never acts on a case of their own."""
    if case.owner_id == user.pk:
        return Access.OWNER
    if user.role not in _OFFICERS or case.status in UNSENT:
        return Access.NOBODY
    return Access.ASSIGNED if case.officer_id == user.pk else Access.REASON_NEEDED


def may_work_on(user: "User", case: Case) -> bool:
    """Tell whether an officer may act on a case: never on their own, never on a draft."""
    return access(user, case) in {Access.ASSIGNED, Access.REASON_NEEDED}
