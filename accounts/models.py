"""People who sign in: one table for applicants and officers, different doors."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role


class User(AbstractBaseUser, PermissionsMixin):
    """An epass or an officer's account. Names and other personal details live sealed in a dossier, never here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(_("epass user ID"), max_length=40, unique=True)
    # The one named exception to sealing (decisions 27): needed for sign-in and delivery.
    email = models.EmailField(_("e-mail address"), max_length=254)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.APPLICANT)
    language = models.CharField(max_length=2, choices=[("en", "English"), ("fr", "Français")], default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    date_joined = models.DateTimeField()

    objects: ClassVar[UserManager["User"]] = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta:
        """Names for the desk."""

        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        """Return the row's opaque id: a user ID can be a real name."""
        return str(self.pk)
