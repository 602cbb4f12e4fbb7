"""The conversation as a panel of a desk page: read it, mark it as read, answer it.

The page that shows the panel has asked the guard (and, where needed, for a reason) before.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from messaging import policies, queries
from messaging.choices import Sender
from messaging.forms import MessageForm
from messaging.services import threads
from mycic.exceptions import DomainError
from mycic.forms import read_form

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User
    from privacy.models import Dossier

#: Include it with ``panel`` and, for the form's address, ``action``.
TEMPLATE = "messaging/desk_panel.html"


@dataclass(frozen=True, slots=True)
class Panel:
    """What the template shows."""

    talk: queries.Conversation
    pages: list[dict[str, object]]
    form: MessageForm
    can_write: bool


def panel(
    dossier: "Dossier", officer: "User", *, at: datetime, page: int | None = None, form: MessageForm | None = None
) -> Panel:
    """Open the conversation for an officer; the one in charge marks it as read by looking at the newest page.

    Args:
        dossier: whose conversation.
        officer: who looks.
        at: now, by the database's clock.
        page: from 1; the newest without it.
        form: the refused reply of this request, from ``reply``, or what was typed, from ``typed``.
    """
    in_charge = policies.side(officer, dossier) == Sender.OFFICER
    talk = queries.conversation(dossier, page=page)
    if in_charge and talk.is_newest and talk.unread_by_officer:
        threads.mark_read(dossier=dossier, reader=officer, up_to=talk.newest_shown, at=at)
    return Panel(
        talk=talk,
        pages=talk.page_links("messages"),
        form=form or MessageForm(),
        can_write=in_charge and policies.is_open(dossier),
    )


def typed(request: "HttpRequest") -> MessageForm:
    """Return the reply box with what the language toggle brings along."""
    return read_form(request, MessageForm)


def reply(dossier: "Dossier", officer: "User", data: Mapping[str, str], *, at: datetime) -> MessageForm | None:
    """Send an officer's reply; None when it was sent, else the form with its errors and the text kept."""
    form = MessageForm(data)
    if not form.is_valid():
        return form
    try:
        threads.post(
            dossier=dossier,
            author=officer,
            text=form.cleaned_data["text"],
            at=at,
            message_id=form.cleaned_data["message_id"],
        )
    except DomainError as refusal:
        form.add_error(None, str(refusal))
        return form
    return None
