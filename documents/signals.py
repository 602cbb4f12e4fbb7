"""The one signal of the house: news that travels up to floors which this one does not know."""

from django.dispatch import Signal

# Sent inside the transaction that refuses a received file; arguments: dossier_id, slot_id, document_id, reason, at.
document_rejected = Signal()
