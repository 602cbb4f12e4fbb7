"""Questions as forms: what was typed goes in and comes back as it is; the program kit alone judges it."""

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, cast

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from applications.program_kit.conditions import NEVER
from applications.program_kit.findings import Finding
from applications.program_kit.questions import Choice, Question, Rows
from mycic import strict_json
from mycic.forms import DatePartsWidget, Form, LongTextField, MoneyField, PhoneField, TextField

#: More options than this become a list to choose from.
_FEW = 8
_PARTS = ("d", "m", "y")
#: The boxes of each kind of question that has several.
_BOXES = {"date": _PARTS, "month": _PARTS[1:], "explained": ("a", "x")}
_ROW_ID = re.compile(r"[-a-zA-Z0-9_]{1,8}")
# A text that arrives in JSON can hold what no form lets through.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class AnswerField(forms.Field):
    """A field that takes any text; the errors come from the findings."""

    def clean(self, value: Any) -> Any:
        """Return what was typed."""
        return value


class MonthWidget(forms.MultiWidget):
    """Month and year in two boxes."""

    template_name = "components/forms/date.html"

    def __init__(self) -> None:
        """Build the two boxes."""
        boxes = (("8", 12), ("4", 4))
        super().__init__(
            [forms.TextInput({"data-width": width, "maxlength": most, "autocomplete": "off"}) for width, most in boxes]
        )

    def decompress(self, _value: Any) -> list[str]:
        """Return empty boxes: what was typed arrives as data."""
        return ["", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Give each box its own visible label."""
        context = super().get_context(name, value, attrs)
        for box, label in zip(context["widget"]["subwidgets"], (_("Month"), _("Year")), strict=True):
            box["label"] = label
        return context


class PageForm(Form):
    """The questions of one page, filled with what was typed."""

    def __init__(
        self, questions: Sequence[Question], data: Mapping[str, Any], findings: Iterable[Finding] = (), *, notice: str
    ) -> None:
        """Build the fields.

        Args:
            questions: what the page asks.
            data: what the boxes hold, from ``filled`` or from a POST.
            findings: what is wrong, shown beside the questions.
            notice: the collection notice of the program that asks.
        """
        super().__init__(data)
        self.collects = notice
        for question in questions:
            self._add(question)
        self.full_clean()
        for finding in findings:
            name = next((name for name in finding.fields if name in self.fields), None)
            if name:
                self.add_error(name, finding.text)

    def _add(self, question: Question) -> None:
        field = AnswerField(
            label=cast("str", question.label),  # a lazy text is as good
            help_text=cast("str", question.hint),
            widget=_widget(question),
            required=question.required is not NEVER,
        )
        self.fields[question.name] = field
        if question.kind == "explained":
            explanation = LongTextField(max_length=3000, required=False)
            self.fields[f"{question.name}_x"] = AnswerField(
                label=_("Explain your answer"),
                help_text=_("Only if you answered yes."),
                widget=explanation.widget,
                required=False,
            )


def _widget(question: Question) -> forms.Widget:
    simple: dict[str, Callable[[], forms.Widget]] = {
        "date": lambda: DatePartsWidget(autocomplete=question.autocomplete),
        "month": MonthWidget,
        "long_text": lambda: _drawn(LongTextField(max_length=getattr(question, "max_length", 3000))),
        "money": lambda: _drawn(MoneyField()),
        "phone": lambda: _drawn(PhoneField()),
        "integer": lambda: _drawn(TextField(width="4")),
        "code": lambda: _drawn(TextField(width="16", identity=True)),
        "email": lambda: _drawn(TextField(autocomplete="email", identity=True)),
        "yes_no": lambda: forms.RadioSelect({"inline": True}, (("yes", _("Yes")), ("no", _("No")))),
    }
    simple["explained"] = simple["yes_no"]
    if question.kind in simple:
        return simple[question.kind]()
    if isinstance(question, Choice):
        return _choice_widget(question)
    widget: forms.Widget = TextField(autocomplete=question.autocomplete, identity=question.own_script).widget
    if question.own_script:
        widget.attrs["dir"] = "auto"
    return widget


def _drawn(field: forms.Field) -> forms.Widget:
    return cast("forms.Widget", field.widget)  # an instance, once the field is built


def _choice_widget(question: Choice) -> forms.Widget:
    options = list(question.options())
    if question.kind == "multi":
        return forms.CheckboxSelectMultiple(choices=options)
    if len(options) <= _FEW:
        return forms.RadioSelect(choices=options)
    return forms.Select(choices=[("", _("Select")), *options])


def typed(questions: Sequence[Question], post: QueryDict) -> dict[str, object]:
    """Return what a POST says for each question, exactly as typed.

    Args:
        questions: what the page asks.
        post: the form's data.
    """
    return {question.name: _from_post(question, post) for question in questions if question.kind != "rows"}


def _from_post(question: Question, post: QueryDict) -> object:
    name = question.name
    if question.kind in {"date", "month"}:
        return {part: post.get(f"{name}_{place}", "") for place, part in enumerate(_BOXES[question.kind])}
    if question.kind == "explained":
        return {"a": post.get(name, ""), "x": post.get(f"{name}_x", "")}
    return post.getlist(name) if question.kind == "multi" else post.get(name, "")


def filled(questions: Sequence[Question], answers: Mapping[str, object]) -> dict[str, Any]:
    """Return what the boxes of a form hold for stored answers.

    Args:
        questions: what the page asks.
        answers: question name to answer as typed.
    """
    data: dict[str, Any] = {}
    for question in questions:
        data |= _boxes(question, answers.get(question.name))
    return data


def _boxes(question: Question, raw: object) -> dict[str, Any]:
    name = question.name
    parts = raw if isinstance(raw, Mapping) else {}
    if question.kind in {"date", "month"}:
        return {f"{name}_{place}": parts.get(part, "") for place, part in enumerate(_BOXES[question.kind])}
    if question.kind == "explained":
        return {name: parts.get("a", ""), f"{name}_x": parts.get("x", "")}
    return {name: raw if raw is not None else ""}


def packed(value: object) -> str:
    """Return an answer as text for a hidden field of the conflict page."""
    return json.dumps(value, ensure_ascii=False)


def unpacked(question: Question, text: str) -> object:
    """Return an answer from a hidden field, in the shape of its question; anything else becomes an empty text.

    Args:
        question: which question it answers.
        text: what the browser sent back.
    """
    try:
        value = strict_json.loads(text.encode(), max_bytes=settings.DATA_UPLOAD_MAX_MEMORY_SIZE)
    except strict_json.NotJSON:
        return ""
    return _fit(question, value)


def _fit(question: Question, value: object) -> object:
    if isinstance(question, Rows):
        rows = value if isinstance(value, list) else []
        named = (row for row in rows if isinstance(row, dict) and _ROW_ID.fullmatch(str(row.get("row", ""))))
        return [_fit_row(question, row) for row in list(named)[: question.maximum * 2]]
    if question.kind in _BOXES:
        parts = value if isinstance(value, dict) else {}
        return {part: _plain(parts.get(part, "")) for part in _BOXES[question.kind]}
    if question.kind == "multi":
        return [_plain(part) for part in value] if isinstance(value, list) else []
    return _plain(value)


def _fit_row(question: Rows, row: Mapping[str, object]) -> dict[str, object]:
    known = {item.name: _fit(item, row[item.name]) for item in question.items if item.name in row}
    return {"row": str(row["row"]), **known}


def _plain(value: object) -> str:
    return _CONTROL.sub("", value) if isinstance(value, str) else ""
