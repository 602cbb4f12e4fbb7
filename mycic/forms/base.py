"""The base form, its error summary, and the answer to a form that has errors."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django import forms
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext, gettext_lazy

from mycic.forms.fields import OneTimeCodeField, PasswordField

_GENERIC_REQUIRED = forms.Field.default_error_messages["required"]
_GENERIC_CHOICE = forms.ChoiceField.default_error_messages["invalid_choice"]
UNPROCESSABLE = 422
SWITCH = "switch_language"  # name of the language toggle where it is a button of the page's form


def _named(sentence: Promise, label: str | Promise) -> str:
    return str(sentence) % {"label": label}


_named_lazy: Any = lazy(_named, str)


class Form(forms.Form):
    """A form whose errors say what to do, and whose only judge is the server."""

    use_required_attribute = False
    label_suffix = ""
    # Set when the language toggle sent it: the answers are shown back as they are, and judged when they are sent.
    is_only_shown = False
    # Names of fields that another answer makes necessary: they are not called optional, their hint says when.
    conditional: frozenset[str] = frozenset()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Build the form; a generic "required" sentence is replaced by one that names the field."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            label = field.label or name.replace("_", " ").capitalize()
            choosing = isinstance(field, forms.ChoiceField | forms.BooleanField)
            if field.error_messages.get("required") == _GENERIC_REQUIRED:
                wanted = (
                    gettext_lazy("Select an answer for “%(label)s”")
                    if choosing
                    else gettext_lazy("Enter an answer for “%(label)s”")
                )
                field.error_messages["required"] = _named_lazy(wanted, label)
            if isinstance(field, forms.ChoiceField) and field.error_messages.get("invalid_choice") == _GENERIC_CHOICE:
                again = gettext_lazy("Select one of the answers shown for “%(label)s”")
                field.error_messages["invalid_choice"] = _named_lazy(again, label)

    def is_valid(self) -> bool:
        """Tell whether there is something to act on."""
        return not self.is_only_shown and super().is_valid()

    def full_clean(self) -> None:
        """Judge the answers, unless they came with the language toggle."""
        if self.is_only_shown:
            self._errors, self.cleaned_data = ErrorDict(), {}
        else:
            super().full_clean()


F = TypeVar("F", bound=Form)


def read_form(request: HttpRequest, kind: type[F], **kwargs: Any) -> F:
    """Return the form of a page with what this request brings.

    Args:
        request: The request being answered. When the language toggle inside the form sent it, the form keeps what was
            typed, except passwords and codes, and is neither valid nor wrong.
        kind: The class of the form.
        **kwargs: What else the form needs, such as ``initial``.
    """
    if request.method != "POST":
        return kind(**kwargs)
    if SWITCH not in request.POST:
        return kind(request.POST, **kwargs)
    secret = OneTimeCodeField | PasswordField
    blank = kind(**kwargs)
    hidden = {blank.add_prefix(name) for name, field in blank.fields.items() if isinstance(field, secret)}
    typed = request.POST.copy()
    for name in hidden & typed.keys():
        del typed[name]
    form = kind(typed, **kwargs)
    form.is_only_shown = True
    return form


def error_links(form: forms.BaseForm) -> list[dict[str, str]]:
    """Return one ``{"id", "text"}`` per error, in the order of the page; the id is the first control to correct."""
    links = [{"id": "", "text": str(error)} for error in form.non_field_errors()]
    links.extend(
        {"id": first_control(bound), "text": _in_summary(bound, str(error))} for bound in form for error in bound.errors
    )
    return links


def _in_summary(bound: forms.BoundField, text: str) -> str:
    """Name the field, unless the sentence does: with three dates on a page, "Check the year" could be any of them."""
    label = str(bound.label)
    if bound.is_hidden or not label or label in text:
        return text
    if label[-1] in "?.!…":
        return f"{label} {text}"
    return gettext("%(label)s: %(error)s") % {"label": label, "error": text}


def first_control(bound: forms.BoundField) -> str:
    """Return the id of the first control of a field: a group of choices or boxes has none of its own."""
    widget = bound.field.widget
    grouped = isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.MultiWidget)
    return f"{bound.auto_id}_0" if grouped else str(bound.auto_id)


def render_form(request: HttpRequest, template: str, context: Mapping[str, Any], form: forms.BaseForm) -> HttpResponse:
    """Render a page with a form: 422 when the form has errors, 200 when it is shown for the first time.

    Args:
        request: The request being answered.
        template: A template that extends ``base.html`` and shows the error summary in its ``before`` block.
        context: What else the template needs.
        form: Put into the context as ``form``; base.html reads its errors for the title.
    """
    status = UNPROCESSABLE if form.is_bound and form.errors else 200
    return render(request, template, {**context, "form": form}, status=status)
