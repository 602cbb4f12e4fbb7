"""Rules about the school: dates, list, attestation, CAQ, costs (X14, X21 to X27, X45).

What the law asks of a school or a letter is told and left to the officer; only dates that cannot be are refused
(decisions 6).
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from applications.program_kit import tables
from applications.program_kit.base import AnswerBook
from applications.program_kit.dates import add_months
from applications.program_kit.findings import Finding, error, flag, warning
from applications.program_kit.sections import attestation as papers
from applications.program_kit.sections import studies
from applications.program_kit.waiting import Cap


def usual_end(book: AnswerBook) -> date | None:
    """Return the usual end of the permit: the end of the program and 90 days (X45)."""
    end = book.day("study_to")
    return end + timedelta(days=book.limit("after_studies_days")) if end else None


AFTER_STUDIES = Cap(
    code="studies",
    why=_("90 days after the last day of your program"),
    source="IRPR s. 222(1)(a)",
    day=usual_end,
)


def requested_end(book: AnswerBook) -> date | None:
    """Return until when the permit is asked for."""
    return book.day("requested_to") or usual_end(book)


def requested_period(book: AnswerBook) -> Iterator[Finding]:
    """X14: the period asked for lies ahead and is not too far off."""
    start, end = book.day("study_from"), requested_end(book)
    if end and end <= book.today:
        asked = "requested_to" if book.day("requested_to") else "study_to"
        yield error("X14", _("The time you ask for is over. It must end in the future."), asked, "study_from")
    elif start and start > add_months(book.today, book.limit("start_ahead_months")):
        yield warning(
            "X14a",
            _("Your program starts in more than {n} months. Is the date right?"),
            "study_from",
            n=book.limit("start_ahead_months"),
        )


def usual_end_passed(book: AnswerBook) -> Iterator[Finding]:
    """X45: a permit normally ends 90 days after the program."""
    asked, usual = book.day("requested_to"), usual_end(book)
    if asked and usual and asked > usual:
        yield warning("X45", _("The permit normally ends 90 days after the program."), "requested_to")


def program_dates(book: AnswerBook) -> Iterator[Finding]:
    """X24: the program starts before it ends, and not long ago."""
    start, end = book.day("study_from"), book.day("study_to")
    if not (start and end):
        return
    if end <= start:
        yield error("X24", _("The program must end after it starts."), "study_to", "study_from")
        return
    late = timedelta(days=book.limit("late_start_days"))
    if start < book.today - late and not book.choice("reason"):
        yield warning(
            "X24a",
            _("The program started more than 30 days ago. Ask your school if you can still join."),
            "study_from",
        )
    stay = book.day("current_document_expiry")
    if stay and end <= stay and end <= add_months(start, book.limit("short_program_months")):
        yield warning(
            "X24b",
            _("For a program of six months or less that ends within your stay, no study permit is needed."),
            "study_to",
        )


def designated(book: AnswerBook) -> Iterator[Finding]:
    """X23: the school is designated on this day, except to finish the same program."""
    if not book.text("dli_number") or book.choice("reason") in papers.SAME_STUDIES:
        return
    school = papers.institution(book)
    if school is None or not school.designated(book.today):
        yield warning("X23", _("This institution is not on the designated list."), "dli_number")


def school_place(book: AnswerBook) -> Iterator[Finding]:
    """X21: the school stands in the province that the list gives."""
    school, province = papers.institution(book), book.text("school_province")
    if school and province and school.province != province:
        yield warning(
            "X21a",
            _("Our list has this school in another province. Which one is right?"),
            "school_province",
        )


def attestation(book: AnswerBook) -> Iterator[Finding]:
    """X25: the attestation letter is valid today, or an exemption holds today."""
    if not papers.ATTESTATION(book):
        return
    expiry, issue = book.day("pal_expiry"), book.day("pal_issue")
    reason = book.choice("pal_exempt_reason")
    if expiry and expiry < book.today:
        yield warning("X25", _("Your attestation letter has expired. An expired letter is returned."), "pal_expiry")
    if issue and expiry and issue > expiry:
        yield error("X06", _("Check the dates: the end cannot be before the start."), "pal_expiry", "pal_issue")
    if reason and tables.find("attestation", reason, book.facts.policy_set, book.today) is None:
        yield warning(
            "X25", _("This exemption does not hold at present. An attestation letter is required."), "pal_exempt_reason"
        )


def caq(book: AnswerBook) -> Iterator[Finding]:
    """X22: long studies in Quebec need a CAQ that covers them."""
    if not papers.IN_QUEBEC(book):
        return
    until, start, end = book.day("caq_to"), book.day("study_from"), book.day("study_to")
    if until and start and until < start:
        yield warning("X22", _("Study in Quebec needs a valid CAQ."), "caq_to")
    elif until and end and until < end:
        yield warning("X22b", _("Your CAQ ends before your program. The permit may end with the CAQ."), "caq_to")


def tuition(book: AnswerBook) -> Iterator[Finding]:
    """X26: no tuition has a reason."""
    if book.money("tuition") == Decimal(0) and not book.text("no_tuition_reason"):
        yield warning("X26", _("Confirm why there is no tuition fee."), "tuition")


def not_full_time(book: AnswerBook) -> Iterator[Finding]:
    """P01: part-time study is possible, but seldom enough for a permit."""
    if book.choice("study_mode") == "part_time":
        yield warning("P01", _("You study part-time. Most study permits need full-time studies."), "study_mode")


def acceptance_letter(book: AnswerBook) -> Iterator[Finding]:
    """D04: the letter is recent and not from the future."""
    written = book.day("letter_date")
    if written and written > book.today:
        yield error("X06", _("{label} must be in the past."), "letter_date", label=_("Date of the letter"))
    elif written and add_months(written, book.limit("letter_months")) < book.today:
        yield warning("D04a", _("Your letter of acceptance is older than six months."), "letter_date")


def co_op(book: AnswerBook) -> Iterator[Finding]:
    """X27: a co-op permit is only for those who still need one."""
    if not (book.yes("also_work_permit") and book.choice("also_work_kind") == "coop"):
        return
    if not studies.CO_OP(book):
        yield warning("X27", _("Students after secondary school no longer need a co-op work permit."), "also_work_kind")


def custodian(book: AnswerBook) -> Iterator[Finding]:
    """X08: a young student without a parent in Canada has a custodian."""
    if studies.CUSTODIAN(book):
        yield flag(
            "X08b", _("A minor without a parent in Canada: see the custodianship declaration."), "custodian_names"
        )
