"""Use one paper in two dossiers: the same bytes, sealed again under the other dossier's own key.

A copy, not a link: each dossier can be sent, opened, handed over and destroyed by itself.
"""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from documents import policies
from documents.models import Slot
from documents.queries import document as find
from documents.services import access, uploads
from documents.services.receiving import Receiving, Reception
from documents.services.slots import FilesClosed
from mycic.exceptions import DomainError
from privacy.services import dossiers

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User
    from documents.services.access import OpenedFile


def copy(*, user: "User", document_id: "UUID", slot_id: "UUID", at: datetime) -> uploads.Accepted:
    """Put a file of a person into another slot of theirs; again, it changes nothing.

    Args:
        user: the owner of both dossiers.
        document_id: the file.
        slot_id: where a copy belongs.
        at: now.

    Raises:
        NotYours: the file or the slot is missing, or somebody else's.
        FilesClosed: the slot's dossier takes no files any more.
        FileRefused, StillChecking: as ``uploads.accept``.
        FileDamaged: the stored bytes are not what was received.
        DossierDestroyed: one of both drafts ended.
    """
    document = find(document_id)
    slot = Slot.objects.select_related("dossier__key").filter(pk=slot_id, dossier__owner=user).first()
    if document is None or document.dossier.owner_id != user.pk or slot is None:
        raise access.NotYours
    if not policies.may_add(slot.dossier):
        raise FilesClosed(_("This application is closed. No files can be added."))
    opened = access.open_for(user, document, at=at)
    with Reception(dossiers.unlock(slot.dossier), slot.dossier) as reception:
        return _take(user, slot, reception, _fed(reception.begin(opened.name), opened), at)


def _fed(file: Receiving, opened: "OpenedFile") -> Receiving:
    for chunk in opened.stream():
        if not file.feed(chunk):
            break
    file.finish()
    file.expect(opened.sha256)
    return file


def _take(user: "User", slot: Slot, reception: Reception, file: Receiving, at: datetime) -> uploads.Accepted:
    reception.keep(file)
    try:
        taken = uploads.accept(user=user, slot=slot, file=file, at=at)
    except DomainError:
        reception.give_up(file)
        raise
    if taken.is_repeat:
        reception.give_up(file)
    return taken
