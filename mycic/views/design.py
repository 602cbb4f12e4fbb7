"""The living catalogue: every component in every state, for builders and for tests."""

import datetime as dt
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mycic import clock
from mycic.formats.text import date_text, moment_text, size_text
from mycic.forms import (
    CountryField,
    DatePartsField,
    FileField,
    Form,
    LongTextField,
    MoneyField,
    OneTimeCodeField,
    PartialDateField,
    PasswordField,
    PhoneField,
    TextField,
)


class SampleForm(Form):
    """One field of every kind."""

    family_name = TextField(
        label=gettext_lazy("Family name"), help_text=gettext_lazy("As in your passport"), identity=True
    )
    born = DatePartsField(label=gettext_lazy("Date of birth"), autocomplete="bday")
    arrived = PartialDateField(
        label=gettext_lazy("When did you arrive?"),
        help_text=gettext_lazy("If you do not know the day or the month, leave it empty."),
    )
    country = CountryField(label=gettext_lazy("Nationality"), stateless=True)
    reply = forms.ChoiceField(
        label=gettext_lazy("Are you in Canada now?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        widget=forms.RadioSelect(attrs={"inline": True}),
    )
    languages = forms.MultipleChoiceField(
        label=gettext_lazy("Languages that you speak"),
        choices=[("en", gettext_lazy("English")), ("fr", gettext_lazy("French"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    story = LongTextField(label=gettext_lazy("Explain your answer"), max_length=2000, required=False)
    password = PasswordField(label=gettext_lazy("Password"))
    code = OneTimeCodeField(label=gettext_lazy("Sign-in code"))
    phone = PhoneField(label=gettext_lazy("Phone"), required=False)
    money = MoneyField(label=gettext_lazy("Money for your stay"), required=False)
    paper = FileField(label=gettext_lazy("Passport"), help_text=gettext_lazy("PDF, JPG or PNG. Up to 50 MB a file."))
    agree = forms.BooleanField(label=gettext_lazy("What I said is true"))


def _samples(now: dt.datetime) -> dict[str, Any]:
    later = now + dt.timedelta(days=5)
    earlier = now - dt.timedelta(days=20)
    when = {"when": moment_text(now), "iso": now.isoformat()}
    link = {"url": "#main", "label": _("Change")}
    return {
        "later": later,
        "steps": [
            {"label": _("Received"), "state": "done", "date": date_text(earlier)},
            {"label": _("In review"), "state": "current", "note": _("An officer is reading your documents.")},
            {"label": _("Interview"), "state": "skipped"},
            {"label": _("Decision"), "state": "todo"},
        ],
        "events": [
            {**when, "actor": _("Officer"), "text": _("opened your file."), "links": []},
            {
                **when,
                "actor": _("You"),
                "text": _("sent 1 document."),
                "links": [{"url": "#main", "label": _("Receipt")}],
            },
        ],
        "tasks": [
            {
                "title": _("About you"),
                "items": [
                    {"label": _("Your names"), "url": "#main", "status": _("Completed"), "tone": "plain"},
                    {"label": _("Your passport"), "url": "#main", "status": _("In progress"), "tone": "info"},
                    {"label": _("Your studies"), "url": "#main", "status": _("Not started"), "tone": "mute"},
                    {
                        "label": _("Check and send"),
                        "url": "",
                        "status": _("Cannot start yet"),
                        "tone": "mute",
                        "hint": _("Complete the other sections first."),
                    },
                ],
            }
        ],
        "rows": [
            {"key": _("Family name"), "value": "Haile", "actions": [link]},
            {"key": _("Phone"), "value": "", "actions": [link]},
        ],
        "files": [
            {
                "name": "passport-1.jpg",
                "size": size_text(2_100_000),
                "status": _("Ready"),
                "tone": "ok",
                "receipt": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "actions": [{"url": "#main", "label": _("View")}, {"url": "#main", "label": _("Remove"), "post": True}],
            },
            {"name": "passport-2.jpg", "size": size_text(3_400_000), "status": _("Sending"), "progress": 55},
            {
                "name": "scan.pdf",
                "size": size_text(900_000),
                "status": _("Problem"),
                "tone": "danger",
                "error": _("This file has a password. Remove the password and send it again."),
            },
        ],
        "messages_list": [
            {**when, "author": _("Officer, unit A"), "text": "مرحبا\nHello", "mine": False, "read": ""},
            {**when, "author": _("You"), "text": "Merci!", "mine": True, "read": _("Read by us")},
        ],
        "receipt_items": [{"name": "passport-1.jpg", "detail": size_text(2_100_000)}],
        "log": [{"when": moment_text(now), "who": _("Officer, unit A"), "reason": _("Review"), "part": _("Documents")}],
        "pages": [{"number": n, "url": "#main", "current": n == 2} for n in range(1, 4)],  # noqa: PLR2004 - the middle one
        "bars": [
            {"label": _("Study permit"), "value": 12, "share": 60},
            {"label": _("Work permit"), "value": 8, "share": 40},
        ],
        "due": format_html("{}", moment_text(later)),
        "cards": [
            {
                "title": _("Study permit"),
                "label": _("Case"),
                "reference": "S300 412 889",
                "status": _("In review"),
                "tone": "info",
                "sentence": _("An officer reviews your application. You do not need to do anything now."),
                "url": "#main",
            },
            {
                "title": _("Study permit"),
                "is_draft": True,
                "done": 7,
                "total": 9,
                "delete_on": later.date(),
                "url": "#main",
                "delete_url": "#main",
            },
        ],
        "left": {"title": _("This version"), "value": "Haile"},
        "right": {"title": _("Other version"), "value": "Hailé"},
        "today": date_text(now),
        "nav_items": [
            {"url": "#main", "label": _("Dashboard"), "current": True},
            {"url": "#main", "label": _("Messages"), "count": 2, "count_label": _("new messages")},
        ],
        "session_sample": {"seconds": 86_400, "at": later, "extend_url": "#main", "next": "/"},
    }


@require_safe
def design(request: HttpRequest) -> HttpResponse:
    """Show the catalogue in a demonstration or to staff; nobody else is told that it exists."""
    if not (settings.DEMO or request.user.is_staff):
        raise Http404
    wrong = {"born_0": "31", "born_1": "2", "born_2": "2001", "reply": "maybe", "phone": "12", "money": "much"}
    context = {
        **_samples(clock.now()),
        "sample": SampleForm(prefix="ok", initial={"family_name": "Haile", "arrived": "2024-03", "reply": "yes"}),
        "faulty": SampleForm({f"bad-{key}": value for key, value in wrong.items()}, prefix="bad"),
        "csrf_input": "",
    }
    return render(request, "pages/design.html", context)
