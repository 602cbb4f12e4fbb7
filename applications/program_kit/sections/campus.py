"""Present studies at a school that takes part, for its verification and for work off campus (P03, P09)."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices, tables
from applications.program_kit.base import Page, Section
from applications.program_kit.choices import Choices
from applications.program_kit.conditions import NEVER
from applications.program_kit.questions import Choice, Code, DateQuestion, Listed, NameText, TextLine
from applications.program_kit.sections import groups, purpose
from mycic import clock, references

#: The number of a verification; the suffix counts the schools to which it moved.
VERIFICATION_NUMBER = r"EV[0-9]{9}(?:T[0-9]{1,2})?"
PERMIT_NUMBER = r"[A-Z]{1,2}[0-9]{9}"


def number_text(code: str) -> str:
    """Return the number of a verification in groups; the number of a permit as it is."""
    return references.display_verification(code) if references.is_verification(code) else code


def participating() -> Choices:
    """Return the schools that answer requests for verification today, by name."""
    today = clock.today()
    return _named(school for school in tables.institutions().values() if school.takes_part(today))


def all_schools() -> Choices:
    """Return every school that we know, also one that does not take part any more, by name."""
    return _named(tables.institutions().values())


def _named(schools: Iterable[tables.Institution]) -> Choices:
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
            pattern=PERMIT_NUMBER,
            example="F123456789",
        ),
        DateQuestion(name="sp_expiry", label=_("Expiry date of the permit")),
    ),
)

ABOUT_YOU = Section(
    key="you",
    title=_("About you"),
    group=groups.ABOUT_YOU,
    pages=(
        Page(
            key="names",
            title=_("Your name and birth"),
            hint=_("Write your name as in your passport, even if it is misspelled there."),
            questions=(
                NameText(
                    name="family_name",
                    label=_("Family name"),
                    hint=_("If your passport shows one name only, write it here and leave the given names empty."),
                    autocomplete="family-name",
                ),
                NameText(name="given_name", label=_("Given names"), required=NEVER, autocomplete="given-name"),
                DateQuestion(name="date_of_birth", label=_("Date of birth"), autocomplete="bday"),
            ),
        ),
        purpose.client_number(NEVER),
        STUDY_PERMIT,
    ),
)
