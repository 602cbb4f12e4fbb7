"""Rules about status: purposes, expiry, restoration, breaches, travel (X01, X04 to X07, X16 to X18)."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import AnswerBook
from applications.program_kit.dates import add_months
from applications.program_kit.findings import Finding, error, flag, warning
from applications.program_kit.rules import gaps
from applications.program_kit.waiting import lost_on, restore_by


def purposes_fit(book: AnswerBook) -> Iterator[Finding]:
    """X01: restoration is for people whose status has ended."""
    lost = lost_on(book)
    # The last day is still a day of status: it is lost when that day is over.
    if book.restores and lost and lost >= book.today:
        yield error(
            "X01",
            _("Choose at least one purpose. You cannot ask for restoration while your status is still valid."),
            "status_loss_date" if book.program.restores else "purposes",
            "current_document_expiry",
        )


def needs_no_status(book: AnswerBook) -> bool:
    """Tell whether the law lets this person apply here whatever the date on a document is (R206, R207, R215(1)(d))."""
    return book.choice("residence_status") in {"protected", "claimant"} or book.choice("study_ground") in {
        "unenforceable",
        "r207",
    }


def status_expired(book: AnswerBook) -> Iterator[Finding]:
    """X04: within 90 days of the loss restoration is the way; later it cannot be asked for any more.

    Only the request for what no longer exists is refused. A document may have ended while an earlier application
    keeps the status (R183(5)), so that is told, not refused (decisions 6).
    """
    lost, last_day = lost_on(book), restore_by(book)
    if not (lost and last_day) or lost >= book.today or needs_no_status(book):
        return
    if book.today > last_day:
        level = error if book.restores else warning
        yield level(
            "X04b",
            _(
                "More than 90 days have passed since you lost your status. Restoration is no longer possible; "
                "you must leave Canada."
            ),
            "current_document_expiry",
        )
    elif not book.restores:
        yield warning(
            "X04a",
            _("Your status expired on {date}. You have until {last_day} to ask for restoration."),
            *(("purposes",) if "purposes" in book.program.places else ()),
            "current_document_expiry",
            date=lost,
            last_day=last_day,
        )
    elif book.today - lost >= timedelta(days=book.limit("urgent_days")):
        yield warning(
            "P07-b7",
            _("Only {n} days are left to ask for restoration. The last day is {last_day}."),
            "status_loss_date",
            n=(last_day - book.today).days,
            last_day=last_day,
        )


def status_ends_soon(book: AnswerBook) -> Iterator[Finding]:
    """X05: a status that ends soon is kept only by sending in time."""
    expiry = book.day("current_document_expiry")
    days = book.limit("soon_days")
    if expiry and timedelta(0) <= expiry - book.today < timedelta(days=days):
        yield warning(
            "X05",
            _("Your status expires in {n} days. Send before {date} to keep your status while we decide."),
            "current_document_expiry",
            n=(expiry - book.today).days,
            date=expiry,
        )


def document_dates(book: AnswerBook) -> Iterator[Finding]:
    """X06: a document starts before it ends."""
    issue, expiry = book.day("current_document_issue"), book.day("current_document_expiry")
    if issue and expiry and issue > expiry:
        yield error(
            "X06",
            _("Check the dates: {a} cannot be before {b}."),
            "current_document_expiry",
            "current_document_issue",
            a=_("the expiry date of your document"),
            b=_("its issue date"),
        )


def document_outlasts_passport(book: AnswerBook) -> Iterator[Finding]:
    """X07: a document seldom outlasts the passport it was issued on."""
    expiry, passport = book.day("current_document_expiry"), book.day("passport_expiry")
    if expiry and passport and expiry > passport:
        yield warning(
            "X07",
            _("Your document seems to outlast the passport it was issued on. Check the dates."),
            "current_document_expiry",
            "passport_expiry",
        )


def short_permit_as_ground(question: str) -> Callable[[AnswerBook], Iterator[Finding]]:
    """Return the rule about a temporary resident permit that is the ground to apply.

    Args:
        question: the one that asks for the ground to apply from inside Canada.
    """

    def short_permit(book: AnswerBook) -> Iterator[Finding]:
        """P01-1: as a ground, a temporary resident permit is valid for six months (R199(d), R215(1)(e))."""
        issue, expiry = book.day("current_document_issue"), book.day("current_document_expiry")
        is_ground = book.choice(question) == "trp" and book.choice("current_document_kind") == "trp"
        months = book.limit("trp_months")
        if is_ground and issue and expiry and add_months(issue, months) - timedelta(days=1) > expiry:
            yield warning(
                "P01-1a",
                _("A temporary resident permit is a ground only if it is valid for at least {n} months."),
                question,
                "current_document_expiry",
                n=months,
            )

    return short_permit


def unauthorized_activity(book: AnswerBook) -> Iterator[Finding]:
    """X16: six months must pass after work or study without authorization (R200(3)(e), R221)."""
    ends = [
        row.get("to") or book.today
        for row in book.rows("conditions_breached")
        if row.get("kind") in choices.UNAUTHORIZED
    ]
    last = max((end for end in ends if isinstance(end, date)), default=None)
    months = book.limit("bar_months")
    if last is None or add_months(last, months) <= book.today:
        return
    level = error if book.restores else flag
    yield level(
        "X16",
        _("Because of work or study without authorization, no permit can be issued to you before {date}."),
        "conditions_breached",
        date=add_months(last, months),
    )


def cannot_be_restored(book: AnswerBook) -> Iterator[Finding]:
    """X17: some breaches cannot be cured by restoration (R182)."""
    if not book.restores:
        return
    labels = dict(choices.BREACH)
    for row in book.rows("conditions_breached"):
        kind = row.get("kind")
        if isinstance(kind, str) and kind not in choices.CURABLE_BREACHES:
            yield error(
                "X17",
                _("Restoration cannot cure this: {c}."),
                "conditions_breached",
                c=labels[kind],
            )


def breach_dates(book: AnswerBook) -> Iterator[Finding]:
    """X06: a breach starts before it ends."""
    for row in book.rows("conditions_breached"):
        start, end = row.get("from"), row.get("to")
        if isinstance(start, date) and isinstance(end, date) and start > end:
            yield error("X06", _("Check the dates: the end cannot be before the start."), "conditions_breached")


def loss_dates(book: AnswerBook) -> Iterator[Finding]:
    """P07: status was lost in the past; a refusal that ended it has the same date."""
    lost, refused = book.day("status_loss_date"), book.day("refusal_date")
    for name, day in (("status_loss_date", lost), ("refusal_date", refused)):
        if day and day > book.today:
            yield error("X06", _("{label} must be in the past."), name, label=book.program.places[name].question.label)
    if lost and refused and lost != refused:
        yield warning(
            "P07-9",
            _("After a refusal, the 90 days start on the date of the refusal. Which of these two dates is right?"),
            "status_loss_date",
            "refusal_date",
        )


def time_since_loss(book: AnswerBook) -> Iterator[Finding]:
    """X20: what the person did since the loss is told without holes; work or study since then is for the officer."""
    lost = lost_on(book)
    rows = book.rows("activity_since_loss")
    gap = gaps.first(lost, book.today, gaps.days(rows, book.today), timedelta(days=1)) if lost and rows else None
    if gap:
        yield warning(
            "X20",
            _("There is a gap from {from_day} to {to_day}. Tell us what you did."),
            "activity_since_loss",
            from_day=gap[0],
            to_day=gap[1],
        )
    if book.yes("worked_or_studied_after") and not book.rows("conditions_breached"):
        yield warning(
            "P07-7",
            _("You worked or studied after you lost your status. List it with the conditions that were not respected."),
            "worked_or_studied_after",
            "complied",
        )


def not_complied(book: AnswerBook) -> Iterator[Finding]:
    """R217: conditions that were not respected are for the officer to weigh."""
    if book.no("complied"):
        yield flag("G8", _("The applicant says that not all conditions were respected."), "complied")


def travel_plans(book: AnswerBook) -> Iterator[Finding]:
    """X18: leaving Canada can end the right to work or study."""
    if book.yes("travel_outside_planned"):
        yield warning(
            "X18",
            _("If you leave Canada, you may lose the right to work or study while we process your application."),
            "travel_outside_planned",
        )
