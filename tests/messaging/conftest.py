"""A conversation with two sides."""

import datetime as dt
from typing import Any

import pytest

from accounts.choices import Role
from accounts.models import User
from mycic import clock
from privacy import registry
from privacy.choices import Access, DossierKind
from privacy.models import Dossier
from privacy.services import dossiers


@pytest.fixture(autouse=True)
def desk_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Officers are in charge of shared dossiers, supervisors must give a reason, everybody else is nobody."""

    def guard(user: Any, dossier: Dossier) -> Access:
        if user.is_authenticated and dossier.owner_id == user.pk:
            return Access.OWNER
        roles: dict[str, Access] = {Role.OFFICER: Access.ASSIGNED, Role.SUPERVISOR: Access.REASON_NEEDED}
        return roles.get(getattr(user, "role", ""), Access.NOBODY)

    monkeypatch.setitem(registry._guards, DossierKind.SHARED, guard)


def sent_dossier(owner: User, reference: str | None = None) -> Dossier:
    """Return a dossier whose application was sent."""
    at = clock.now()
    dossier = dossiers.create(kind=DossierKind.SHARED, owner=owner, at=at, expires_at=at + dt.timedelta(days=90))
    dossiers.submit(dossier, dossiers.prepare_submission(dossier), reference=reference, at=at)
    return dossier


@pytest.fixture
def dossier(applicant: User) -> Dossier:
    """The applicant's sent dossier."""
    return sent_dossier(applicant, "S300412889")
