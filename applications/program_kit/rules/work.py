"""Rules about work: period, papers of the employer, place, health, dispute (X14, X21, X22, X28, X29; R30, R199, R200).

What the law asks of a job or a paper is told and left to the officer; only dates that cannot be are refused
(decisions 6).
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from applications.program_kit.base import AnswerBook
from applications.program_kit.dates import add_months
from applications.program_kit.findings import Finding, error, flag, warning


def work_until(book: AnswerBook) -> date | None:
    """Return until when the work permit is asked for."""
    return book.day("work_to")


def work_period(book: AnswerBook) -> Iterator[Finding]:
    """X14: the work ends in the future, after it starts, and does not start too far off."""
    start, end = book.day("work_from"), work_until(book)
    months = book.limit("start_ahead_months")
    if end and end <= book.today:
        yield error("X14", _("The time you ask for is over. It must end in the future."), "work_to", "work_from")
    elif start and end and end <= start:
        yield error("X14", _("The work must end after it starts."), "work_to", "work_from")
    if start and start > add_months(book.today, months):
        yield warning("X14a", _("The work starts in more than {n} months. Is the date right?"), "work_from", n=months)


def lmia_in_effect(book: AnswerBook) -> Iterator[Finding]:
    """X28: the labour market impact assessment is in effect on the day of sending (R203)."""
    expiry = book.day("lmia_expiry")
    if expiry and expiry < book.today:
        yield warning("X28", _("The LMIA is not in effect any more. Ask your employer for a new one."), "lmia_expiry")


def new_employer(book: AnswerBook) -> Iterator[Finding]:
    """X29: work for a new employer begins when the new permit is there."""
    if book.choice("work_reason") == "new_employer":
        yield warning("X29", _("Do not start with the new employer before the new permit is issued."), "work_reason")


def place_of_work(book: AnswerBook) -> Iterator[Finding]:
    """X21: somebody who works in another province than where they live is asked if that is right."""
    home = book.text("home_province") or book.text("mail_province")
    work = book.text("work_province")
    if home and work and home != work:
        yield warning("X21w", _("You live in one province and work in another. Is that right?"), "work_province")


def quebec_certificate(book: AnswerBook) -> Iterator[Finding]:
    """X22: work in Quebec with an LMIA needs a certificate that covers its start (R203(2), R200(3)(b))."""
    until, start = book.day("caq_to"), book.day("work_from")
    if until and start and until < start:
        yield warning("X22", _("Work in Quebec with an LMIA needs a valid CAQ."), "caq_to", "work_from")


def some_pay(book: AnswerBook) -> Iterator[Finding]:
    """P05: a job is paid."""
    if book.money("wage") == Decimal(0):
        yield warning("P05-w", _("The wage is zero. Is that right?"), "wage")


def health_job(book: AnswerBook) -> Iterator[Finding]:
    """R30(1)(a)(ii): work where public health must be protected needs a medical exam."""
    if book.yes("public_health_job") and book.no("had_medical_exam"):
        yield warning(
            "R30", _("Such a job needs a medical exam first. Book it with a panel physician."), "public_health_job"
        )


def licence(book: AnswerBook) -> Iterator[Finding]:
    """R200(3)(a): the person can do the work."""
    if book.no("licence_held"):
        yield warning(
            "P05-l",
            _("Without the licence you may not be able to do this job. Explain how you get it."),
            "licence_held",
        )


def dispute(book: AnswerBook) -> Iterator[Finding]:
    """R200(3)(c): work during a dispute is for the officer to weigh."""
    if book.yes("union_dispute"):
        yield flag("R200(3)(c)", _("There is a labour dispute at the place of work."), "union_dispute")
