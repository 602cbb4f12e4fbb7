"""What an extension or change of a study permit asks besides: present studies, terms, reason, work."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import Page
from applications.program_kit.conditions import NEVER, yes
from applications.program_kit.questions import Choice, DateQuestion, Integer, LongText, Rows, TextLine, YesNo
from applications.program_kit.sections import studies

PAGES = (
    Page(
        key="present-studies",
        title=_("Your studies now"),
        questions=(
            TextLine(name="current_dli", label=_("Your school now"), max_length=200),
            TextLine(name="current_program", label=_("Your program now"), max_length=200),
            Choice(name="current_level", label=_("Your level now"), choices=choices.EDUCATION[1:]),
            Choice(name="academic_standing", label=_("Academic standing"), choices=choices.STANDING),
            DateQuestion(name="expected_completion", label=_("Date on which you expect to finish")),
        ),
    ),
    Page(
        key="terms",
        title=_("Terms since your last permit"),
        hint=_("One row for each term, also holidays and leave. A leave needs a letter."),
        questions=(
            Rows(
                name="terms",
                label=_("Terms since your last permit"),
                add_label=_("Add a term"),
                maximum=40,
                items=(
                    *studies.TERM,
                    TextLine(
                        name="credits",
                        label=_("Credits"),
                        hint=_("Leave this empty for a leave or a break."),
                        max_length=20,
                        required=NEVER,
                    ),
                    TextLine(
                        name="result",
                        label=_("Result"),
                        hint=_("Leave this empty if you do not have it yet."),
                        max_length=60,
                        required=NEVER,
                    ),
                ),
            ),
        ),
    ),
    Page(
        key="more-time",
        title=_("Why you need more time or a change"),
        questions=(
            LongText(
                name="reason_extension",
                label=_("Why do you need more time or a change?"),
                hint=_("For example a failed course, an illness or a thesis: how long it took and what remains."),
                min_length=30,
                max_length=2000,
            ),
        ),
    ),
    Page(
        key="work",
        title=_("Work in Canada"),
        questions=(
            YesNo(name="worked_in_canada", label=_("Did you work in Canada?")),
            YesNo(name="add_work_remark", label=_("Do you ask to add the work condition to your permit?")),
        ),
    ),
    Page(
        key="jobs",
        title=_("Your jobs in Canada"),
        hint=_("Count all jobs together. Work on campus is separate."),
        shown=yes("worked_in_canada"),
        questions=(
            Rows(
                name="jobs",
                label=_("Jobs in Canada"),
                add_label=_("Add a job"),
                items=(
                    TextLine(name="employer", label=_("Employer")),
                    DateQuestion(name="from", label=_("From")),
                    DateQuestion(name="to", label=_("To"), hint=_("Leave this empty if it goes on."), required=NEVER),
                    Integer(name="hours", label=_("Hours a week during classes"), maximum=168),
                    Integer(name="hours_break", label=_("Hours a week during breaks"), maximum=168),
                ),
            ),
        ),
    ),
)
