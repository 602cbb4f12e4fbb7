"""What an approval leads to: the document that a program gives, and what is printed on it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from applications.choices import LetterKind
from applications.program_kit.conditions import ALWAYS, Condition
from applications.program_kit.texts import Text


@dataclass(frozen=True, kw_only=True)
class Permit:
    """A document that is issued.

    Attributes:
        kind: of the letter that says what it says.
        when: for which answers.
        shows: names of the questions whose answers are printed on it, those that were asked.
        otherwise: what is printed where none of them was.
    """

    kind: LetterKind
    when: Condition = ALWAYS
    shows: tuple[str, ...] = ()
    otherwise: Text = ""


STUDY = Permit(
    kind=LetterKind.STUDY_PERMIT, shows=("school_name", "dli_number", "school_province", "level", "field_of_study")
)
WORK = Permit(
    kind=LetterKind.WORK_PERMIT,
    shows=("employer_name", "job_title", "noc_code", "work_city", "work_province"),
    otherwise=_("You may work for any employer."),
)
VISITOR = Permit(kind=LetterKind.VISITOR_RECORD)
RESTORED = Permit(kind=LetterKind.RESTORED, shows=("restore_as",))
