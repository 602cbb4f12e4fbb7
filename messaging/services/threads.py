"""Write to the other side of a dossier's conversation, and note what was read."""

import unicodedata
import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from messaging import policies
from messaging.choices import LONGEST_MESSAGE, MESSAGES_PER_HOUR, AlertKind, Sender
from messaging.models import Message, Thread
from messaging.services import alerts
from mycic import throttle
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.services import dossiers, notices

if TYPE_CHECKING:
    from accounts.models import User
    from privacy.models import Dossier

_HOUR = 3600


class NotYours(DomainError):
    """The conversation is not this person's to see; pages answer 404."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("You cannot write in this conversation."))


class ThreadClosed(DomainError):
    """Nobody can write here: nothing was sent yet, or the file is closed."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(_("This conversation is closed. Your message was not sent."))


class UnfitMessage(DomainError):
    """The text is empty or too long."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads."""
        super().__init__(
            _("Write a message of at most %(count)d characters.") % {"count": LONGEST_MESSAGE},
        )


class TooManyMessages(DomainError):
    """The person wrote too often within an hour."""

    def __init__(self) -> None:
        """Carry the one sentence that a person reads and when the hour is over."""
        super().__init__(_("You sent many messages in a short time. Wait a while, then send it again."))
        self.retry_after = throttle.retry_after(per_seconds=_HOUR)


def post(
    *, dossier: "Dossier", author: "User", text: str, at: datetime, message_id: uuid.UUID | None = None
) -> Message:
    """Send a message to the other side.

    Args:
        dossier: whose conversation.
        author: its owner, or the officer in charge.
        text: what to say.
        at: now, by the database's clock.
        message_id: given by the page, so that a second press of the button sends nothing; another text under the
            same id, from a page that the browser kept, is another message.

    Raises:
        NotYours: the person sits on neither side.
        ThreadClosed: nobody can write here now.
        UnfitMessage: empty or too long.
        TooManyMessages: too many within an hour.
        DossierDestroyed: it is being destroyed.
    """
    sender = policies.side(author, dossier)
    if sender is None:
        raise NotYours
    text = text.strip()
    if not 0 < len(text) <= LONGEST_MESSAGE:
        raise UnfitMessage
    if not throttle.allow("messages", str(author.pk), limit=MESSAGES_PER_HOUR[sender], per_seconds=_HOUR):
        raise TooManyMessages
    with transaction.atomic():
        # First of all: nothing lands in a dossier that is being destroyed.
        dossiers.hold_open(dossier, at=at)
        thread = _locked_thread(dossier, at)
        earlier = Message.objects.filter(pk=message_id).first() if message_id else None
        if earlier is not None and _is_same(earlier, thread, author, text):
            return earlier
        # An id that is taken, be it by somebody else's message, is not overwritten: this one gets an id of its own.
        pk = message_id if message_id and earlier is None else uuid.uuid4()
        message = Message(
            pk=pk, thread=thread, number=thread.messages_count + 1, sender=sender, author=author, sent_at=at
        )
        _keep(message, thread, text)
    return message


def mark_read(*, dossier: "Dossier", reader: "User", up_to: int, at: datetime) -> int:
    """Note that a person saw the other side's messages; return how many were new to them.

    Args:
        dossier: whose conversation.
        reader: its owner, or the officer in charge.
        up_to: number of the newest message that was shown; what arrived since stays new.
        at: now, by the database's clock.

    Raises:
        NotYours: the person sits on neither side.
    """
    sender = policies.side(reader, dossier)
    if sender is None:
        raise NotYours
    mine = "unread_by_applicant" if sender == Sender.APPLICANT else "unread_by_officer"
    with transaction.atomic():
        thread = Thread.objects.select_for_update().filter(dossier=dossier, **{f"{mine}__gt": 0}).first()
        if thread is None:
            return 0
        unread = thread.messages.filter(read_at__isnull=True).exclude(sender=sender)
        count = unread.filter(number__lte=up_to).update(read_at=at)
        if not count:
            return 0
        Thread.objects.filter(pk=thread.pk).update(**{mine: F(mine) - count})
        ledger.record(
            f"message.read_by_{sender.value}", dossier=dossier.pk, actor=_actor(sender, reader), at=at, count=count
        )
        if sender == Sender.APPLICANT and (newer := unread.first()) is not None:
            # It came while the person looked at the others, so nobody was told of it.
            _tell(reader, newer)
    return count


def _locked_thread(dossier: "Dossier", at: datetime) -> Thread:
    """Take the conversation's row, making it with the first message; check again that writing is permitted."""
    Thread.objects.get_or_create(dossier=dossier, defaults={"opened_at": at, "last_message_at": at})
    thread = Thread.objects.select_for_update(of=("self",)).select_related("dossier").get(dossier=dossier)
    if not policies.is_open(thread.dossier):
        raise ThreadClosed
    return thread


def _keep(message: Message, thread: Thread, text: str) -> None:
    """Seal and save the message, count it, record it, and tell the person if it starts a run of unread ones."""
    dossier, author, sender, at = thread.dossier, message.author, Sender(message.sender), message.sent_at
    dossiers.unlock(dossier).write(message, "body", text)
    message.save(force_insert=True)
    theirs = "unread_by_officer" if sender == Sender.APPLICANT else "unread_by_applicant"
    Thread.objects.filter(pk=thread.pk).update(
        messages_count=message.number, last_message_at=at, **{theirs: F(theirs) + 1}
    )
    facts: dict[str, str | int] = {"message": str(message.pk)}
    if sender == Sender.APPLICANT:
        facts["notice_version"] = notices.current("messages").number
    kind = f"message.sent_by_{sender.value}"
    ledger.record(kind, dossier=dossier.pk, actor=_actor(sender, author), at=at, **facts)
    if sender == Sender.OFFICER and thread.unread_by_applicant == 0 and dossier.owner is not None:
        _tell(dossier.owner, message)


def _tell(applicant: "User", message: Message) -> None:
    """Send one mail until the person has looked: the number of the first unread message names the run."""
    alerts.tell(applicant, AlertKind.MESSAGE, key=f"{message.thread_id}:{message.number}")


def _is_same(earlier: Message, thread: Thread, author: "User", text: str) -> bool:
    if (earlier.thread_id, earlier.author_id) != (thread.pk, author.pk):
        return False
    return bool(dossiers.unlock(thread.dossier).read(earlier, "body") == unicodedata.normalize("NFC", text))


def _actor(sender: Sender, user: "User") -> ledger.Actor:
    return ledger.Actor.person(user) if sender == Sender.APPLICANT else ledger.Actor.officer(user)
