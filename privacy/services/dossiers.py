"""Open, unlock, send, close and destroy dossiers: the only place where a data key is unwrapped."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mycic import clock
from mycic.crypto import envelope, keyring
from mycic.crypto.fields import Vault
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.choices import GONE, DestroyReason, DossierKind, DossierState
from privacy.models import Dossier, DossierKey, Tombstone

if TYPE_CHECKING:
    from accounts.models import User
    from mycic.crypto.envelope import DataKey


# A dossier that was loaded with its key, or unlocked before, carries it: unlocking it again costs no query.
_KEY = Dossier._meta.get_field("key")


class DossierDestroyed(DomainError):
    """The dossier expired or was destroyed: nobody can open it any more."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("This file was deleted. Nobody can open it any more."))


class DossierHeld(DomainError):
    """A legal hold keeps the dossier."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("This file cannot be destroyed now: the law requires that it is kept."))


class DossierBusy(DomainError):
    """The dossier changed between two steps of one act."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("This file was changed at the same time somewhere else. Load the page again."))


@dataclass(frozen=True)
class Rewrapped:
    """A dossier's key wrapped anew before the transaction that needs it."""

    dossier_id: uuid.UUID
    from_version: int
    kek_id: str
    wrapped: bytes


def create(
    *,
    kind: DossierKind,
    owner: "User | None",
    at: datetime,
    expires_at: datetime | None = None,
    dossier_id: uuid.UUID | None = None,
    closed: bool = False,
) -> Dossier:
    """Open a dossier with a key of its own.

    Args:
        kind: what it is for.
        owner: whose it is; None for intake by an officer or a visitor's message.
        at: now, by the database's clock.
        expires_at: for a draft, when it ends; its key is then wrapped under the key of that week.
        dossier_id: for callers that must know the id before.
        closed: for a copy that others read: no file and no message can be added.
    """
    dossier = Dossier(
        pk=dossier_id or uuid.uuid4(),
        kind=kind,
        state=DossierState.CLOSED if closed else DossierState.OPEN,
        owner=owner,
        created_at=at,
        expires_at=expires_at,
    )
    kek_id = keyring.draft_kek(expires_at) if expires_at else keyring.active("case")
    data_key = envelope.new_data_key()
    wrapped = envelope.wrap(data_key, kek_id, owner=dossier.pk, version=1)
    with transaction.atomic():
        dossier.save(force_insert=True)
        DossierKey.objects.create(dossier=dossier, kek_id=kek_id, wrapped=wrapped, version=1)
    return dossier


def unlock(dossier: Dossier) -> Vault:
    """Return the dossier's unlocked key: one query, none where its ``key`` is loaded already (``select_related``).

    The unwrapped key stays in this process's memory for a minute at most (mycic.crypto.envelope).

    Raises:
        DossierDestroyed: it expired, is being destroyed or is gone.
    """
    return unlock_many([dossier])[dossier.pk]


def unlock_many(dossiers: Iterable[Dossier]) -> dict[uuid.UUID, Vault]:
    """Return the unlocked keys of several dossiers with one query.

    Raises:
        DossierDestroyed: one of them expired, is being destroyed or is gone.
    """
    wanted = {dossier.pk: dossier for dossier in dossiers}
    _refuse_gone(wanted.values())
    missing = {pk for pk, dossier in wanted.items() if not _KEY.is_cached(dossier)}
    if missing:
        for row in DossierKey.objects.filter(pk__in=missing):
            _KEY.set_cached_value(wanted[row.pk], row)
    return {pk: _vault(dossier) for pk, dossier in wanted.items()}


def hold_open(dossier: Dossier, *, at: datetime) -> None:
    """Keep a dossier from being purged, discarded or sent until the caller's transaction ends.

    Whoever writes rows or files into a dossier calls this first inside the transaction: what a purge has begun to
    destroy gets nothing new, and what was written before is erased with the rest. The dossier is always the first row
    that is locked, so that two writers never wait for each other. The given instance learns the present state.

    Raises:
        DossierDestroyed: it expired, is hidden, is being destroyed or is gone.
    """
    row = Dossier.objects.select_for_update().filter(pk=dossier.pk).first()
    if row is None or row.state in GONE or row.discarded_at is not None:
        raise DossierDestroyed
    if row.expires_at is not None and row.expires_at <= at:
        raise DossierDestroyed
    dossier.state, dossier.expires_at, dossier.discarded_at = row.state, row.expires_at, row.discarded_at
    dossier.reference, dossier.held_at = row.reference, row.held_at


