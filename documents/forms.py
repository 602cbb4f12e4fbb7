"""Forms about files; the files themselves never pass through a form, because they are sealed as they arrive."""

from django.utils.translation import gettext_lazy as _

from documents.services.slots import EXPLANATION_LENGTH
from mycic.forms import Form, LongTextField


class ExplanationForm(Form):
    """Why a document cannot be had."""

    collects = "documents"

    explanation = LongTextField(
        label=_("Why can you not get this document?"),
        help_text=_("Say what you tried and what happened. Your explanation counts as an answer."),
        max_length=EXPLANATION_LENGTH,
        error_messages={"required": _("Say why you cannot get this document, or go back and add a file.")},
    )
