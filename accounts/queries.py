"""Reads about people, for screens and for the floors above."""

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from accounts.choices import KeyState, Role
from accounts.models import Certificate, Enrolment, Invitation, User
from mycic.formats import postal
from privacy.services import dossiers


class NotEnrolled(LookupError):
    """The person has no profile yet."""


@dataclass(frozen=True, kw_only=True)
class ProfileCard:
    """A person's profile, opened: one query for the row, one for the key, one unwrap."""

    user_id: UUID
    dossier_id: UUID
    version: int
    language: str
    family_name: str
    given_name: str
    one_name: bool
    preferred_name: str
    birth_date: str
    nationality: str
    stateless: bool
    document_kind: str
    document_number: str
    document_country: str
    document_expiry: str
    no_document_reason: str
    client_number: str
    phone: str
    address: Mapping[str, str]
    address_history: tuple[Mapping[str, str], ...] = field(default=())

    @property
    def full_name(self) -> str:
        """Given name before family name, as it is written; a single name stands alone."""
        return " ".join(part for part in (self.given_name, self.family_name) if part)

    @property
    def street_lines(self) -> tuple[str, ...]:
        """The postal address without its country, which each letter names in its own language."""
        place = " ".join(filter(None, (self.address["city"], self.address["region"], self.address["postal_code"])))
        return tuple(filter(None, (self.address["street"], place)))

    @property
    def address_lines(self) -> tuple[str, ...]:
        """The postal address as it is written on an envelope, in the active language."""
        return tuple(filter(None, (*self.street_lines, postal.destination(self.address["country"]))))


def plain_login(login: str) -> str:
    """Return a typed user ID or e-mail address in its one spelling."""
    return unicodedata.normalize("NFKC", login).strip().lower()


def find_login(login: str) -> User | None:
    """Return the person who signs in with this user ID or confirmed e-mail address."""
    login = plain_login(login)
    if "@" not in login:
        return User.objects.filter(username=login).first()
    address = EmailAddress.objects.filter(email=login, verified=True).select_related("user").first()
    return address.user if address else None


def representatives(institution: str) -> list[User]:
    """Return who answers for a school and can sign in."""
    found = User.objects.filter(role=Role.SCHOOL, institution=institution, is_active=True)
    return list(found.order_by("username"))


def is_enrolled(user: User) -> bool:
    """Tell whether a person has enrolled in MyCIC."""
    return Enrolment.objects.filter(user=user).exists()


def profile(user: User) -> ProfileCard:
    """Return the person's profile as it stands now; open cases read it live.

    Raises:
        NotEnrolled: there is none yet.
    """
    enrolment = Enrolment.objects.select_related("dossier__key").filter(user=user).first()
    if enrolment is None:
        raise NotEnrolled
    vault = dossiers.unlock(enrolment.dossier)
    contact: dict[str, Any] = vault.read(enrolment, "contact")
    history = vault.read(enrolment, "address_history") or []
    return ProfileCard(
        user_id=user.pk,
        dossier_id=enrolment.dossier_id,
        version=enrolment.version,
        language=user.language,
        phone=contact["phone"],
        address=contact["address"],
        address_history=tuple(history),
        **vault.read(enrolment, "identity"),
    )


def profile_dossier_id(user: User) -> UUID:
    """Return the id under which the person's own events are recorded."""
    dossier_id: UUID | None = Enrolment.objects.filter(user=user).values_list("dossier_id", flat=True).first()
    return dossier_id or user.pk


def represented_schools() -> set[str]:
    """Return the numbers of the schools for which somebody answers or is invited to."""
    accounts = User.objects.exclude(institution="").values_list("institution", flat=True)
    invited = Invitation.objects.exclude(institution="").values_list("institution", flat=True)
    return {*accounts, *invited}


def officer_label(user: User) -> str:
    """Return how an officer is shown: role, unit and number, never a name (decisions 12); empty for others."""
    if user.officer_number is None:
        return ""
    return _("%(role)s, %(unit)s, no. %(number)s") % {
        "role": user.get_role_display(),
        "unit": user.unit,
        "number": user.officer_number,
    }


def actor_label(user: User) -> str:
    """Return how somebody who works on files is shown: an officer as always, a representative by the school."""
    return user.unit if user.role == Role.SCHOOL else officer_label(user)


def officer_labels(user_ids: Collection[UUID]) -> Mapping[UUID, str]:
    """Return the labels of the officers among these accounts, with one query."""
    officers = User.objects.filter(pk__in=user_ids).exclude(officer_number=None)
    return {user.pk: officer_label(user) for user in officers}


@dataclass(frozen=True)
class CertificateStatus:
    """What may be said of a certificate in public."""

    serial: str
    not_before: datetime
    not_after: datetime
    revoked_at: datetime | None


def certificate_status(serial: str) -> CertificateStatus | None:
    """Return the state of a certificate by its serial number (lower-case hexadecimal)."""
    row = Certificate.objects.filter(serial=serial).exclude(pem="").first()
    return CertificateStatus(row.serial, row.not_before, row.not_after, row.revoked_at) if row else None


def certificate_of(user: User) -> CertificateStatus | None:
    """Return the person's certificate in use."""
    rows = Certificate.objects.filter(key__user=user, key__state=KeyState.ACTIVE, revoked_at=None)
    row = rows.order_by("-not_before").first()
    return CertificateStatus(row.serial, row.not_before, row.not_after, row.revoked_at) if row else None


def revoked_certificates() -> dict[int, datetime]:
    """Return serial numbers and times of all withdrawn certificates, as `mycic.crypto.signing.verify_*` takes them."""
    rows = Certificate.objects.filter(revoked_at__isnull=False).values_list("serial", "revoked_at")
    return {int(serial, 16): at for serial, at in rows if at is not None}
