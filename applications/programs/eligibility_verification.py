"""Ask the present school to confirm that a student may work off campus (P09; IMM 5582)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from applications.choices import PolicySet, SchoolStep
from applications.program_kit.base import AnswerBook, Page, Program, Section
from applications.program_kit.campus_assessment import VERIFICATION
from applications.program_kit.conditions import NEVER, yes
from applications.program_kit.findings import Finding, error, warning
from applications.program_kit.questions import DateQuestion, Email, Multi, Rows, TextLine, YesNo
from applications.program_kit.rules import campus as campus_rules
from applications.program_kit.rules import person as person_rules
from applications.program_kit.schooling import SchoolCopy
from applications.program_kit.sections import campus, groups

_CONSENTS = ("consent_exchange", "consent_report_ineligible", "consent_surrender")

SCHOOL = Section(
    key="school",
    title=_("Your school"),
    group=groups.REASONS,
    pages=(
        Page(
            key="school",
            title=_("Your school"),
            questions=(
                campus.INSTITUTION,
                TextLine(name="campus", label=_("Campus"), required=NEVER, max_length=100),
                campus.STUDENT_NUMBER,
            ),
        ),
        Page(
            key="registered",
            title=_("How your school knows you"),
            questions=(
                TextLine(
                    name="school_name",
                    label=_("Your name at the school"),
                    hint=_("Only if it is not the one in your passport."),
                    required=NEVER,
                    max_length=120,
                ),
                Email(
                    name="school_email",
                    label=_("Your e-mail address at the school"),
                    required=NEVER,
                    autocomplete="off",
                ),
            ),
        ),
        campus.PROGRAM_OF_STUDY,
        Page(
            key="full-time",
            title=_("Full-time studies"),
            questions=(YesNo(name="full_time_now", label=_("Do you study full-time now?")),),
        ),
        Page(
            key="periods",
            title=_("Your full-time studies in the last 12 months"),
            hint=_("One row for each time without a break. Your school checks them."),
            questions=(
                Rows(
                    name="full_time_periods",
                    label=_("Periods of full-time study"),
                    add_label=_("Add a period"),
                    maximum=10,
                    items=(
                        DateQuestion(name="from", label=_("From")),
                        DateQuestion(
                            name="to", label=_("Until"), hint=_("Leave this empty if it goes on."), required=NEVER
                        ),
                    ),
                ),
            ),
        ),
        Page(
            key="scholarships",
            title=_("Scholarships"),
            questions=(
                Multi(
                    name="scholarship_kinds",
                    label=_("Do you hold one of these?"),
                    hint=_("Select all that apply, or “None of these scholarships”."),
                    choices=(
                        ("commonwealth", _("Commonwealth Scholarship")),
                        ("government", _("Government of Canada Award")),
                        ("cida", _("Money from the Canadian International Development Agency")),
                        ("chile", _("Canada–Chile Equal Opportunity Scholarship")),
                        ("china", _("Canada–China Scholars’ Exchange")),
                        ("oas", _("Fellowship of the Organization of American States")),
                        ("none", _("None of these scholarships")),
                    ),
                ),
            ),
        ),
        Page(
            key="earlier",
            title=_("An earlier off-campus permit"),
            questions=(
                YesNo(name="previous_permit", label=_("Did you have an off-campus work permit before?")),
                YesNo(
                    name="previous_surrendered",
                    label=_("If you were not eligible any more, did you give it back?"),
                    hint=_("Only if you answered yes. Answer yes too if you were eligible until it ended."),
                    shown=yes("previous_permit"),
                ),
            ),
        ),
    ),
)

CONSENT = Section(
    key="consent",
    title=_("Your consent"),
    group=groups.REASONS,
    pages=(
        Page(
            key="consent",
            title=_("Your consent"),
            hint=_(
                "Your school gets a copy of the answers above and nothing else. Each time that it opens them, you see "
                "it. You can take your consent back at any time: then your school cannot open them any more."
            ),
            questions=(
                YesNo(
                    name="consent_exchange",
                    label=_("May your school, the province and we share what is needed to check this?"),
                ),
                YesNo(
                    name="consent_report_ineligible",
                    label=_("May your school tell us if you are not eligible any more?"),
                ),
                YesNo(
                    name="consent_surrender",
                    label=_("Do you agree to give the work permit back if you are not eligible any more?"),
                ),
            ),
        ),
    ),
)


def consent_given(book: AnswerBook) -> Iterator[Finding]:
    """P09-b5: without consent nothing can be sent to a school."""
    for name in _CONSENTS:
        if book.no(name):
            yield error("P09-b5", _("Without this consent we cannot ask your school. You can keep the draft."), name)


def enough_studies(book: AnswerBook) -> Iterator[Finding]:
    """P03-2, P03-4: full-time now, and for six of the last twelve months; advice, the school decides."""
    if book.no("full_time_now"):
        yield warning("P03-4", _("You do not study full-time now. Your school may say no."), "full_time_now")
    rows, least = book.rows("full_time_periods"), campus_rules.least_months(book)
    months = campus_rules.months_studied(rows, book.today)
    if rows and months < least:
        yield warning(
            "P03-2",
            _("Your periods make {n} months of full-time study in the last 12. Your school asks for {least}."),
            "full_time_periods",
            n=months,
            least=least,
        )


def order_of_periods(book: AnswerBook) -> Iterator[Finding]:
    """X06: each period ends after it starts, and none starts in the future."""
    for row in book.rows("full_time_periods"):
        start, end = row.get("from"), row.get("to")
        if start and end and start > end:  # type: ignore[operator]  # both are dates: the question reads them so
            yield error("X06", _("Check the dates: the end cannot be before the start."), "full_time_periods")
        if start and start > book.today:  # type: ignore[operator]  # a date
            yield error("X06", _("{label} must be in the past."), "full_time_periods", label=_("The start of a period"))


def scholarships(book: AnswerBook) -> Iterator[Finding]:
    """P03-7: who studies with certain awards cannot work off campus."""
    chosen = book.many("scholarship_kinds")
    if "none" in chosen and len(chosen) > 1:
        yield error(
            "P03-7", _("Select “None of these scholarships” alone, or those that you hold."), "scholarship_kinds"
        )
    elif chosen and "none" not in chosen:
        yield warning(
            "P03-7", _("Who holds one of these scholarships normally cannot work off campus."), "scholarship_kinds"
        )


def permit_not_returned(book: AnswerBook) -> Iterator[Finding]:
    """P03-8: who lost eligibility and kept the permit cannot get another one."""
    if book.no("previous_surrendered"):
        yield warning(
            "P03-8", _("Who kept a permit without being eligible normally gets no other one."), "previous_surrendered"
        )


def verified_already(book: AnswerBook) -> Iterator[Finding]:
    """P09-b3, P09-b4: a verification that is good needs no other one; one of another school can be moved."""
    held, school = book.facts.verification, book.choice("institution")
    if held is None or school is None:
        return
    if held.institution != school:
        yield warning(
            "P09-b4",
            _("Another school has confirmed this before. You can ask for a transfer of that verification instead."),
            "institution",
        )
    elif held.valid_until >= book.today:
        yield warning(
            "P09-b3",
            _("Your school has confirmed this already, until {last}. You can apply for the work permit now."),
            "institution",
            last=held.valid_until,
        )


PROGRAM = Program(
    code="eligibility-verification",
    letter="E",
    version=1,
    title=_("Verification by your school"),
    summary=_("Ask your school to confirm that you may work off campus. You need this for the work permit."),
    who=_("Full-time students with a study permit, at a school that takes part."),
    group="school",
    notice="eligibility-verification",
    workflow="verification",
    policy_set=PolicySet.CIC_2010,
    needs_verification=True,
    schools=(SchoolCopy(step=SchoolStep.VERIFY, institution="institution", sections=("you", "school", "consent")),),
    sections=(campus.ABOUT_YOU, SCHOOL, CONSENT),
    rules=(
        person_rules.not_in_the_future,
        person_rules.differs_from_profile,
        person_rules.waiting_already,
        campus_rules.permit_holds,
        campus_rules.study_dates,
        campus_rules.language_program,
        enough_studies,
        order_of_periods,
        scholarships,
        permit_not_returned,
        consent_given,
        verified_already,
    ),
    self_assessment=(VERIFICATION,),
)
