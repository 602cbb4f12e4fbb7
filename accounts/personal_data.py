"""What this floor holds about people: identity and contact details in the profile, and how they sign in."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import Enrolment
from privacy.registry import PersonalDataSource
from privacy.services import dossiers


def _export(dossier_id: UUID) -> Iterable[Mapping[str, object]]:
    enrolment = Enrolment.objects.select_related("dossier", "user").filter(dossier=dossier_id).first()
    if enrolment is None:
        return
    vault = dossiers.unlock(enrolment.dossier)
    yield {
        "kind": "profile",
        "user_id": enrolment.user.username,
        "email": enrolment.user.email,
        "language": enrolment.user.language,
        "enrolled_at": enrolment.enrolled_at.isoformat(),
        "identity": vault.read(enrolment, "identity"),
        "contact": vault.read(enrolment, "contact"),
        "earlier_addresses": vault.read(enrolment, "address_history"),
    }


def _erase(dossier_id: UUID) -> Sequence[str]:
    Enrolment.objects.filter(dossier=dossier_id).delete()
    return ()


SOURCE = PersonalDataSource(
    name="accounts",
    holds=_("Who you are and how to reach you."),
    expiry=_("When your account is closed."),
    models=frozenset({"accounts.Enrolment"}),
    export=_export,
    erase=_erase,
)
