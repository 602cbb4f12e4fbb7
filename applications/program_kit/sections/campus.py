"""Present studies at a school that takes part, for its verification and for work off campus (P03, P09)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices, tables
from applications.program_kit.base import Page
from applications.program_kit.choices import Choices
from applications.program_kit.questions import Choice, Code, DateQuestion, Listed, TextLine
from mycic import clock


def participating() -> Choices:
    """Return the schools that answer requests for verification today, by name."""
    today = clock.today()
    schools = (school for school in tables.institutions().values() if school.takes_part(today))
    return tuple((school.number, school.name) for school in sorted(schools, key=lambda school: school.name))


INSTITUTION = Listed(
    name="institution",
    label=_("Your school"),
    hint=_("Only schools that take part in work off campus are listed."),
    source=participating,
)
STUDENT_NUMBER = TextLine(
    name="student_id",
    label=_("Student number"),
    hint=_("As on your student card."),
    min_length=3,
    max_length=20,
)

PROGRAM_OF_STUDY = Page(
    key="program",
    title=_("Your program"),
    questions=(
        TextLine(name="program_name", label=_("Title of the program"), max_length=200),
        Choice(name="credential", label=_("What will you earn?"), choices=choices.EDUCATION[1:]),
        DateQuestion(name="program_start", label=_("First day of the program")),
        DateQuestion(name="program_end", label=_("Expected last day of the program")),
    ),
)

STUDY_PERMIT = Page(
    key="permit",
    title=_("Your study permit"),
    questions=(
        Code(
            name="sp_number",
            label=_("Number of the permit"),
            pattern=r"[A-Z]{1,2}[0-9]{9}",
            example="F123456789",
        ),
        DateQuestion(name="sp_expiry", label=_("Expiry date of the permit")),
    ),
)
