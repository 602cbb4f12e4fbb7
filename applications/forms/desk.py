"""What officers type: filters, a number, and the words of what goes out, always in both languages."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications import programs
from applications.choices import AT_DESK
from applications.letters.facts import Bilingual
from applications.letters.grounds import RefusalGround
from applications.services import requests
from applications.services.decisions import Reasons
from applications.services.snapshot import both
from documents.services.slots import SlotRule
from mycic import clock
from mycic.forms import DatePartsField, Form, LongTextField, OneTimeCodeField, TextField

if TYPE_CHECKING:
    from datetime import date

    from applications.models import Case
    from applications.program_kit.texts import Text

_LONGEST_TITLE, _LONGEST_TEXT = 200, 4000
#: What is printed on a permit, with the spaces taken out.
_DOCUMENT_NUMBER = re.compile(r"[A-Z][0-9]{9}")
_MISSING = {
    "en": _("Write this in English too: it goes out in both languages"),
    "fr": _("Write this in French too: it goes out in both languages"),
}
#: What an application can lack besides documents (R10).
FORMAL: dict[str, Text] = {
    "answers": _("Answers to all questions of the form"),
    "declaration": _("The signed declaration"),
    "representative": _("The details of your representative"),
    "fee": _("The fee"),
}
#: What is usually printed on a permit (R185, R220.1).
CONDITIONS: dict[str, Text] = {
    "enrolled": _("You must stay enrolled and make progress in your studies."),
    "school": _("You may study only at the school that is named on your permit."),
    "work": _("You may work only as much as the rules for students allow."),
    "leave": _("You must leave Canada by the last day of your permit."),
}


class NumberForm(Form):
    """Find a case by its number; it is typed into a form and never stands in an address."""

    number = TextField(
        label=_("Case number"),
        identity=True,
        width="16",
        max_length=40,
        error_messages={"required": _("Enter a case number like S300 412 889")},
    )


class FilterForm(Form):
    """Which of the waiting cases to show; choices only."""

    who = forms.ChoiceField(
        label=_("Assigned"),
        required=False,
        choices=[("", _("To nobody yet")), ("taken", _("To an officer")), ("all", _("All"))],
    )
    stage = forms.ChoiceField(label=_("Stage"), required=False)
    program = forms.ChoiceField(label=_("Program"), required=False)
    language = forms.ChoiceField(
        label=_("Language"), required=False, choices=[("", _("All")), ("en", _("English")), ("fr", _("French"))]
    )

    def __init__(self, *args: Any, stages: dict[str, Text] | None = None, **kwargs: Any) -> None:
        """Build the form; ``stages`` holds the desk's words for the statuses."""
        super().__init__(*args, **kwargs)
        every = [("", _("All"))]
        self.fields["stage"].choices = every + [  # type: ignore[attr-defined] # a choice field
            (status.value, (stages or {}).get(status, status.label)) for status in AT_DESK
        ]
        self.fields["program"].choices = every + [  # type: ignore[attr-defined] # a choice field
            (program.code, program.title) for program in programs.all()
        ]

    def wanted(self) -> dict[str, str]:
        """Return the filters that were chosen; whatever is not offered counts as not chosen."""
        if not self.is_bound:
            return {}
        self.is_valid()
        chosen = {name: self.cleaned_data[name] for name in self.fields if self.cleaned_data.get(name)}
        self._errors = forms.utils.ErrorDict()
        return chosen


class CodeForm(Form):
    """The second step again, on the page of the act, so that nothing typed is lost."""

    code = OneTimeCodeField(
        label=_("Code from your authenticator app"),
        digits=False,
        help_text=_("Your last second step is more than 15 minutes ago. A decision needs a new one."),
        error_messages={"required": _("Enter the code from your authenticator app")},
    )


class OutgoingForm(Form):
    """A form whose words go out in both languages, or not at all."""

    #: Names of the text pairs: ``note`` stands for ``note_en`` and ``note_fr``.
    pairs: tuple[str, ...] = ()

    def __init__(self, *args: Any, case: Case, **kwargs: Any) -> None:
        """Build the form for a case."""
        super().__init__(*args, **kwargs)
        self.case = case
        self.program = programs.get(case.program)

    def clean(self) -> dict[str, Any]:
        """Refuse a text that exists in one language only."""
        cleaned = super().clean() or {}
        for pair in self.pairs:
            written = {code: str(cleaned.get(f"{pair}_{code}") or "").strip() for code in ("en", "fr")}
            for code, text in written.items():
                if not text and any(written.values()) and f"{pair}_{code}" not in self.errors:
                    self.add_error(f"{pair}_{code}", _MISSING[code])
        return cleaned

    def words(self, pair: str) -> Bilingual | None:
        """Return a pair of texts, None when nothing was written."""
        english, french = (str(self.cleaned_data.get(f"{pair}_{code}") or "").strip() for code in ("en", "fr"))
        return Bilingual(english, french) if english and french else None

    def typed(self) -> tuple[tuple[str, str], ...]:
        """Return label and text of everything that was written by hand, to give it back."""
        written = ((str(bound.label), str(bound.value() or "")) for bound in self if bound.name[-3:] in {"_en", "_fr"})
        return tuple((label, text) for label, text in written if text.strip())


