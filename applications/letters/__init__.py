"""Letters: facts in, a signed PDF with its online copy out; kept sealed, checked by anybody.

``issue`` (or ``render`` before a transaction and ``store`` inside it) writes a letter; ``facts`` holds what each kind
needs; ``submission_pdf`` prints what an applicant signs.
"""

from applications.letters.codes import new as new_code
from applications.letters.issuing import Rendered, end, issue, render, signed_submission, store
from applications.letters.printing import CannotPrint
from applications.letters.reading import Opened, letters_of, opened
from applications.letters.submission import submission_pdf

__all__ = [
    "CannotPrint",
    "Opened",
    "Rendered",
    "end",
    "issue",
    "letters_of",
    "new_code",
    "opened",
    "render",
    "signed_submission",
    "store",
    "submission_pdf",
]
