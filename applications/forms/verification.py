"""The two ways to ask whether a paper is genuine."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from mycic.forms import FileField, Form, TextField

LARGEST_FILE = 10 * 1024 * 1024
_LONGEST_TYPED = 200


class CodeForm(Form):
    """The code that stands beside the QR code."""

    code = TextField(
        label=_("Code on the letter"),
        help_text=_("For example ABCD-EFGH-JKMN-P. Capitals, spaces and hyphens do not matter."),
        max_length=_LONGEST_TYPED,
        identity=True,
        width="16",
        error_messages={"required": _("Enter the code that stands on the letter")},
    )


class FilesForm(Form):
    """The file itself, and its detached signature where there is one."""

    file = FileField(
        label=_("The PDF or JSON file"),
        error_messages={"required": _("Choose the file that you want to check. It can have 10 MB at most.")},
    )
    signature = FileField(
        label=_("The signature file (.p7s)"),
        help_text=_("Needed for a JSON file. A PDF has its signature inside."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        """Ask for the signature where the file has none inside."""
        cleaned = super().clean() or {}
        file, signature = cleaned.get("file"), cleaned.get("signature")
        for name, given in (("file", file), ("signature", signature)):
            if isinstance(given, UploadedFile) and (given.size or 0) > LARGEST_FILE:
                self.add_error(name, _("This file is too big. The limit is 10 MB."))
        if file and not signature and not _starts_like_pdf(file):
            raise ValidationError(
                {"signature": _("This file is not a PDF. Choose its signature file too: the name ends in .p7s.")}
            )
        return cleaned


def _starts_like_pdf(file: "UploadedFile[Any]") -> bool:
    start = file.read(1024)
    file.seek(0)
    return b"%PDF-" in start