def _line(label: Any, **kwargs: Any) -> TextField:
    return TextField(label=label, required=False, max_length=_LONGEST_TITLE, **kwargs)


def _text(label: Any, *, required: bool = False, **kwargs: Any) -> LongTextField:
    return LongTextField(label=label, required=required, max_length=_LONGEST_TEXT, rows=5, **kwargs)


class RequestForm(OutgoingForm):
    """Ask for documents: from the program's list, or one worded by hand."""

    pairs = ("other", "note")

    request_id = forms.UUIDField(widget=forms.HiddenInput)
    documents = forms.MultipleChoiceField(
        label=_("Documents"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose what you need, or write it below."),
    )
    other_en = _line(_("Another document, in English"))
    other_fr = _line(_("Another document, in French"))
    note_en = _text(_("What you want to say about it, in English"))
    note_fr = _text(_("What you want to say about it, in French"))
    last_day = DatePartsField(
        label=_("Last day to answer"),
        help_text=_("From 7 to 60 days from today. A closed day moves to the next open one."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the program's documents, and the usual last day."""
        kwargs["initial"] = {
            "request_id": uuid.uuid4(),
            "last_day": requests.usual_last_day(clock.today()),
            **kwargs.get("initial", {}),
        }
        super().__init__(*args, **kwargs)
        self.fields["documents"].choices = [  # type: ignore[attr-defined] # a choice field
            (rule.code, rule.title) for rule in self.program.documents
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a request for nothing."""
        cleaned = super().clean()
        other = cleaned.get("other_en") or cleaned.get("other_fr")
        if not cleaned.get("documents") and not other and "documents" not in self.errors:
            self.add_error("documents", _("Choose at least one document, or write which one you need"))
        return cleaned

    def clean_last_day(self) -> date:
        """Keep within the bounds that the service knows."""
        day: date = self.cleaned_data["last_day"]
        if not requests.FEWEST_DAYS <= (day - clock.today()).days <= requests.MOST_DAYS:
            raise forms.ValidationError(str(requests.BadLastDay()))
        return day

    def items(self) -> list[SlotRule]:
        """Return what to ask for; each request has slots of its own, so that an old file answers nothing."""
        mark = self.cleaned_data["request_id"].hex[:8]
        chosen = set(self.cleaned_data["documents"])
        wanted = [
            SlotRule(code=f"{rule.code}-{mark}", title=rule.title, why=rule.help)
            for rule in self.program.documents
            if rule.code in chosen
        ]
        other = self.words("other")
        if other is not None:
            wanted.append(SlotRule(code=f"other-{mark}", title={"en": other.en, "fr": other.fr}))
        return wanted


class ReturnForm(OutgoingForm):
    """Return an application as incomplete: what is missing."""

    pairs = ("other",)

    formal = forms.MultipleChoiceField(
        label=_("The form"), required=False, widget=forms.CheckboxSelectMultiple, choices=list(FORMAL.items())
    )
    documents = forms.MultipleChoiceField(label=_("Documents"), required=False, widget=forms.CheckboxSelectMultiple)
    other_en = _text(_("Something else that is missing, in English"))
    other_fr = _text(_("Something else that is missing, in French"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the program's documents."""
        super().__init__(*args, **kwargs)
        self.fields["documents"].choices = [  # type: ignore[attr-defined] # a choice field
            (rule.code, rule.title) for rule in self.program.documents
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse to return an application that lacks nothing."""
        cleaned = super().clean()
        if not any(cleaned.get(name) for name in ("formal", "documents", "other_en", "other_fr")):
            self.add_error("formal", _("Choose or write what is missing"))
        return cleaned

    def missing(self) -> tuple[Bilingual, ...]:
        """Return what the letter lists."""
        titles = {rule.code: rule.title for rule in self.program.documents}
        listed = [FORMAL[code] for code in self.cleaned_data["formal"]]
        listed += [titles[code] for code in self.cleaned_data["documents"]]
        other = self.words("other")
        return (*(both(text) for text in listed), *((other,) if other else ()))


class LastDayForm(OutgoingForm):
    """Say until when a permit is valid."""

    valid_until = DatePartsField(label=_("Last day of the permit"))

    def __init__(self, *args: Any, passport_ends: date | None = None, **kwargs: Any) -> None:
        """Build the form; no permit is longer than the passport."""
        super().__init__(*args, **kwargs)
        self.passport_ends = passport_ends

    def clean_valid_until(self) -> date:
        """Refuse a day in the past, and one after the passport's last day (X11)."""
        day: date = self.cleaned_data["valid_until"]
        if day <= clock.today():
            raise forms.ValidationError(_("The last day of the permit must be in the future"))
        if self.passport_ends is not None and day > self.passport_ends:
            raise forms.ValidationError(_("The permit cannot be valid for longer than the passport"))
        return day


class ApproveForm(LastDayForm):
    """Approve: until when, under which conditions."""

    pairs = ("other", "note")

    conditions = forms.MultipleChoiceField(
        label=_("Conditions"), required=False, widget=forms.CheckboxSelectMultiple, choices=list(CONDITIONS.items())
    )
    other_en = _text(_("Another condition, in English"))
    other_fr = _text(_("Another condition, in French"))
    note_en = _text(_("A note to the applicant, in English"))
    note_fr = _text(_("A note to the applicant, in French"))

    def reasons(self) -> Reasons:
        """Return the decision's content."""
        other = self.words("other")
        chosen = tuple(both(CONDITIONS[code]) for code in self.cleaned_data["conditions"])
        return Reasons(
            words=self.words("note"),
            valid_until=self.cleaned_data["valid_until"],
            conditions=(*chosen, *((other,) if other else ())),
        )


class IssueForm(LastDayForm):
    """Issue a permit: the number that is printed on it, and its last day."""

    number = TextField(
        label=_("Number of the document"),
        help_text=_("A letter and nine digits, as printed on it."),
        identity=True,
        width="16",
        max_length=20,
        error_messages={"required": _("Enter a letter and nine digits, as printed on the document")},
    )

    field_order = ("number", "valid_until")

    def clean_number(self) -> str:
        """Accept the number as people type it; refuse what no document has on it."""
        number = re.sub(r"[\s-]", "", self.cleaned_data["number"]).upper()
        if not _DOCUMENT_NUMBER.fullmatch(number):
            raise forms.ValidationError(_("Enter a letter and nine digits, as printed on the document"))
        return number


class AbandonForm(OutgoingForm):
    """Close a case that nobody answered about; a note may be added."""

    pairs = ("note",)

    note_en = _text(_("A note to the applicant, in English"))
    note_fr = _text(_("A note to the applicant, in French"))


class CancelForm(OutgoingForm):
    """Cancel a case: why, in both languages."""

    pairs = ("reasons",)

    reasons_en = _text(_("Your reasons, in English"), required=True, error_messages={"required": _MISSING["en"]})
    reasons_fr = _text(_("Your reasons, in French"), required=True, error_messages={"required": _MISSING["fr"]})

    def reasons(self) -> Bilingual:
        """Return why, in both languages."""
        return Bilingual(self.cleaned_data["reasons_en"], self.cleaned_data["reasons_fr"])


class RefuseForm(OutgoingForm):
    """Propose to refuse: grounds of the official list, reasons in both languages."""

    pairs = ("reasons",)

    grounds = forms.MultipleChoiceField(
        label=_("Grounds"),
        widget=forms.CheckboxSelectMultiple,
        choices=RefusalGround.choices,
        help_text=_("Each sentence is printed in the letter as it stands here."),
        error_messages={"required": _("Choose at least one ground")},
    )
    reasons_en = _text(
        _("Your reasons, in English"),
        required=True,
        help_text=_("Say which facts you looked at and why they are not enough."),
        error_messages={"required": _MISSING["en"]},
    )
    reasons_fr = _text(_("Your reasons, in French"), required=True, error_messages={"required": _MISSING["fr"]})

    def content(self) -> Reasons:
        """Return the proposal's content."""
        return Reasons(words=self.words("reasons"), grounds=tuple(self.cleaned_data["grounds"]))


class PetitionAnswerForm(OutgoingForm):
    """Answer what was asked after a decision: yes or no, and the words in both languages."""

    pairs = ("answer",)

    grant = forms.ChoiceField(
        label=_("Your answer"),
        widget=forms.RadioSelect,
        choices=[("yes", _("Grant it")), ("no", _("Do not grant it"))],
    )
    answer_en = _text(
        _("What you tell the person, in English"), required=True, error_messages={"required": _MISSING["en"]}
    )
    answer_fr = _text(
        _("What you tell the person, in French"), required=True, error_messages={"required": _MISSING["fr"]}
    )
