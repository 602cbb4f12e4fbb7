"""Education, and what the person did in the last ten years (G09, G10)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import AnswerBook, Page, Section
from applications.program_kit.conditions import NEVER, Condition, yes
from applications.program_kit.coverage import ten_years
from applications.program_kit.dates import age
from applications.program_kit.questions import Choice, Country, LongText, MonthQuestion, Rows, TextLine, YesNo
from applications.program_kit.sections import groups


def _is_adult(book: AnswerBook) -> bool:
    born = book.day("date_of_birth")
    return born is None or age(born, book.today) >= book.limit("adult_age")


def _has_holes(book: AnswerBook) -> bool:
    told = ten_years(book)
    return told is not None and bool(told.holes)


ADULT = Condition(_is_adult, "the applicant is an adult")
HAS_HOLES = Condition(_has_holes, "the list leaves out more than a month")

EDUCATION = Section(
    key="education",
    title=_("Education"),
    group=groups.HISTORY,
    pages=(
        Page(
            key="level",
            title=_("Your education"),
            questions=(
                YesNo(
                    name="has_postsecondary",
                    label=_("Did you study after secondary school?"),
                    hint=_("For example at a university, a college or for an apprenticeship."),
                ),
                Choice(name="highest_level", label=_("Highest level that you completed"), choices=choices.EDUCATION),
            ),
        ),
        Page(
            key="studies",
            title=_("Your studies after secondary school"),
            shown=yes("has_postsecondary"),
            questions=(
                Rows(
                    name="education_rows",
                    label=_("Studies"),
                    add_label=_("Add studies"),
                    items=(
                        MonthQuestion(name="from", label=_("From")),
                        MonthQuestion(
                            name="to", label=_("Until"), hint=_("Leave this empty if it goes on."), required=NEVER
                        ),
                        Choice(name="level", label=_("Level"), choices=choices.EDUCATION),
                        TextLine(name="field", label=_("Field of study")),
                        TextLine(name="school", label=_("School")),
                        TextLine(name="city", label=_("City or town")),
                        Country(name="country", label=_("Country or territory")),
                        TextLine(name="province", label=_("Province or state"), required=NEVER),
                        YesNo(name="completed", label=_("Did you complete it?")),
                    ),
                ),
            ),
        ),
    ),
)

HISTORY = Section(
    key="history",
    title=_("Work and activities"),
    group=groups.HISTORY,
    pages=(
        Page(
            key="activities",
            title=_("What you did in the last 10 years"),
            covers=ten_years,
            hint=_(
                "Ten years without holes, month by month, or since you turned 18. "
                "Include studies, time without work and time at home."
            ),
            questions=(
                Rows(
                    name="activities",
                    label=_("Activities"),
                    add_label=_("Add an activity"),
                    required=ADULT,
                    maximum=60,
                    items=(
                        MonthQuestion(name="from", label=_("From")),
                        MonthQuestion(
                            name="to", label=_("Until"), hint=_("Leave this empty if it goes on."), required=NEVER
                        ),
                        Choice(name="kind", label=_("What you did"), choices=choices.ACTIVITY),
                        TextLine(name="occupation", label=_("Occupation or activity")),
                        TextLine(name="employer_or_school", label=_("Employer or school"), required=NEVER),
                        TextLine(name="city", label=_("City or town")),
                        Country(name="country", label=_("Country or territory")),
                        TextLine(name="province", label=_("Province or state"), required=NEVER),
                    ),
                ),
            ),
        ),
        Page(
            key="gaps",
            title=_("The time that is not covered"),
            hint=_(
                "You can add what you did to the list. If you cannot, explain it here: for example that you do not "
                "remember the months, were ill or had no fixed place."
            ),
            shown=HAS_HOLES,
            questions=(
                LongText(
                    name="history_explained",
                    label=_("Why is nothing listed for this time?"),
                    required=NEVER,
                    max_length=2000,
                ),
            ),
        ),
    ),
)
