"""Application (the envelope), Case (one person, one program) and Answers (one sealed row a section)."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.choices import CLOSED, DECIDED, UNSENT, PolicySet, SectionState, Status
from mycic import references
from mycic.crypto.fields import SealedJSON


class Application(models.Model):
    """What one person starts, signs and sends: one case or several, and what they share (decisions 60)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="applications")
    # Common answers, the thread and shared evidence.
    shared_dossier = models.OneToOneField("privacy.Dossier", on_delete=models.PROTECT, related_name="application")
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="applications_application_sent_after_start",
                condition=Q(submitted_at__isnull=True) | Q(submitted_at__gte=models.F("started_at")),
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)


class Case(models.Model):
    """One person and one program; ``status`` is written by ``applications.workflow.advance`` alone."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="cases")
    # Of its own, because a case can go to another epass: a minor turns 18, a family separates (decisions 60).
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="cases")
    dossier = models.OneToOneField("privacy.Dossier", on_delete=models.PROTECT, related_name="case")
    # Among the people of its application: 0 is the main one, with whose case the application is signed and paid.
    position = models.PositiveSmallIntegerField(default=0)
    program = models.CharField(max_length=40)
    # Old drafts keep the questions with which they were started.
    program_version = models.PositiveSmallIntegerField()
    policy_set = models.CharField(max_length=16, choices=PolicySet.choices, default=PolicySet.IRCC_2026)
    status = models.CharField(max_length=24, choices=Status.choices, default=Status.DRAFT)
    # Given at the moment of sending (decisions 8): shown to people, never in a URL.
    reference = models.CharField(max_length=10, null=True, blank=True, unique=True)
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # How the person waits, fixed at sending: ``program_kit.waiting.Waiting.as_json``. Beside the case, so that its
    # page opens no answers.
    waiting = SealedJSON(null=True, editable=False)
    # The officer who works on it now; null while it waits in the queue.
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="assigned_cases"
    )
    assigned_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="applications_case_one_per_position", fields=["application", "position"]),
            models.CheckConstraint(
                name="applications_case_status_known", condition=Q(status__in=[status.value for status in Status])
            ),
            models.CheckConstraint(
                name="applications_case_sent_has_number_and_time",
                condition=Q(status__in=UNSENT, submitted_at__isnull=True, reference__isnull=True)
                | (~Q(status__in=UNSENT) & Q(submitted_at__isnull=False, reference__isnull=False)),
            ),
            models.CheckConstraint(
                name="applications_case_decided_has_time",
                condition=Q(status__in=DECIDED, decided_at__isnull=False)
                | (~Q(status__in=DECIDED) & Q(decided_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="applications_case_closed_has_time",
                condition=Q(status__in=CLOSED, closed_at__isnull=False)
                | (~Q(status__in=CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="applications_case_officer_has_time",
                condition=Q(officer__isnull=True, assigned_at__isnull=True)
                | Q(officer__isnull=False, assigned_at__isnull=False),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "-changed_at"], name="applications_case_owner"),
            models.Index(fields=["status", "submitted_at"], name="applications_case_queue"),
            models.Index(fields=["officer", "status"], name="applications_case_officer"),
        ]

    def __str__(self) -> str:
        """Return the opaque id: a reference in a log could name a claim."""
        return str(self.pk)

    @property
    def number(self) -> str:
        """The reference as people read it; empty before sending."""
        return references.display(self.reference) if self.reference else ""

    @property
    def is_draft(self) -> bool:
        """Whether it was never sent."""
        return self.status in UNSENT

    @property
    def is_main(self) -> bool:
        """Whether it is the one with which the application is signed and paid."""
        return self.position == 0


class Answers(models.Model):
    """The answers of one section as they were typed, sealed under the case's dossier.

    The value maps question names to ``{"v": answer, "by": user, "at": time, "ok": time of the last confirmation,
    "was": former answers}``.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="answers")
    section = models.CharField(max_length=40)
    sealed = SealedJSON()
    # Optimistic locking: a save names the version that it was made from.
    version = models.PositiveIntegerField(default=1)
    # How far the section is by itself, so that lists need no key; never what was answered.
    state = models.CharField(max_length=16, choices=SectionState.choices, default=SectionState.IN_PROGRESS)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="applications_answers_one_per_section", fields=["case", "section"]),
            models.CheckConstraint(name="applications_answers_version_counts", condition=Q(version__gte=1)),
            models.CheckConstraint(
                name="applications_answers_state_known",
                condition=Q(state__in=[state.value for state in SectionState]),
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)
