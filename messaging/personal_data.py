"""What this app holds about people: the messages of a dossier."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from messaging import queries
from messaging.models import Thread
from privacy.registry import PersonalDataSource


def _export(dossier_id: UUID) -> Iterable[Mapping[str, object]]:
    thread = Thread.objects.select_related("dossier").filter(dossier=dossier_id).first()
    if thread is None:
        return
    for line in queries.whole_conversation(thread.dossier):
        yield {
            "kind": "message",
            "from": line.who or line.sender.value,
            "sent_at": line.sent_at.isoformat(),
            "read_at": line.read_at.isoformat() if line.read_at else None,
            "text": line.text,
        }


def _erase(dossier_id: UUID) -> Sequence[str]:
    Thread.objects.filter(dossier=dossier_id).delete()
    return ()


SOURCE = PersonalDataSource(
    name="messaging",
    holds=_("Messages between you and us."),
    expiry=_("With the file that they belong to."),
    models=frozenset({"messaging.Thread", "messaging.Message"}),
    export=_export,
    erase=_erase,
)
