"""People who sign in: one table for applicants, officers and schools, different doors."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import PermissionsMixin, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import DESK_ROLES, Role


class User(AbstractBaseUser, PermissionsMixin):
    """An epass, or the account of an officer or of a school's representative.

    Names and other personal details live sealed in a dossier, never here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(_("epass user ID"), max_length=40, unique=True)
    # The one named exception to sealing (decisions 27): needed for sign-in and delivery. Empty until confirmed.
    email = models.EmailField(_("e-mail address"), max_length=254, blank=True)
    role = models.CharField(max_length=16, choices=Role.choices, default=Role.APPLICANT)
    language = models.CharField(max_length=2, choices=[("en", "English"), ("fr", "Français")], default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField()
    # Set when the third step of registration is done: until then nothing but registration opens.
    registered_at = models.DateTimeField(null=True, blank=True)
    epass_number = models.CharField(_("epass number"), max_length=12, unique=True, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=60, blank=True)
    # The number of the school for which a representative answers; the floor that knows schools checked it.
    institution = models.CharField(_("school"), max_length=20, blank=True)
    officer_number = models.CharField(_("officer number"), max_length=12, unique=True, null=True, blank=True)
    security_message_version = models.PositiveSmallIntegerField(default=0)
    security_message_always = models.BooleanField(default=False)
    security_message_accepted_at = models.DateTimeField(null=True, blank=True)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["email"]

    class Meta:
        """Names for the desk; an officer always carries a number that can stand for a name."""

        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(role__in=["applicant", "school"]) | models.Q(officer_number__isnull=False),
                name="accounts_user_officer_has_number",
            ),
            models.CheckConstraint(
                condition=models.Q(role="school") ^ models.Q(institution=""),
                name="accounts_user_representative_has_school",
            ),
        ]

    def __str__(self) -> str:
        """Return the row's opaque id: a user ID can be a real name."""
        return str(self.pk)

    @property
    def is_officer(self) -> bool:
        """Whether this account belongs to the desk."""
        return self.role in DESK_ROLES

    @property
    def is_invited(self) -> bool:
        """Whether this account came by invitation, as those of officers and schools do: no epass, nothing signed."""
        return self.role != Role.APPLICANT

    @property
    def masked_username(self) -> str:
        """The user ID with its middle hidden, for pages that others may see over a shoulder."""
        return f"{self.username[:2]}{'•' * 5}{self.username[-1:]}"
