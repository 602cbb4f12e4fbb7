"""Say what is asked for on a dossier, take an explanation where a paper cannot be had, and lock its files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from documents import policies
from documents.models import FileRoom, Slot
from mycic import clock
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.services import dossiers, notices

if TYPE_CHECKING:
    from accounts.models import User
    from mycic.crypto.fields import Vault
    from privacy.models import Dossier

Words = str | Promise | Mapping[str, str]
EXPLANATION_LENGTH = 4000


@dataclass(frozen=True, kw_only=True)
class SlotRule:
    """What a program or an officer says about a document that is wanted.

    Attributes:
        code: stable name of the slot on its dossier.
        title: what the document is called: a lazy text, or a mapping from language to text.
        why: why it is needed and what is accepted.
        required: whether sending waits for it.
        several: whether it may hold more than one file.
    """

    code: str
    title: Words
    why: Words = ""
    required: bool = True
    several: bool = True


class FilesClosed(DomainError):
    """The dossier takes no such change any more."""


def hold(dossier: "Dossier") -> int:
    """Lock a dossier's files until the transaction ends, read its state anew, and return the version of its files.

    Everything that changes files waits here: uploads for the quota, sending for a list that stays true.

    Raises:
        DossierDestroyed: it expired or is being destroyed: nothing may be added behind a purge.
    """
    dossiers.hold_open(dossier, at=clock.now())
    FileRoom.objects.bulk_create([FileRoom(pk=dossier.pk)], ignore_conflicts=True)
    room = FileRoom.objects.select_for_update().get(pk=dossier.pk)
    return room.version


def touch(dossier: "Dossier", version: int) -> None:
    """Move the version of a held dossier's files."""
    FileRoom.objects.filter(pk=dossier.pk).update(version=version + 1)


@transaction.atomic
def set_required(dossier: "Dossier", rules: Iterable[SlotRule], *, at: datetime) -> None:
    """Make the dossier ask for exactly these documents, in this order.

    A slot that is no longer asked for is kept when it holds something, and is deleted otherwise. Safe to repeat.

    Args:
        dossier: the dossier, open or sent.
        rules: the wanted documents; codes are unique.
        at: now.
    """
    hold(dossier)
    vault = dossiers.unlock(dossier)
    known = {slot.code: slot for slot in Slot.objects.filter(dossier=dossier)}
    for position, rule in enumerate(rules):
        slot = known.pop(rule.code, None) or Slot(dossier=dossier, code=rule.code, created_at=at)
        _write(slot, rule, position, vault)
    gone = [slot.pk for slot in known.values()]
    Slot.objects.filter(pk__in=gone, documents__isnull=True, explanation__isnull=True).delete()
    Slot.objects.filter(pk__in=gone).update(is_wanted=False)


@transaction.atomic
def ask(dossier: "Dossier", rule: SlotRule, *, at: datetime) -> Slot:
    """Ask for one more document, for example on an officer's request; asking twice changes nothing.

    Raises:
        FilesClosed: the dossier takes no files any more.
    """
    hold(dossier)
    if not policies.may_add(dossier):
        raise FilesClosed(_("This application is closed. No files can be added."))
    slots = Slot.objects.filter(dossier=dossier)
    slot = slots.filter(code=rule.code).first() or Slot(dossier=dossier, code=rule.code, created_at=at)
    if slot._state.adding:  # noqa: SLF001 - Django's own way to tell a new row
        slot.position = slots.count()
    _write(slot, rule, slot.position, dossiers.unlock(dossier))
    return slot


@transaction.atomic
def explain(slot: Slot, text: str, *, user: "User", at: datetime) -> None:
    """Take "I cannot get this document" with its reason as the answer of a slot; an empty text takes it back.

    Raises:
        FilesClosed: the dossier takes no changes any more.
    """
    dossier = slot.dossier
    version = hold(dossier)
    slot.refresh_from_db(fields=["explained_at"])
    if not policies.may_add(dossier):
        raise FilesClosed(_("This application is closed. Nothing can be changed."))
    if not policies.may_explain(dossier, slot):
        raise FilesClosed(_("You sent this explanation already, so it stays. You can add a file or write to us."))
    text = text.strip()[:EXPLANATION_LENGTH]
    dossiers.unlock(dossier).write(slot, "explanation", text or None)
    slot.explained_at = at if text else None
    slot.save(update_fields=["explanation", "explained_at"])
    touch(dossier, version)
    actor = ledger.Actor.person(user)
    if text:
        version_of_notice = notices.current("documents").number
        ledger.record(
            "document.explained",
            dossier=dossier.pk,
            actor=actor,
            at=at,
            slot=slot.pk,
            notice_version=version_of_notice,
        )
    else:
        ledger.record("document.explanation_removed", dossier=dossier.pk, actor=actor, at=at, slot=slot.pk)


def _write(slot: Slot, rule: SlotRule, position: int, vault: "Vault") -> None:
    """Save a slot, sealing its words again only when they changed."""
    wording = {"title": words_of(rule.title), "why": words_of(rule.why)}
    is_same = bool(slot.wording) and vault.read(slot, "wording") == wording
    wanted = {
        "position": position,
        "is_required": rule.required,
        "takes_several": rule.several,
        "is_wanted": True,
    }
    if is_same and all(getattr(slot, name) == value for name, value in wanted.items()):
        return
    for name, value in wanted.items():
        setattr(slot, name, value)
    vault.write(slot, "wording", wording)
    slot.save()


def words_of(text: Words) -> dict[str, str]:
    """Return a text in every language of the service, by language code."""
    if isinstance(text, Mapping):
        return {code: str(text[code]) for code, _name in settings.LANGUAGES}
    words: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            words[code] = str(text)
    return words
