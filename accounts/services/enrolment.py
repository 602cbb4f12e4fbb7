"""Enrolment in MyCIC at the first sign-in, and every later change of the profile (R1.45, R3.97)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Enrolment, User
from mycic import mail
from mycic.exceptions import DomainError
from mycic.formats.text import local
from privacy import ledger
from privacy.choices import DossierKind
from privacy.services import dossiers, notices


class AlreadyEnrolled(DomainError):
    """The person is enrolled."""


class ProfileChanged(DomainError):
    """The profile was changed at the same time somewhere else."""


@dataclass(frozen=True, kw_only=True)
class Identity:
    """Who a person is, as their travel document says. Names of any script; one name is a name."""

    family_name: str
    given_name: str
    one_name: bool
    preferred_name: str
    birth_date: str
    nationality: str  # ISO code, empty for a stateless person
    stateless: bool
    document_kind: str  # "none" with a reason
    document_number: str
    document_country: str
    document_expiry: str
    no_document_reason: str
    client_number: str


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a person lives, since when."""

    street: str
    city: str
    region: str
    postal_code: str
    country: str
    since: str


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How a person is reached."""

    address: Address
    phone: str


def enrol(
    user: User, *, identity: Identity, contact: Contact, language: str, notice_version: int, at: datetime
) -> Enrolment:
    """Keep what the person tells about themselves, sealed in their profile dossier.

    Raises:
        AlreadyEnrolled: a second click or a second tab.
    """
    with transaction.atomic():
        locked = User.objects.select_for_update().get(pk=user.pk)
        if Enrolment.objects.filter(user=locked).exists():
            raise AlreadyEnrolled(_("You are enrolled already."))
        dossier = dossiers.create(kind=DossierKind.PROFILE, owner=locked, at=at)
        vault = dossiers.unlock(dossier)
        enrolment = Enrolment(
            user=locked, dossier=dossier, notice_version=notice_version, enrolled_at=at, updated_at=at
        )
        vault.write(enrolment, "identity", asdict(identity))
        vault.write(enrolment, "contact", asdict(contact))
        vault.write(enrolment, "address_history", [])
        enrolment.save(force_insert=True)
        _set_language(user, language)
        ledger.record(
            "account.enrolled",
            dossier=dossier.pk,
            actor=ledger.Actor.person(locked),
            at=at,
            notice_version=notice_version,
        )
    return enrolment


def change_address(user: User, address: Address, *, version: int, at: datetime) -> None:
    """Move to another address; the one before stays in the history.

    Raises:
        ProfileChanged: somebody saved in between.
    """
    with transaction.atomic():
        enrolment, contact, history = _load(user, version)
        old = contact["address"]
        history.append({**old, "until": address.since or local(at).date().isoformat()})
        _store(enrolment, {**contact, "address": asdict(address)}, history, part="address", at=at)
        _tell(user, enrolment, "address")


def change_phone(user: User, phone: str, *, version: int, at: datetime) -> None:
    """Keep another telephone number.

    Raises:
        ProfileChanged: somebody saved in between.
    """
    with transaction.atomic():
        enrolment, contact, history = _load(user, version)
        _store(enrolment, {**contact, "phone": phone}, history, part="phone", at=at)
        _tell(user, enrolment, "phone")


def change_language(user: User, language: str, *, at: datetime) -> None:
    """Write to the person in the other language from now on."""
    with transaction.atomic():
        _set_language(user, language)
        dossier = Enrolment.objects.filter(user=user).values_list("dossier_id", flat=True).first()
        ledger.record(
            "account.profile_changed",
            dossier=dossier or user.pk,
            actor=ledger.Actor.person(user),
            at=at,
            part="language",
            notice_version=notices.current("profile").number,
        )


def plain_date(value: date | None) -> str:
    """Return a date as it is kept."""
    return value.isoformat() if value else ""


def _set_language(user: User, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)
    user.language = language


def _load(user: User, version: int) -> tuple[Enrolment, dict[str, Any], list[dict[str, Any]]]:
    enrolment = Enrolment.objects.select_for_update().select_related("dossier").get(user=user)
    if enrolment.version != version:
        raise ProfileChanged(_("Your profile was changed in another window. Check it, then save again."))
    vault = dossiers.unlock(enrolment.dossier)
    return enrolment, vault.read(enrolment, "contact"), vault.read(enrolment, "address_history") or []


def _store(
    enrolment: Enrolment, contact: dict[str, Any], history: list[dict[str, Any]], *, part: str, at: datetime
) -> None:
    vault = dossiers.unlock(enrolment.dossier)
    vault.write(enrolment, "contact", contact)
    vault.write(enrolment, "address_history", history)
    # The row is locked since ``_load`` compared its version.
    Enrolment.objects.filter(pk=enrolment.pk).update(
        contact=enrolment.contact,
        address_history=enrolment.address_history,
        version=enrolment.version + 1,
        updated_at=at,
    )
    enrolment.version += 1
    ledger.record(
        "account.profile_changed",
        dossier=enrolment.dossier_id,
        actor=ledger.Actor.person(enrolment.user),
        at=at,
        part=part,
        notice_version=notices.current("profile").number,
    )


def _tell(user: User, enrolment: Enrolment, part: str) -> None:
    mail.send("accounts/profile_changed", user_id=user.pk, key=f"profile:{enrolment.pk}:{part}:{enrolment.version}")
