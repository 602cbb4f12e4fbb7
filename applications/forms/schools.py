"""What a student tells their school, and what a school answers."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from applications.choices import SchoolDecision
from applications.program_kit.schooling import asked
from applications.program_kit.sections.campus import participating
from applications.services.schools import (
    NO,
    NOT_APPLICABLE,
    YES,
    Answer,
    AnswerIncomplete,
    Check,
    contradiction,
)
from mycic.forms import Form, LongTextField, TextField

_LONGEST, _LONGEST_COMMENT = 3000, 300


class ReplyForm(Form):
    """Answer the school's question."""

    collects = "eligibility-verification"

    text = LongTextField(label=_("Your answer"), max_length=_LONGEST)


class ConsentForm(Form):
    """Agree to take the consent back; the second step was asked just before."""

    agreed = forms.BooleanField(
        label=_("I take my consent back"),
        error_messages={"required": _("Tick the box if you want to take your consent back. If not, go back.")},
    )


class SchoolAnswerForm(Form):
    """The checks of a school in one step, its decision and its words."""

    decision = forms.ChoiceField(label=_("What is your answer?"), widget=forms.RadioSelect)
    reason = LongTextField(
        label=_("Reason, or question to the student"),
        help_text=_("Needed if you say no or if you need more. The student reads it as you write it."),
        max_length=_LONGEST,
        required=False,
    )
    conditional = frozenset({"reason"})

    def __init__(self, *args: Any, step: str, **kwargs: Any) -> None:
        """Put each check of the step and its comment before the decision."""
        super().__init__(*args, **kwargs)
        self.step = step
        decision = cast("forms.ChoiceField", self.fields["decision"])
        decision.choices = [(each.value, each.label) for each in asked(step).decisions]
        checks: dict[str, forms.Field] = {}
        for name, (label, _may_not_apply) in asked(step).checks.items():
            checks[name] = forms.ChoiceField(
                label=str(label),
                choices=[(YES, _("Yes")), (NO, _("No")), (NOT_APPLICABLE, _("Does not apply"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Select an answer for each check")},
            )
            about = gettext("Comment: %(check)s") % {"check": label}
            checks[f"{name}_comment"] = TextField(
                label=about, required=False, max_length=_LONGEST_COMMENT, autocomplete="off"
            )
        self.fields = {**checks, **self.fields}

    def clean(self) -> dict[str, Any]:
        """Ask for words where the decision needs them, and for checks that fit it."""
        cleaned = super().clean() or {}
        decision, reason = cleaned.get("decision"), str(cleaned.get("reason") or "").strip()
        if decision in asked(self.step).in_words and not reason and "reason" not in self.errors:
            self.add_error("reason", _("Write the reason, or what you need to know"))
        if not self.errors:
            wrong = contradiction(self.step, self.answer(cleaned))
            if wrong:
                self.add_error(wrong, str(AnswerIncomplete(wrong)))
        return cleaned

    def answer(self, cleaned: Mapping[str, Any]) -> Answer:
        """Return what was said."""
        names = asked(self.step).checks
        checks = {name: Check(cleaned[name], str(cleaned[f"{name}_comment"]).strip()) for name in names}
        return Answer(checks, SchoolDecision(cleaned["decision"]), str(cleaned.get("reason") or "").strip())

    def pairs(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        """Return each check with its comment, for the page."""
        return ((self[name], self[f"{name}_comment"]) for name in asked(self.step).checks)


class YearlyCheckForm(Form):
    """Whether a student is still eligible, asked once a year."""

    still_eligible = forms.ChoiceField(
        label=_("Is this student still eligible to work off campus?"),
        help_text=_("Still your student, full-time, in good standing and in a program that qualifies."),
        choices=[(YES, _("Yes")), (NO, _("No, not any more"))],
        widget=forms.RadioSelect,
    )
    reason = LongTextField(
        label=_("Why not"),
        help_text=_("Needed if you say no. The student reads it as you write it."),
        max_length=_LONGEST,
        required=False,
    )
    conditional = frozenset({"reason"})

    def clean(self) -> dict[str, Any]:
        """Ask for words where the answer is a no."""
        cleaned = super().clean() or {}
        if cleaned.get("still_eligible") == NO and not str(cleaned.get("reason") or "").strip():
            self.add_error("reason", _("Write why the student is not eligible any more"))
        return cleaned


class InviteRepresentativeForm(Form):
    """Somebody who will answer for a school."""

    username = TextField(label=_("User ID"), max_length=40, autocomplete="off")
    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    school = forms.ChoiceField(label=_("School"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the schools that take part today."""
        super().__init__(*args, **kwargs)
        school = cast("forms.ChoiceField", self.fields["school"])
        school.choices = [("", _("Select a school")), *participating()]

    def clean_username(self) -> str:
        """Return the user ID in small letters, as it is kept."""
        return str(self.cleaned_data["username"]).strip().lower()
