"""Session engine: the row's key is a hash of the token, its payload is sealed, its limits are kept here.

Django's own database sessions keep the token itself, so a copy of the table would sign anybody in. Here the
token exists only in the cookie. Idle and absolute limits are checked on the server at every load (decisions 23).
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import IntegrityError, transaction

from accounts.choices import (
    ABSOLUTE_LIMIT,
    IDLE_LIMIT,
    IDLE_LIMIT_DESK,
    IDLE_LIMIT_SHARED,
    KEEP_ENDED,
    TOUCH_EVERY,
    Realm,
)
from accounts.models import Session
from mycic import clock, stepup
from mycic.crypto.errors import CannotOpen
from mycic.crypto.fields import system_vault

REALM_KEY = "realm"
SHARED_KEY = "shared"
STARTED_KEY = "started_at"
SECOND_STEP_KEY = stepup.SESSION_KEY
ENROLLED_KEY = "enrolled"
KEPT_KEY = "kept"
LAST_SIGN_IN_KEY = "last_sign_in"
KNOWN_KEY = "own_device"
CODES_KEY = "recovery_codes"
SETUP_KEY = "second_step_setup"
LANGUAGE_KEY = "desk_language"


def key_hash(token: str) -> str:
    """Return what the table knows of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def idle_limit(realm: str, *, shared: bool) -> timedelta:
    """Return how long a session may rest."""
    if realm in {Realm.DESK, Realm.SCHOOL}:
        return IDLE_LIMIT_DESK
    return IDLE_LIMIT_SHARED if shared else IDLE_LIMIT


def ends_at(row: Session) -> datetime:
    """Return when a session ends if nothing more is done with it."""
    return min(row.last_used_at + idle_limit(row.realm, shared=row.shared), row.started_at + ABSOLUTE_LIMIT)


def _row_of(token: str) -> Session | None:
    """Return the row of a token together with its person: one query for both (performance goal P6)."""
    try:
        return Session.objects.select_related("user").get(pk=key_hash(token))
    except Session.DoesNotExist:
        return None


class SessionStore(SessionBase):
    """One session, loaded and stored by the hash of its token."""

    row: Session | None = None
    ended_for: Any = None  # id of the person whose session was found too old, for `services.kept`

    def _get_new_session_key(self) -> str:
        return secrets.token_urlsafe(32)

    def load(self) -> dict[str, Any]:
        """Return what the session holds; an unknown, ended or unreadable one is empty and gets no key."""
        row = _row_of(self.session_key) if self.session_key else None
        now = clock.now()
        if row is not None and now < ends_at(row):
            try:
                values: dict[str, Any] = system_vault().read(row, "payload")
            except CannotOpen:
                row = None
            else:
                self.row = row
                return values
        if row is not None:
            self.ended_for = row.user_id
        self._session_key = None
        return {}

    def exists(self, session_key: str) -> bool:
        """Tell whether a token is in use."""
        return Session.objects.filter(pk=key_hash(session_key)).exists()

    def create(self) -> None:
        """Start under a fresh token."""
        while True:
            self._session_key = self._get_new_session_key()
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        """Store the session.

        Raises:
            CreateError: the token is taken.
            UpdateError: the session was ended elsewhere in the meantime.
        """
        if self.session_key is None:
            self.create()
            return
        values = self._get_session(no_load=must_create)  # type: ignore[attr-defined] # Django's own, not in the stubs
        now = clock.now()
        started = datetime.fromisoformat(values[STARTED_KEY]) if STARTED_KEY in values else now
        row = Session(
            key_hash=key_hash(self.session_key),
            user_id=values.get(SESSION_KEY),
            realm=values.get(REALM_KEY, Realm.APPLICANT),
            shared=bool(values.get(SHARED_KEY)),
            started_at=started if STARTED_KEY in values or self.row is None else self.row.started_at,
            last_used_at=now,
        )
        system_vault().write(row, "payload", values)
        if must_create:
            try:
                with transaction.atomic():
                    row.save(force_insert=True)
            except IntegrityError as error:
                raise CreateError from error
        else:
            changed = Session.objects.filter(pk=row.pk).update(
                user_id=row.user_id,
                realm=row.realm,
                shared=row.shared,
                payload=row.payload,
                started_at=row.started_at,
                last_used_at=now,
            )
            if not changed:
                raise UpdateError
        self.row = row

    def touch(self, at: datetime) -> None:
        """Remember that the session is in use, at most once a minute."""
        if self.row is not None and at - self.row.last_used_at >= TOUCH_EVERY:
            Session.objects.filter(pk=self.row.pk).update(last_used_at=at)
            self.row.last_used_at = at

    def delete(self, session_key: str | None = None) -> None:
        """End a session: its row goes, so nothing of it can come back."""
        token = session_key or self.session_key
        if token:
            Session.objects.filter(pk=key_hash(token)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        """Remove rows that ended long enough ago."""
        Session.objects.filter(last_used_at__lt=clock.now() - KEEP_ENDED).delete()
