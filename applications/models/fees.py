"""Money: what was asked (Charge), each try to pay it (Payment), what arrived (Settlement) and what goes back (Refund).

A payment outlives its application: of a draft that was destroyed, the books still say what arrived and what went back,
and nobody's name is on them.
"""

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from applications.choices import PaymentState, RefundReason, RefundState
from mycic.crypto.fields import SealedBytes, SealedJSON


def _money() -> "models.DecimalField[Any, Any]":
    """Return a column for an amount in Canadian dollars."""
    return models.DecimalField(max_digits=9, decimal_places=2)


class SignedRecord(models.Model):
    """What was signed and waits for its payment; changing anything deletes it, sending turns it into a letter."""

    case = models.OneToOneField(
        "applications.Case", primary_key=True, on_delete=models.CASCADE, related_name="signed_record"
    )
    # Printed in what was signed, so it is kept for this case until then.
    reference = models.CharField(max_length=10, unique=True)
    code = models.CharField(max_length=13, unique=True)
    language = models.CharField(max_length=2)
    paper = SealedJSON()
    pdf = SealedBytes()
    payload = SealedBytes()
    signature = SealedBytes()
    signer_serial = models.CharField(max_length=40)
    signed_at = models.DateTimeField()
    # Until when it can be paid for (domain/permits 7.4).
    pay_until = models.DateTimeField()
    # By these, sending sees that nothing changed since.
    answer_versions = models.JSONField()
    file_version = models.PositiveIntegerField()
    documents = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)


class Payment(models.Model):
    """One try to pay the fee of an application; its id is the opaque one in the addresses."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey(
        "applications.Application", null=True, on_delete=models.SET_NULL, related_name="payments"
    )
    # Which signature it pays for: the code of its record. A later one is not sent with this money.
    record_code = models.CharField(max_length=13)
    gateway = models.CharField(max_length=16)
    # The gateway's own name for it; with it every message about the payment is recognised.
    gateway_id = models.CharField(max_length=120, null=True, unique=True)  # noqa: DJ001 - none until it is opened
    url = models.URLField(max_length=2000, blank=True)
    amount = _money()
    state = models.CharField(max_length=16, choices=PaymentState.choices, default=PaymentState.OPEN)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # Two tabs cannot pay twice: there is one try at a time.
            models.UniqueConstraint(
                name="applications_payment_one_open",
                fields=["application"],
                condition=Q(state=PaymentState.OPEN.value),
            ),
            models.CheckConstraint(name="applications_payment_counts", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="applications_payment_ended_has_time",
                condition=Q(state=PaymentState.OPEN.value, ended_at__isnull=True)
                | (~Q(state=PaymentState.OPEN.value) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "started_at"], name="applications_payment_state"),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)


class Charge(models.Model):
    """One line of the fee, as it stood when the payment was started."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="charges")
    case = models.ForeignKey("applications.Case", null=True, on_delete=models.SET_NULL, related_name="charges")
    code = models.CharField(max_length=8)
    amount = _money()
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(name="applications_charge_once", fields=["payment", "position"]),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)


class Settlement(models.Model):
    """Money that arrived; written once however often the gateway says so."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    payment = models.OneToOneField(Payment, on_delete=models.PROTECT, related_name="settlement")
    amount = _money()
    # The moment at which the gateway took the money: the legal time of filing (domain/permits 7.1).
    settled_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    # When it sent an application; money that did not is sent back.
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(name="applications_settlement_counts", condition=Q(amount__gt=0)),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)


class Refund(models.Model):
    """Money that goes back to the card that paid, at most once for each reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    settlement = models.ForeignKey(Settlement, on_delete=models.PROTECT, related_name="refunds")
    # Of whose fee it is a part; none where the whole payment goes back.
    case = models.ForeignKey("applications.Case", null=True, on_delete=models.SET_NULL, related_name="refunds")
    amount = _money()
    reason = models.CharField(max_length=16, choices=RefundReason.choices)
    state = models.CharField(max_length=8, choices=RefundState.choices, default=RefundState.DUE)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    # What told the payer; a draft that was never sent gets none.
    letter = models.OneToOneField("applications.Letter", null=True, on_delete=models.SET_NULL, related_name="refund")

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                name="applications_refund_once", fields=["settlement", "reason"], condition=Q(case__isnull=True)
            ),
            models.UniqueConstraint(
                name="applications_refund_once_a_case",
                fields=["settlement", "reason", "case"],
                condition=Q(case__isnull=False),
            ),
            models.CheckConstraint(name="applications_refund_counts", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="applications_refund_sent_has_time",
                condition=Q(state=RefundState.DUE.value, sent_at__isnull=True)
                | Q(state=RefundState.SENT.value, sent_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)


class SandboxCheckout(models.Model):
    """What the sandbox gateway, which moves no money, remembers as a real one would in its own house."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.CharField(max_length=36, unique=True)
    amount = _money()
    language = models.CharField(max_length=2)
    return_url = models.CharField(max_length=500)
    outcome = models.CharField(max_length=16, default="open")
    # A gateway that is late does not know its own outcome before.
    told_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    taken = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    refunded = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    refund_keys = models.JSONField(default=list)
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)


class BankOrder(models.Model):
    """What is paid at a bank: the number to give there, what the payer says of it, and what the desk found."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    order = models.CharField(max_length=36, unique=True)
    # The number to give at the bank: by it the money is found on the account. Nothing about a person.
    number = models.CharField(max_length=10, unique=True)
    amount = _money()
    expires_at = models.DateTimeField()
    # What the payer says; blank before that.
    receipt = models.CharField(max_length=30, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    # What became of it: open, paid or cancelled.
    outcome = models.CharField(max_length=16, choices=PaymentState.choices, default=PaymentState.OPEN)
    taken = models.DecimalField(max_digits=9, decimal_places=2, default=0)
    paid_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                name="applications_bankorder_paid_was_recorded",
                condition=Q(
                    outcome=PaymentState.PAID.value,
                    taken__gt=0,
                    paid_on__isnull=False,
                    recorded_by__isnull=False,
                    recorded_at__isnull=False,
                )
                | (~Q(outcome=PaymentState.PAID.value) & Q(taken=0, paid_on__isnull=True, recorded_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        """Return the opaque id."""
        return str(self.pk)
