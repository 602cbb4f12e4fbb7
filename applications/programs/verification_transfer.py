"""Move a school's verification to the next school: released there, accepted here (P10)."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from applications.choices import PolicySet, SchoolStep
from applications.program_kit.base import AnswerBook, Page, Program, Section
from applications.program_kit.campus_assessment import TRANSFER
from applications.program_kit.conditions import NEVER
from applications.program_kit.findings import Finding, error, warning
from applications.program_kit.questions import Choice, Code, DateQuestion, Listed, TextLine, YesNo
from applications.program_kit.rules import campus as campus_rules
from applications.program_kit.rules import person as person_rules
from applications.program_kit.schooling import SchoolCopy
from applications.program_kit.sections import campus, groups

_CONSENTS = ("consent_release", "consent_share")

HELD = Section(
    key="held",
    title=_("Your verification"),
    group=groups.REASONS,
    pages=(
        Page(
            key="number",
            title=_("Your verification or permit"),
            questions=(
                Code(
                    name="evn",
                    label=_("Verification number, or number of your off-campus work permit"),
                    hint=_("You find the verification number on the page of your verification."),
                    pattern=rf"{campus.VERIFICATION_NUMBER}|{campus.PERMIT_NUMBER}",
                    example="EV 3004 1288 9",
                    layout=campus.number_text,
                ),
            ),
        ),
        Page(
            key="why",
            title=_("Why you move"),
            questions=(
                Choice(
                    name="reason_transfer",
                    label=_("Why do you change schools?"),
                    choices=(
                        ("transfer", _("I go on with my program at another school")),
                        ("next", _("I finished, and begin the next program")),
                        ("moved", _("I moved to another place")),
                        ("other", _("Another reason")),
                    ),
                ),
            ),
        ),
    ),
)

FORMER = Section(
    key="former",
    title=_("Your former school"),
    group=groups.REASONS,
    pages=(
        Page(
            key="former-school",
            title=_("Your former school"),
            questions=(
                Listed(name="old_institution", label=_("Your former school"), source=campus.all_schools),
                TextLine(
                    name="old_student_id",
                    label=_("Student number at your former school"),
                    hint=_("As on your student card."),
                    min_length=3,
                    max_length=20,
                ),
                DateQuestion(name="last_day_old", label=_("Your last day of study there")),
            ),
        ),
    ),
)

NEW = Section(
    key="new",
    title=_("Your new school"),
    group=groups.REASONS,
    pages=(
        Page(
            key="school",
            title=_("Your new school"),
            questions=(
                campus.INSTITUTION,
                TextLine(name="campus", label=_("Campus"), required=NEVER, max_length=100),
                campus.STUDENT_NUMBER,
            ),
        ),
        campus.PROGRAM_OF_STUDY,
        Page(
            key="full-time",
            title=_("Full-time studies"),
            questions=(YesNo(name="full_time_new", label=_("Do you study full-time at your new school?")),),
        ),
        Page(
            key="permit-names-school",
            title=_("Your study permit and your new school"),
            questions=(
                Choice(
                    name="sp_updated",
                    label=_("Does your study permit name your new school?"),
                    choices=(("yes", _("Yes")), ("no", _("No")), ("applied", _("Not yet, I have applied for it"))),
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
                "Your former school gets what you say about it, your new school what you say about it. Neither sees "
                "what the other gets, but your new school reads what your former school answers. You see each time "
                "that one of them opens its copy. You can take your consent back at any time."
            ),
            questions=(
                YesNo(
                    name="consent_release",
                    label=_("May your former school release you, and tell us and your new school about your studies?"),
                ),
                YesNo(
                    name="consent_share",
                    label=_("May your new school, the province and we share what is needed to check this?"),
                ),
            ),
        ),
    ),
)


def is_theirs(book: AnswerBook) -> Iterator[Finding]:
    """P10-b1: the number is the one that the person holds; a permit on paper is known to the former school only."""
    number, held = book.text("evn"), book.facts.verification
    if not number or not re.fullmatch(campus.VERIFICATION_NUMBER, number):
        return
    if held is None or held.number != number:
        yield error(
            "P10-b1",
            _("You hold no verification with this number. Copy it from the page of your verification."),
            "evn",
        )
        return
    former = book.choice("old_institution")
    if former and former != held.institution:
        yield error("P10-b1", _("This verification is of another school."), "old_institution", "evn")


def one_at_a_time(book: AnswerBook) -> Iterator[Finding]:
    """P10-b4: a verification moves to one school; two requests at once could give two numbers."""
    if book.program.code in book.facts.open_programs:
        yield error(
            "P10-b4",
            _("You have asked for a transfer already. Wait for the answer, or take the consent of that request back."),
            "institution",
        )


def another_school(book: AnswerBook) -> Iterator[Finding]:
    """P10-c: a transfer goes from one school to another."""
    former, new = book.choice("old_institution"), book.choice("institution")
    if former and former == new:
        yield error("P10-c", _("Your new school cannot be your former school."), "institution", "old_institution")


def days_in_order(book: AnswerBook) -> Iterator[Finding]:
    """X06: the new program begins on the last day at the former school or later, and is not over."""
    last, start, end = book.day("last_day_old"), book.day("program_start"), book.day("program_end")
    if last and start and start < last:
        yield error(
            "X06",
            _("Your new program cannot begin before your last day at your former school."),
            "program_start",
            "last_day_old",
        )
    if start and end and end <= start:
        yield error("X06", _("Check the dates: the end cannot be before the start."), "program_end", "program_start")
    else:
        yield from campus_rules.not_over(book)


def break_between(book: AnswerBook) -> Iterator[Finding]:
    """P10-b3: a break longer than a scheduled one ends what the months at the former school count for."""
    last, start = book.day("last_day_old"), book.day("program_start")
    longest = book.limit("study_break_days")
    if last and start and (start - last).days > longest:
        yield warning(
            "P10-b3",
            _("You were away for more than {n} days. Your new school may ask for six new months of study."),
            "program_start",
            "last_day_old",
            n=longest,
        )


def full_time(book: AnswerBook) -> Iterator[Finding]:
    """P03-4: full-time at the new school as well; the school decides."""
    if book.no("full_time_new"):
        yield warning("P03-4", _("You do not study full-time now. Your school may say no."), "full_time_new")


def permit_names_school(book: AnswerBook) -> Iterator[Finding]:
    """P10-c, IRPR s. 220.1(1)(a) since 2024-11-08: the study permit names the school where its holder studies."""
    if book.choice("sp_updated") == "no":
        yield warning(
            "P10-p",
            _("Your study permit has to name your new school. Ask for a change of your study permit too."),
            "sp_updated",
        )


def consent_given(book: AnswerBook) -> Iterator[Finding]:
    """P10-b6: without consent nothing can be sent to a school."""
    for name in _CONSENTS:
        if book.no(name):
            yield error("P10-b6", _("Without this consent we cannot ask your schools. You can keep the draft."), name)


PROGRAM = Program(
    code="verification-transfer",
    letter="E",
    version=1,
    title=_("Transfer of your verification"),
    summary=_("You changed schools? Move the confirmation that you may work off campus to your new school."),
    who=_("Students whose former school has confirmed that they may work off campus."),
    group="school",
    notice="verification-transfer",
    workflow="transfer",
    policy_set=PolicySet.CIC_2010,
    needs_verification=True,
    known_from_school={"evn": "number", "old_institution": "institution"},
    schools=(
        SchoolCopy(step=SchoolStep.RELEASE, institution="old_institution", sections=("you", "held", "former")),
        SchoolCopy(step=SchoolStep.ACCEPT, institution="institution", sections=("you", "held", "new")),
    ),
    sections=(campus.ABOUT_YOU, HELD, FORMER, NEW, CONSENT),
    rules=(
        person_rules.not_in_the_future,
        person_rules.differs_from_profile,
        campus_rules.permit_holds,
        campus_rules.language_program,
        one_at_a_time,
        is_theirs,
        another_school,
        days_in_order,
        break_between,
        full_time,
        permit_names_school,
        consent_given,
    ),
    self_assessment=(TRANSFER,),
)
