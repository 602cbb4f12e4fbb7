"""Rules about members of the family (X31, X33, X34, P08): who is one, and what rests on the main person's status.

No request is refused here because a permit is not due by right: that is told, and left to the officer (decisions 6).
"""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from applications.program_kit.base import AnswerBook
from applications.program_kit.dates import add_months, age
from applications.program_kit.findings import Finding, error, warning
from applications.program_kit.rules import school, visit, work
from applications.program_kit.sections import member
from applications.program_kit.waiting import Cap

#: Levels of jobs that open the way for the partner; of 2 and 3 only some occupations count.
_OPEN_LEVELS, _SOME_LEVELS = ("0", "1"), ("2", "3")
_CHILD_BASES = ("worker", "student", "visitor")


def asked_until(book: AnswerBook) -> date | None:
    """Return until when this person asks to stay, study or work: the latest of what was asked for."""
    asked = (
        (member.WORK, work.work_until),
        (member.STUDY, school.requested_end),
        (member.VISIT, visit.stay_until),
    )
    days = [day for wish, until in asked if wish(book) and (day := until(book))]
    return max(days, default=None)


def principal_until(book: AnswerBook) -> date | None:
    """Return until when the main person of the application asks to stay; None where that is not known."""
    principal = book.facts.principal
    return principal.program.until(principal) if principal else None


PRINCIPAL = Cap(
    code="principal",
    why=_("the main person of your application asked for a permit until that day"),
    source="IRPR s. 183, 199, 215(2); program delivery instructions",
    day=principal_until,
)


def dependent_child(book: AnswerBook) -> Iterator[Finding]:
    """X31: a dependent child is under 22 and single, or needed support since before 22 (IRPR s. 2)."""
    born, limit = book.day("date_of_birth"), book.limit("dependent_age")
    if not (member.CHILD(book) and born):
        return
    if age(born, book.today) >= limit and not book.yes("dependent_since"):
        yield error(
            "X31",
            _("A child of {n} or older cannot be added here. This person applies alone."),
            "date_of_birth",
            "dependent_since",
            n=limit,
        )
    if book.choice("marital_status") in {"married", "common_law"}:
        yield error(
            "X31",
            _("A child who is married or has a common-law partner cannot be added here. This person applies alone."),
            "marital_status",
            "relationship",
        )


def partner_is_a_partner(book: AnswerBook) -> Iterator[Finding]:
    """P08-1: what this person is to the main one agrees with the marital status (IRPR s. 1(3))."""
    fits = {"spouse": "married", "cl_partner": "common_law"}.get(book.choice("relationship"))
    said = book.choice("marital_status")
    if fits and said and said != fits:
        yield error(
            "P08-1",
            _("The marital status does not agree with what this person is to you. Which one is right?"),
            "marital_status",
            "relationship",
        )


def principal_without_status(book: AnswerBook) -> Iterator[Finding]:
    """X33: a permit that rests on the main person's status ends with it."""
    principal = book.facts.principal
    if principal is None or not (member.STUDY(book) or member.WORK(book)):
        return
    ends = principal.day("current_document_expiry")
    if ends and ends < book.today and not principal.restores:
        yield error(
            "X33",
            _("Your own status has ended, and this request rests on it. Ask for restoration for yourself as well."),
            "principal_basis",
        )


def not_beyond_principal(book: AnswerBook) -> Iterator[Finding]:
    """X34: nobody gets more time than the person on whose status it rests."""
    asked, principal = asked_until(book), principal_until(book)
    if asked and principal and asked > principal:
        yield warning(
            "X34",
            _("You ask for more time for this person than for yourself ({date}). The end will be cut to that day."),
            _end_field(book),
            date=principal,
        )


def _end_field(book: AnswerBook) -> str:
    if member.WORK(book):
        return "work_to"
    return "study_to" if member.STUDY(book) else "stay_to"


def open_permit_for_partner(book: AnswerBook) -> Iterator[Finding]:
    """P08-4: since 2025 an open permit for a partner needs a listed job or program and time left on the permit."""
    if not (member.PARTNER(book) and member.WORK(book)):
        return
    basis = book.choice("principal_basis")
    if basis == "worker":
        yield from _partner_of_worker(book)
    elif basis == "student" and not book.limit("spouse_of_any_student"):
        yield from _partner_of_student(book)
    elif basis == "visitor":
        yield warning("P08-4", _("A visitor's partner gets no open work permit."), "principal_basis")


def rests_on_a_list(book: AnswerBook) -> bool:
    """P08-4: tell whether a list of jobs decides about the partner's open permit."""
    return member.PARTNER(book) and member.WORK(book) and book.choice("principal_teer") in _SOME_LEVELS


def no_open_permit(book: AnswerBook) -> bool:
    """P08-b4: tell whether a partner gets no open permit; where a list of jobs decides, that is left open."""
    left_open = "principal_teer" if rests_on_a_list(book) else ""
    return any(finding.fields[0] != left_open for finding in open_permit_for_partner(book))


def _partner_of_worker(book: AnswerBook) -> Iterator[Finding]:
    months, level = book.limit("spouse_months"), book.choice("principal_teer")
    if level in _SOME_LEVELS:
        yield warning(
            "P08-4",
            _("Of TEER 2 and 3, only some jobs count. Look at the list of the government before you pay."),
            "principal_teer",
        )
    elif level and level not in _OPEN_LEVELS and months:
        yield warning("P08-4", _("For this level of job, a partner gets no open work permit."), "principal_teer")
    ends = max(
        (day for day in (book.day("principal_permit_expiry"), principal_until(book)) if day is not None), default=None
    )
    if ends and months and ends < add_months(book.today, months):
        yield warning(
            "P08-4m",
            _("Your own permit must be valid for {n} months more. Else your partner gets no open work permit."),
            "principal_permit_expiry",
            n=months,
        )


def _partner_of_student(book: AnswerBook) -> Iterator[Finding]:
    level, months = book.choice("principal_level"), book.money("principal_months")
    is_long = level == "masters" and months is not None and months >= book.limit("spouse_months")
    if level and not (level == "doctorate" or is_long or book.yes("principal_professional")):
        yield warning(
            "P08-4",
            _(
                "A student's partner gets an open work permit only for a long master's program, a doctorate or a "
                "profession on the list."
            ),
            "principal_level",
        )


def open_permit_for_child(book: AnswerBook) -> Iterator[Finding]:
    """P08-5: children of workers and students get no open permit."""
    if member.CHILD(book) and member.WORK(book) and book.choice("principal_basis") in _CHILD_BASES:
        yield warning(
            "P08-5",
            _("A child gets no open work permit because of your status. With a job offer, the child applies alone."),
            "member_wish",
        )


def study_without_permit(book: AnswerBook) -> Iterator[Finding]:
    """P08-6: a minor child of a worker or student may study without a permit (IRPA s. 30(2))."""
    at_home = book.choice("principal_basis") in {"worker", "student"}
    if member.CHILD(book) and member.MINOR(book) and member.STUDY(book) and at_home:
        yield warning(
            "P08-6",
            _("This child may go to school without a permit. You can still ask for one."),
            "member_wish",
        )


def other_parent(book: AnswerBook) -> Iterator[Finding]:
    """P08: the other parent of a minor agrees, or the papers say why that is not needed."""
    if book.no("other_parent_agrees"):
        yield warning(
            "P08-c",
            _("The other parent does not agree. Add the order of the court, or explain it."),
            "other_parent_agrees",
        )
