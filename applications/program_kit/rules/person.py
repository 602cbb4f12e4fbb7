"""Rules about the person: citizenship, residence, age, names of the profile, partner (X02, X03, X06, X08, X09, X30)."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from applications.program_kit.base import AnswerBook
from applications.program_kit.countries import CANADA
from applications.program_kit.dates import add_months, age
from applications.program_kit.findings import Finding, error, flag, warning
from applications.program_kit.questions import tidy

_OLDEST = 120


def no_permit_needed(book: AnswerBook) -> Iterator[Finding]:
    """X02: citizens and permanent residents of Canada need no permit."""
    citizen = any(row.get("country") == CANADA for row in book.rows("citizenships"))
    resident = book.choice("residence_country") == CANADA and book.choice("residence_status") in {"citizen", "pr"}
    if citizen or resident:
        yield error(
            "X02",
            _("Citizens, permanent residents and registered Indians do not need this permit."),
            "citizenships" if citizen else "residence_status",
        )


def same_country_twice(book: AnswerBook) -> Iterator[Finding]:
    """G03: each citizenship is listed once."""
    listed = [row.get("country") for row in book.rows("citizenships") if row.get("country")]
    if len(listed) != len(set(listed)):
        yield error("G03", _("You listed the same citizenship twice. Remove one."), "citizenships")


def in_canada(book: AnswerBook) -> Iterator[Finding]:
    """X03: the application is for people who are in Canada."""
    entered = book.day("last_entry_date")
    country = book.choice("residence_country")
    if (country and country != CANADA) or (entered and entered > book.today):
        yield error("X03", _("You must be in Canada to use this application."), "residence_country", "last_entry_date")


def order_of_life(book: AnswerBook) -> Iterator[Finding]:
    """X06: birth, first entry, last entry and today follow one another."""
    steps = (
        ("date_of_birth", _("your first entry"), "first_entry_date", _("your birth")),
        ("first_entry_date", _("your most recent entry"), "last_entry_date", _("your first entry")),
        ("residence_from", _("the end of your status"), "residence_to", _("its start")),
    )
    for earlier, later_name, later, earlier_name in steps:
        first, second = book.day(earlier), book.day(later)
        if first and second and first > second:
            yield error(
                "X06",
                _("Check the dates: {a} cannot be before {b}."),
                later,
                earlier,
                a=later_name,
                b=earlier_name,
            )


def not_in_the_future(book: AnswerBook) -> Iterator[Finding]:
    """X06: what has happened cannot lie in the future."""
    for name in ("date_of_birth", "first_entry_date", "relationship_date", "passport_issue", "current_document_issue"):
        day = book.day(name)
        if day and day > book.today:
            yield error(
                "X06",
                _("{label} must be in the past."),
                name,
                label=book.program.places[name].question.label,
            )
    born = book.day("date_of_birth")
    if born and age(born, book.today) > _OLDEST:
        yield error("G03", _("Check the year of your birth."), "date_of_birth")


def minor(book: AnswerBook) -> Iterator[Finding]:
    """X08: a parent or guardian signs for a minor."""
    born = book.day("date_of_birth")
    adult = book.limit("adult_age")
    if born and born <= book.today and age(born, book.today) < adult:
        yield warning(
            "X08",
            _("The applicant is under {age}. A parent or guardian must sign."),
            "date_of_birth",
            age=adult,
        )


def differs_from_profile(book: AnswerBook) -> Iterator[Finding]:
    """X09: the profile and the form say different things."""
    for name in ("family_name", "given_name"):
        said, known = book.text(name), book.facts.profile.get(name, "")
        if said and known and tidy(known).casefold() != said.casefold():
            yield warning("X09", _("This differs from your profile. Which one is right?"), name)
    born, known_birth = book.day("date_of_birth"), book.facts.profile.get("date_of_birth", "")
    if born and known_birth and born.isoformat() != known_birth:
        yield warning("X09", _("This differs from your profile. Which one is right?"), "date_of_birth")


def common_law_year(book: AnswerBook) -> Iterator[Finding]:
    """X30: a common-law union needs a year together."""
    since = book.day("relationship_date")
    months = book.limit("common_law_months")
    if book.choice("marital_status") == "common_law" and since and add_months(since, months) > book.today:
        # The Regulations know an exception (R1(2)), so this is told, not refused (decisions 6).
        yield warning(
            "X30",
            _("A common-law partner must have lived with you for at least one year."),
            "relationship_date",
            "marital_status",
        )


def previous_before_present(book: AnswerBook) -> Iterator[Finding]:
    """G04: an earlier relationship ended before the present one began."""
    now = book.day("relationship_date")
    for row in book.rows("previous_relationships"):
        start, end = row.get("from"), row.get("to")
        if start and end and start > end:  # type: ignore[operator]  # both are dates: the question reads them so
            yield error("X06", _("Check the dates: the end cannot be before the start."), "previous_relationships")
        if now and end and end > now:  # type: ignore[operator]  # both are dates
            yield warning(
                "G04",
                _("An earlier relationship seems to end after the present one began. Which date is right?"),
                "previous_relationships",
                "relationship_date",
            )


def background_flags(book: AnswerBook) -> Iterator[Finding]:
    """G12: a yes tells the officer where to look; it never blocks."""
    for name, head in (
        ("bg_tb", _("Health grounds (A38)")),
        ("bg_medical", _("Health grounds (A38)")),
        ("bg_overstay", _("Non-compliance (A41)")),
        ("bg_criminal", _("Criminality (A36)")),
        ("bg_organization", _("Security or organized criminality (A34, A37)")),
        ("bg_ill_treatment", _("Human or international rights violations (A35)")),
    ):
        if book.yes(name):
            yield flag("G12", head, name)


def waiting_already(book: AnswerBook) -> Iterator[Finding]:
    """X19: one application for a program at a time."""
    first = next(iter(book.program.places))
    if book.program.code in book.facts.open_programs:
        yield warning("X19", _("You already have an application for this in progress."), first)
    elif book.facts.open_programs:
        yield warning("X19", _("You have another application in progress. That can be right."), first)
