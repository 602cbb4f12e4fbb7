"""A whole application that nobody sent: gone from every app, and from a copy of the database."""

from datetime import timedelta

import pytest

from accounts.models import User
from applications.models import Answers, Application, Case
from applications.services import drafts
from mycic import clock
from mycic.crypto import envelope, keyring
from mycic.crypto.errors import CannotOpen
from privacy import queries
from privacy.choices import DossierState
from privacy.ledger.verification import verify
from privacy.models import Dossier, DossierKey
from privacy.services import dossiers, retention
from privacy.services.retention import brakes
from privacy.services.retention.aging import age_drafts

pytestmark = pytest.mark.django_db
KNOWN = {"family_name": "Okonkwo", "given_names": "Amara"}


def begin(owner: User, settings: object, *, days_old: int) -> Case:
    """Start a study permit and make it older."""
    settings.DEMO = True  # type: ignore[attr-defined]
    case = drafts.start(owner=owner, program="study-permit", at=clock.now(), profile=KNOWN)
    age_drafts([case.dossier, case.application.shared_dossier], by=timedelta(days=days_old))
    return case


@pytest.mark.requirement("R3.59")
def test_every_app_s_rows_go_with_the_keys(applicant: User, settings: object) -> None:
    begin(applicant, settings, days_old=91)
    done = retention.purge_expired(at=clock.now())
    assert done.dossiers == 2
    assert not Case.objects.exists()
    assert not Application.objects.exists()
    assert not Answers.objects.exists()
    gone = Dossier.objects.filter(state=DossierState.DESTROYED)
    assert not DossierKey.objects.filter(dossier__in=gone).exists()
    (told,) = queries.deleted_drafts(applicant)
    assert told.title == "study-permit"
    assert verify().is_sound


@pytest.mark.requirement("R3.59", "R3.60")
def test_a_copy_of_the_database_opens_the_living_draft_only(
    applicant: User, other_applicant: User, settings: object
) -> None:
    lost, living = begin(applicant, settings, days_old=91), begin(other_applicant, settings, days_old=10)
    copy = {row.pk: (bytes(row.wrapped), row.kek_id, row.version) for row in DossierKey.objects.all()}
    retention.purge_expired(at=clock.now())
    later = keyring.destroyable_from(copy[lost.dossier_id][1])
    brakes.check(at=later)
    assert copy[lost.dossier_id][1] in retention.destroy_draft_keys(at=later)
    envelope.forget_all()
    wrapped, kek_id, version = copy[living.dossier_id]
    envelope.unwrap(wrapped, kek_id, owner=living.dossier_id, version=version)
    wrapped, kek_id, version = copy[lost.dossier_id]
    for candidate in keyring.ids() | {kek_id}:
        with pytest.raises(CannotOpen):
            envelope.unwrap(wrapped, candidate, owner=lost.dossier_id, version=version)
    dossiers.unlock(Dossier.objects.get(pk=living.dossier_id))
