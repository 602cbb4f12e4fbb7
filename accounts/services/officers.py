"""The way in for officers and schools: a one-time link, own password and second step, a second yes (decisions 72).

The two people are two supervisors, or a supervisor and whoever may run commands on the machine: an installation with
only one supervisor could not grow otherwise.
"""

import secrets
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.choices import DESK_ROLES, INVITATION_VALID, Role
from accounts.models import Invitation, User
from accounts.queries import find_login, plain_login
from accounts.services import hashing, passwords, user_ids
from mycic import mail
from mycic.crypto.fields import system_vault
from mycic.exceptions import DomainError
from privacy import ledger

_NUMBERS = range(10_000, 100_000)


class InvitationRefused(DomainError):
    """The link is wrong, too old, used, or not confirmed yet."""


class NotAllowed(DomainError):
    """This person may not invite or confirm."""


def invite(
    *, username: str, email: str, role: Role, unit: str, by: User | None, at: datetime, institution: str = ""
) -> str:
    """Return the token of a one-time link. The very first officer's works at once, any other after a supervisor's yes.

    Args:
        username: the user ID.
        email: the address.
        role: officer, supervisor or school.
        unit: where they work.
        by: the supervisor who invites; None for the command.
        at: now.
        institution: for a school's representative, the number of the school.

    Raises:
        NotAllowed: who invites is no supervisor.
        UnfitUserId: it cannot be a user ID.
        UserIdTaken: it is kept for the portal itself, or somebody has it or the address.
    """
    if by is not None and by.role != Role.SUPERVISOR:
        raise NotAllowed(_("Only a supervisor can invite an officer."))
    username, email = user_ids.plain(username), plain_login(email)
    if find_login(username) or find_login(email):
        raise user_ids.UserIdTaken(_("This user ID or e-mail address is in use. Choose another one."))
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        token_hash=hashing.token_hash(token),
        username=username,
        role=role,
        unit=unit,
        institution=institution,
        invited_by=by,
        invited_at=at,
    )
    system_vault().write(invitation, "email", email)
    with transaction.atomic():
        invitation.save(force_insert=True)
        actor = ledger.Actor.officer(by) if by else ledger.Actor.system()
        ledger.record("officer.invited", dossier=invitation.pk, actor=actor, at=at, role=str(role))
    return token


def confirm(invitation: Invitation, *, by: User, at: datetime) -> None:
    """Say yes as the second person.

    Raises:
        NotAllowed: the same person, or no supervisor.
    """
    if by.role != Role.SUPERVISOR or by.pk == invitation.invited_by_id:
        raise NotAllowed(_("A second supervisor has to confirm this invitation."))
    with transaction.atomic():
        if not Invitation.objects.filter(pk=invitation.pk, confirmed_by=None, used_at=None).update(confirmed_by=by):
            return
        ledger.record(
            "officer.confirmed",
            dossier=invitation.pk,
            actor=ledger.Actor.officer(by),
            at=at,
            role=invitation.role,
        )


def waiting(*, at: datetime) -> list[Invitation]:
    """Return the invitations that were not used yet and are not too old."""
    return list(Invitation.objects.filter(used_at=None, invited_at__gt=at - INVITATION_VALID).order_by("invited_at"))


def find(token: str, *, at: datetime) -> Invitation:
    """Return the invitation of a link that can be used now.

    Raises:
        InvitationRefused: for every reason alike.
    """
    row = Invitation.objects.filter(token_hash=hashing.token_hash(token), used_at=None).first()
    # The desk's first officer needs nobody's yes: there is nobody who could give it. A school's representative does.
    is_first = row is not None and not (row.invited_by_id or row.institution or somebody_is_here())
    vouched = row is not None and (row.confirmed_by_id or is_first)
    if row is None or not vouched or at - row.invited_at > INVITATION_VALID:
        raise InvitationRefused(_("This link cannot be used. Ask your supervisor for a new one."))
    return row


def accept(token: str, *, password: str, language: str, at: datetime, demo: bool = False) -> User:
    """Open the account of the officer or representative; its first sign-in sets up the second step.

    Raises:
        InvitationRefused: the link cannot be used.
        WeakPassword: others could guess the password.
    """
    invitation = find(token, at=at)
    email = system_vault().read(invitation, "email")
    if not demo:
        passwords.check(password, words=(invitation.username, email))
    is_officer = invitation.role in DESK_ROLES
    user = User(
        username=invitation.username,
        email=email,
        role=invitation.role,
        language=language,
        is_staff=is_officer,
        is_demo=demo,
        unit=invitation.unit,
        institution=invitation.institution,
        officer_number=_free_number() if is_officer else None,
        date_joined=at,
        registered_at=at,
    )
    with hashing.gate():
        user.set_password(password)
    try:
        with transaction.atomic():
            if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=at):
                raise InvitationRefused(_("This link cannot be used. Ask your supervisor for a new one."))
            user.save(force_insert=True)
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
            actor = ledger.Actor.officer(user) if is_officer else ledger.Actor.school(user)
            ledger.record("officer.joined", dossier=user.pk, actor=actor, at=at, role=invitation.role)
            template = "accounts/officer_joined" if is_officer else "accounts/representative_joined"
            mail.send(template, user_id=user.pk, key=f"officer-joined:{user.pk}")
    except IntegrityError as error:
        raise InvitationRefused(_("This user ID or address is in use. Ask for a new invitation.")) from error
    return user


def choose_language(officer: User, language: str) -> None:
    """Remember in which language the desk and its mails speak to an officer; "stay signed in" sends the present one."""
    if officer.language != language:
        User.objects.filter(pk=officer.pk).update(language=language)
        officer.language = language


def prune(*, at: datetime) -> int:
    """Forget invitations that nobody can use any more; the ledger keeps who invited and who confirmed."""
    return Invitation.objects.filter(invited_at__lt=at - INVITATION_VALID).delete()[0]


def _free_number() -> str:
    """Return a number that no officer has: among a few hundred, two random ones are often the same."""
    taken = set(User.objects.exclude(officer_number=None).values_list("officer_number", flat=True))
    return secrets.choice([text for text in map(str, _NUMBERS) if text not in taken])


def somebody_is_here() -> bool:
    """Tell whether the desk has its first officer; those of a demonstration do not count."""
    return User.objects.filter(role__in=DESK_ROLES, is_demo=False).exists()
