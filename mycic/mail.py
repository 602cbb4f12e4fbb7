"""Bilingual mail without content: it says that there is something to read, and where to sign in.

The row of a mail holds the recipient's id, never the address; a code or an address that is not the account's yet
travels in the sealed part of the job. The Message-ID comes from the caller's key and is the same on every try.
"""

import datetime as dt
import smtplib
from collections.abc import Mapping
from email.utils import format_datetime
from typing import Any, Literal
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.template import Context, engines
from django.utils import translation
from django.utils.crypto import salted_hmac

from mycic import clock, faultpoint, jobs

_RULE = "-" * 60
_PERMANENT = 500


def send(
    template: str,
    *,
    key: str,
    user_id: UUID | str | None,
    context: Mapping[str, str | int] | None = None,
    secret: Mapping[str, Any] | None = None,
    to: Literal["account", "secret"] = "account",
) -> None:
    """Put one mail into the outbox, in the caller's transaction.

    Args:
        template: ``"<app>/<name>"`` under templates/emails/.
        key: makes the mail unique: a second call with it sends nothing.
        user_id: the recipient's account, for its address and language; None only with ``to="secret"``.
        context: counts, dates, paths for the template; nothing personal.
        secret: values for the template that may not lie in clear (a code), and ``address`` when ``to`` says so.
        to: ``"account"`` for the account's address, ``"secret"`` for ``secret["address"]``.
    """
    jobs.enqueue(
        "mycic.deliver_mail",
        key=f"mail:{key}",
        secret=secret,
        template=template,
        user_id=str(user_id) if user_id else "",
        message_key=key,
        context=dict(context or {}),
        to=to,
    )


def deliver(
    *,
    template: str,
    user_id: str,
    message_key: str,
    context: Mapping[str, str | int],
    to: str,
    secret: Mapping[str, Any],
    **_: object,
) -> None:
    """Render and hand over one mail; the outbox decides about another try.

    Raises:
        GiveUp: the account is gone or the address is refused for good.
    """
    user = get_user_model().objects.filter(pk=user_id).first() if user_id else None
    if user is None and to == "account":
        raise jobs.GiveUp(message_key)
    address = secret["address"] if to == "secret" else user.email  # type: ignore[union-attr] # settled just above
    language = user.language if user is not None else str(context.get("language", settings.LANGUAGE_CODE))
    message = _compose(template, language, {**context, **secret}, address=address, key=message_key)
    faultpoint.reach("mail.before")
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        if all(code >= _PERMANENT for code, _text in error.recipients.values()):
            raise jobs.GiveUp(message_key) from error
        raise
    faultpoint.reach("mail.accepted")


def message_id(key: str) -> str:
    """Return the Message-ID of a mail, the same whenever it is sent again."""
    host = urlsplit(settings.SITE_ORIGIN).hostname or "localhost"
    return f"<{salted_hmac('mycic.mail', key, algorithm='sha256').hexdigest()[:40]}@{host}>"


def _compose(template: str, language: str, values: Mapping[str, Any], *, address: str, key: str) -> EmailMessage:
    """Write the mail in the recipient's language first and in the other one below."""
    order = sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != language)
    parts = [_render(template, code, values) for code in order]
    subject = " / ".join(dict.fromkeys(part[0] for part in parts))
    body = f"\n\n{_RULE}\n\n".join(part[1] for part in parts)
    headers = {
        "Message-ID": message_id(key),
        "Date": format_datetime(clock.now().astimezone(dt.UTC)),
        "Auto-Submitted": "auto-generated",
        "Content-Language": ", ".join(order),
    }
    return EmailMessage(subject, f"{body}\n", to=[address], headers=headers)


def _render(template: str, language: str, values: Mapping[str, Any]) -> tuple[str, str]:
    with translation.override(language):
        context = {**values, "site": settings.SITE_ORIGIN, "language": language}
        subject, text = (_fill(f"emails/{template}{ending}", context) for ending in (".subject.txt", ".txt"))
        return " ".join(subject.split()), text


def _fill(name: str, values: Mapping[str, Any]) -> str:
    """Fill in a text template; plain text needs no HTML escapes."""
    template = engines["django"].engine.get_template(name)  # type: ignore[attr-defined] # the Django engine has one
    return str(template.render(Context(dict(values), autoescape=False))).strip()
