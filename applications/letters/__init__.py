"""Letters: facts in, a signed PDF with its online copy out; kept sealed, checked by anybody.

``issuing.render`` before a transaction and ``issuing.store`` inside it write a letter; ``facts`` holds what each kind
needs; ``submission.submission_pdf`` prints what an applicant signs.
"""

from applications.letters.issuing import end, render, store
from applications.letters.reading import Opened, letters_of, opened

__all__ = ["Opened", "end", "letters_of", "opened", "render", "store"]