def prepare_submission(dossier: Dossier) -> Rewrapped:
    """Wrap a draft's key under the case key; call before the transaction that sends it.

    Raises:
        DossierDestroyed: the draft expired meanwhile.
    """
    _refuse_gone([dossier])
    row = DossierKey.objects.filter(pk=dossier.pk).first()
    if row is None:
        raise DossierDestroyed
    kek_id = keyring.active("case")
    wrapped = envelope.wrap(_unwrap(row), kek_id, owner=dossier.pk, version=row.version + 1)
    return Rewrapped(dossier.pk, row.version, kek_id, wrapped)


def submit(dossier: Dossier, rewrapped: Rewrapped, *, reference: str | None, at: datetime) -> None:
    """Turn a draft into a sent dossier; compare-and-set against a purge, a discard and a second click.

    Raises:
        DossierDestroyed: the draft expired, was discarded or is being destroyed.
        DossierBusy: it was sent or its key changed since ``prepare_submission``.
    """
    if rewrapped.dossier_id != dossier.pk:
        raise ValueError("This key was wrapped for another dossier.")
    with transaction.atomic():
        moved = Dossier.objects.filter(
            pk=dossier.pk, state=DossierState.OPEN, expires_at__gt=at, discarded_at__isnull=True
        ).update(state=DossierState.SUBMITTED, reference=reference, expires_at=None)
        if moved != 1:
            _explain_refusal(dossier)
        swapped = DossierKey.objects.filter(pk=dossier.pk, version=rewrapped.from_version).update(
            kek_id=rewrapped.kek_id, wrapped=rewrapped.wrapped, version=rewrapped.from_version + 1
        )
        if swapped != 1:
            raise DossierBusy
    dossier.refresh_from_db()


def close(dossier: Dossier) -> None:
    """Close a sent dossier: it stays readable, nothing can be added.

    Raises:
        DossierBusy: it is not open for work any more.
    """
    moved = Dossier.objects.filter(pk=dossier.pk, state=DossierState.SUBMITTED).update(state=DossierState.CLOSED)
    if moved != 1:
        raise DossierBusy
    dossier.refresh_from_db()


def reopen(dossier: Dossier) -> None:
    """Take a closed dossier back to work, for example after an error was found.

    Raises:
        DossierBusy: it is not closed.
    """
    moved = Dossier.objects.filter(pk=dossier.pk, state=DossierState.CLOSED).update(state=DossierState.SUBMITTED)
    if moved != 1:
        raise DossierBusy
    dossier.refresh_from_db()


def destroy(dossier: Dossier, *, reason: DestroyReason, at: datetime, title: str = "") -> None:
    """Destroy a dossier: its key first, then leave a tombstone and an event. Safe to repeat.

    The rows and files of the other apps are erased by ``privacy.services.retention``; without the key they are noise.

    Raises:
        DossierHeld: a legal hold keeps it.
    """
    with transaction.atomic():
        if Dossier.objects.select_for_update().filter(pk=dossier.pk, held_at__isnull=False).exists():
            raise DossierHeld
        DossierKey.objects.filter(pk=dossier.pk).delete()
        _stone, is_new = Tombstone.objects.get_or_create(
            dossier=dossier.pk,
            defaults={
                "kind": dossier.kind,
                "title": title,
                "reason": reason,
                "started_at": dossier.created_at,
                "destroyed_at": at,
            },
        )
        Dossier.objects.filter(pk=dossier.pk).update(state=DossierState.DESTROYED, reference=None)
        if is_new:
            ledger.record(
                "dossier.destroyed", dossier=dossier.pk, actor=ledger.Actor.system(), at=at, reason=str(reason)
            )
    envelope.forget(dossier.pk)
    dossier.refresh_from_db()


def _refuse_gone(dossiers: Iterable[Dossier]) -> None:
    now: datetime | None = None
    for dossier in dossiers:
        if dossier.state in GONE:
            raise DossierDestroyed
        if dossier.expires_at is not None:
            now = now or clock.now()
            if dossier.expires_at <= now:
                raise DossierDestroyed


def _vault(dossier: Dossier) -> Vault:
    row = _KEY.get_cached_value(dossier, default=None)
    if not isinstance(row, DossierKey):
        raise DossierDestroyed
    return Vault(_unwrap(row), dossier_id=dossier.pk)


def _unwrap(row: DossierKey) -> "DataKey":
    return envelope.unwrap(bytes(row.wrapped), row.kek_id, owner=row.pk, version=row.version)


def _explain_refusal(dossier: Dossier) -> None:
    dossier.refresh_from_db()
    if dossier.state in {DossierState.SUBMITTED, DossierState.CLOSED}:
        raise DossierBusy
    raise DossierDestroyed
