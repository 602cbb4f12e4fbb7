"""The one authentication backend: user ID or confirmed e-mail address, one Argon2 run whatever is found."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.http import HttpRequest

from accounts.models import User
from accounts.queries import find_login
from accounts.services.hashing import gate


class EpassBackend(ModelBackend):
    """The only authentication backend."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """Return the person if the password is theirs; an unknown name costs the same work.

        Raises:
            Busy: too many passwords are being checked.
        """
        del request
        if not username or not password:
            return None
        user = find_login(username)
        with gate():
            if user is None:
                User().set_password(password)
                return None
            right = user.check_password(password)
        return user if right and self.user_can_authenticate(user) else None

    def get_user(self, user_id: Any) -> User | None:
        """Return an active person by id."""
        user = User.objects.filter(pk=user_id).first()
        return user if user is not None and user.is_active else None
