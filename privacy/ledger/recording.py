"""Writing one event at the end of its chain."""

import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from privacy.choices import ActorRole
from privacy.events import KINDS, EventKind, placeholders
from privacy.ledger.chain import GENESIS, event_hash
from privacy.models import ActorToken, ChainHead, Event

if TYPE_CHECKING:
    from accounts.models import User

Fact = str | int | bool

# Sign-ins, keys, roles and the like: what belongs to no dossier and no account.
SYSTEM_CHAIN = uuid.UUID(int=0)
# Ids and states: too narrow for a sentence, an address or a name with a space.
_FIT_TEXT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")
_MAX_NUMBER = 2**53


class LedgerMisuse(Exception):
    """Code asked the ledger for something that it never does."""


class UnknownKind(LedgerMisuse):
    """No events.py declares this kind."""


class UndeclaredFact(LedgerMisuse):
    """The kind does not declare this fact."""


class MissingFact(LedgerMisuse):
    """The kind's sentence names a fact that was not given."""


class UnfitFact(LedgerMisuse):
    """The value is not an id, a count or a state."""


@dataclass(frozen=True)
class Actor:
    """Who acted, in which role."""

    role: ActorRole
    user_id: uuid.UUID | None

    @classmethod
    def person(cls, user: "User") -> "Actor":
        """Return the owner of an account acting for themself."""
        return cls(ActorRole.PERSON, user.pk)

    @classmethod
    def officer(cls, user: "User") -> "Actor":
        """Return an officer or supervisor at the desk."""
        return cls(ActorRole.OFFICER, user.pk)

    @classmethod
    def school(cls, user: "User") -> "Actor":
        """Return a school's representative."""
        return cls(ActorRole.SCHOOL, user.pk)

    @classmethod
    def member(cls) -> "Actor":
        """Return a member of the family who came by an own link, without an account."""
        return cls(ActorRole.MEMBER, None)

    @classmethod
    def system(cls) -> "Actor":
        """Return the service itself: timers, purges, commands."""
        return cls(ActorRole.SYSTEM, None)


def record(kind: str, *, dossier: uuid.UUID, actor: Actor, at: datetime, **facts: Fact | uuid.UUID) -> Event:
    """Append one event to a chain, in the caller's transaction if there is one.

    Lock order: the business row first, the chain's head (here) last.

    Args:
        kind: a declared code.
        dossier: the dossier's id, or the account's before it has a profile dossier.
        actor: who acted.
        at: when, by the database's clock.
        facts: declared ids, counts and states.

    Raises:
        LedgerMisuse: the kind or a fact is not declared, missing or unfit.
    """
    fit = _fit(_declared(kind), facts)
    with transaction.atomic():
        head = _lock_head(dossier)
        token = _token(dossier, actor)
        seq = head.seq + 1
        prev_hash = bytes(head.hash)
        digest = event_hash(
            chain=dossier, seq=seq, prev_hash=prev_hash, kind=kind, at=at, role=actor.role, actor=token, facts=fit
        )
        event = Event.objects.create(
            chain=dossier,
            seq=seq,
            kind=kind,
            at=at,
            role=actor.role,
            actor=token,
            facts=fit,
            prev_hash=prev_hash,
            hash=digest,
        )
        # SQLite ignores select_for_update in silence; there the compare-and-set is the lock.
        moved = ChainHead.objects.filter(pk=dossier, seq=head.seq).update(seq=seq, hash=digest)
        if moved != 1:
            raise RuntimeError("The head of the chain moved while it was locked.")
    return event


def _declared(kind: str) -> EventKind:
    try:
        return KINDS[kind]
    except KeyError:
        raise UnknownKind(kind) from None


def _fit(kind: EventKind, facts: dict[str, Fact | uuid.UUID]) -> dict[str, Fact]:
    undeclared = facts.keys() - kind.facts
    if undeclared:
        raise UndeclaredFact(f"{kind.code}: {', '.join(sorted(undeclared))}")
    missing = placeholders(kind) - facts.keys()
    if missing:
        raise MissingFact(f"{kind.code}: {', '.join(sorted(missing))}")
    return {name: _fit_value(kind, name, value) for name, value in facts.items()}


def _fit_value(kind: EventKind, name: str, value: Fact | uuid.UUID) -> Fact:
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, int):
        fit = -_MAX_NUMBER < value < _MAX_NUMBER
        plain: Fact = value if isinstance(value, bool) else int(value)
    else:
        fit = isinstance(value, str) and bool(_FIT_TEXT.fullmatch(value))
        plain = str(value)
    if not fit:
        raise UnfitFact(f"{kind.code}: {name} is not an id, a count or a state.")
    return plain


def _lock_head(chain: uuid.UUID) -> ChainHead:
    head = ChainHead.objects.select_for_update().filter(pk=chain).first()
    if head is None:
        ChainHead.objects.bulk_create([ChainHead(chain=chain, hash=GENESIS)], ignore_conflicts=True)
        head = ChainHead.objects.select_for_update().get(pk=chain)
    return head


def _token(chain: uuid.UUID, actor: Actor) -> uuid.UUID | None:
    if actor.user_id is None:
        return None
    row, _created = ActorToken.objects.get_or_create(chain=chain, user_id=actor.user_id)
    return row.token
