"""Restore status as a visitor, or as a student or worker whose permit is still good (P07; form IMM 5708).

Who needs a new permit as well asks for both in the application for that permit.
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices, everybody, permits
from applications.program_kit.base import AnswerBook, Page, Program, Section
from applications.program_kit.conditions import ALWAYS, NEVER
from applications.program_kit.documents import slot
from applications.program_kit.findings import Finding, error, warning
from applications.program_kit.products import fee
from applications.program_kit.questions import Choice
from applications.program_kit.rules import passport as passport_rules
from applications.program_kit.rules import visit as visit_rules
from applications.program_kit.sections import funds, groups, loss, purpose, status, visit
from applications.program_kit.visit_assessment import RESTORATION
from applications.program_kit.waiting import BIOMETRICS, PASSPORT, asked_until

_AS = Page(
    key="restore-as",
    title=_("What you want to be again"),
    questions=(
        Choice(
            name="restore_as",
            label=_("As what do you want to stay?"),
            hint=_("If you need a new study or work permit, apply for the permit and ask for restoration there."),
            choices=choices.TEMPORARY_STATUS,
        ),
    ),
)


def student_again(book: AnswerBook) -> Iterator[Finding]:
    """R182(2): who stopped studying cannot be restored as a student."""
    stopped = any(row.get("kind") == "not_enrolled" for row in book.rows("conditions_breached"))
    if book.choice("restore_as") == "student" and (stopped or book.choice("loss_cause") == "stopped_school"):
        yield error(
            "R182(2)",
            _("Somebody who stopped studying cannot be restored as a student. Choose another status."),
            "restore_as",
            "loss_cause",
        )


def permit_still_good(book: AnswerBook) -> Iterator[Finding]:
    """P07: a student or worker without a valid permit needs a new one, and asks for restoration with it."""
    ends = book.day("current_document_expiry")
    if book.choice("restore_as") in {"student", "worker"} and ends and ends < book.today:
        yield warning(
            "P07-m",
            _("Your permit has ended. Apply for a new permit and ask for restoration there, or stay as a visitor."),
            "restore_as",
            "current_document_expiry",
        )


PROGRAM = Program(
    code="restoration",
    letter="V",
    version=1,
    title=_("Restoration of status"),
    summary=_("Get your status back within 90 days after you lost it."),
    who=_("People in Canada who lost their status as a visitor, student or worker at most 90 days ago."),
    group="stay",
    notice="restoration",
    may_add=("family-member",),
    sections=(
        Section(
            key="purpose",
            title=_("What you apply for"),
            group=groups.BEFORE,
            pages=(_AS, purpose.client_number(NEVER), purpose.LANGUAGES, *loss.PAGES),
        ),
        *everybody.ABOUT_YOU,
        visit.VISIT,
        funds.FUNDS,
        *everybody.YOUR_LIFE,
    ),
    rules=(
        *everybody.RULES,
        student_again,
        permit_still_good,
        visit_rules.period_ahead,
        visit_rules.long_stay,
        visit_rules.way_home,
        visit_rules.short_course,
        visit_rules.enough_money,
    ),
    documents=everybody.papers(
        slot("D03", required=status.HAS_PAPER),
        slot("D05", required=ALWAYS),
        slot("D19", required=ALWAYS),
        slot("D26"),
    ),
    fees=(
        fee("F05"),
        fee("F06", passport_rules.BIOMETRICS),
    ),
    permits=(permits.RESTORED,),
    self_assessment=(RESTORATION,),
    restores=True,
    until=visit_rules.stay_until,
    caps=(PASSPORT, BIOMETRICS, asked_until(visit_rules.stay_until)),
)
