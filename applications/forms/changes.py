"""Forms for what may still be changed after sending."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from applications.forms.answers import AnswerField, PageForm
from applications.program_kit.findings import Finding
from applications.program_kit.questions import Question
from mycic.forms import Form, LongTextField

#: Signs in a free text.
LONGEST = 3000


class CorrectionForm(PageForm):
    """One question with its right answer, and what was wrong; the program kit judges the answer."""

    def __init__(
        self, question: Question, data: Mapping[str, Any], *, notice: str, judged: Iterable[Finding] | None = None
    ) -> None:
        """Build the form.

        Args:
            question: what is corrected; a repeated group is corrected in words.
            data: what the boxes hold.
            notice: the collection notice of the program that asks.
            judged: None when the form is only shown; otherwise what is wrong with the answer.
        """
        super().__init__(() if question.kind == "rows" else (question,), data, notice=notice)
        if question.kind == "rows":
            self.fields[question.name] = _in_words()
        self.fields["why"] = _why()
        if judged is None:
            return
        self.full_clean()
        for finding in judged:
            self.add_error(question.name, finding.text)
        if not str(data.get("why", "")).strip():
            self.add_error("why", _("Tell us why the first answer was not right"))
        for name in {"why", question.name} if question.kind == "rows" else {"why"}:
            if len(str(data.get(name, ""))) > LONGEST:
                self.add_error(name, _("Make this text shorter: it can have 3,000 characters at most"))


def _in_words() -> forms.Field:
    text = LongTextField(max_length=LONGEST)
    return AnswerField(
        label=_("Write what is right"),
        help_text=_("Name the line that you correct, for example by its dates, and what it should say."),
        widget=text.widget,
    )


def _why() -> forms.Field:
    text = LongTextField(max_length=LONGEST)
    return AnswerField(
        label=_("Why was the first answer not right?"),
        help_text=_("One or two sentences are enough. The officer reads this."),
        widget=text.widget,
    )


class WithdrawForm(Form):
    """Agree to withdraw; the second step was asked just before."""

    agreed = forms.BooleanField(
        label=_("I want to withdraw this application"),
        error_messages={"required": _("Tick the box if you want to withdraw. If not, go back to your case.")},
    )
