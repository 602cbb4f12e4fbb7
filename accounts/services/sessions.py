"""The sessions of a person: who is signed in where, and ending them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.choices import MAX_SESSIONS, Realm
from accounts.models import KeptPost, Session, User
from accounts.sessions import ends_at
from mycic.crypto.errors import CannotOpen
from mycic.crypto.fields import system_vault
from privacy import ledger

DEVICE_KEY = "device"
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class OpenSession:
    """One line of the list of devices."""

    public_id: UUID
    device: str
    started_at: datetime
    last_used_at: datetime
    is_current: bool


def device_family(user_agent: str) -> str:
    """Return browser and system in two words, or nothing if neither is known; nothing finer is kept."""
    found = (next((name for mark, name in kinds if mark in user_agent), "") for kinds in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))


def opened(user: User, *, current: str, at: datetime) -> list[OpenSession]:
    """Return the sessions that are open now, the present one first.

    Args:
        user: whose.
        current: key hash of the session that asks.
        at: now.
    """
    rows = [row for row in Session.objects.filter(user=user).order_by("-last_used_at") if at < ends_at(row)]
    lines = [
        OpenSession(row.public_id, _device(row), row.started_at, row.last_used_at, row.pk == current) for row in rows
    ]
    return sorted(lines, key=lambda line: not line.is_current)


def end(user: User, public_id: UUID, *, at: datetime) -> bool:
    """End one session of the person."""
    count, _rows = Session.objects.filter(user=user, public_id=public_id).delete()
    if count:
        ledger.record("account.sessions_ended", dossier=user.pk, actor=ledger.Actor.person(user), at=at, count=1)
    return bool(count)


def end_all(user: User, *, at: datetime, but: str = "") -> int:
    """End every session of the person, except one if it is named by its key hash."""
    count = Session.objects.filter(user=user).exclude(pk=but).delete()[0]
    if count:
        ledger.record("account.sessions_ended", dossier=user.pk, actor=ledger.Actor.person(user), at=at, count=count)
    if not but:
        KeptPost.objects.filter(user=user).delete()
    return count


def make_room(user: User, *, keep: str, at: datetime) -> int:
    """End the oldest sessions beyond the number that a person may have open: five, at the desk and at a school one."""
    allowed = 1 if user.is_invited else MAX_SESSIONS
    rows = Session.objects.filter(user=user).exclude(pk=keep).order_by("-last_used_at")
    live = [row.pk for row in rows if at < ends_at(row)]
    count = Session.objects.filter(pk__in=live[allowed - 1 :]).delete()[0]
    if count:
        ledger.record("account.sessions_ended", dossier=user.pk, actor=ledger.Actor.person(user), at=at, count=count)
    return count


def note_sign_out(user: User, *, at: datetime) -> None:
    """Record that the person signed out."""
    ledger.record("account.signed_out", dossier=user.pk, actor=ledger.Actor.person(user), at=at)


def realm_of(user: User) -> Realm:
    """Return which side of the house this account signs in to."""
    if user.is_invited:
        return Realm.DESK if user.is_officer else Realm.SCHOOL
    return Realm.APPLICANT


def _device(row: Session) -> str:
    try:
        known = str(system_vault().read(row, "payload").get(DEVICE_KEY, ""))
    except CannotOpen:
        known = ""
    return known or _("A device that we do not know")
