"""Rules about the last ten years and the family (X20, G09, G11)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices, coverage
from applications.program_kit.base import AnswerBook
from applications.program_kit.coverage import span_of
from applications.program_kit.dates import add_years
from applications.program_kit.findings import Finding, error, flag, warning


def order_of_rows(book: AnswerBook) -> Iterator[Finding]:
    """G09: each activity starts before it ends, and in the past."""
    for name in ("activities", "education_rows"):
        for row in book.rows(name):
            span = span_of(row, book.today)
            if span and (span[0] > book.today or span[0] > span[1]):
                yield error("X06", _("Check the dates: each row must start in the past and end after it starts."), name)
                break


def ten_years_covered(book: AnswerBook) -> Iterator[Finding]:
    """X20: no hole longer than a month in the last ten years, or since the 18th birthday.

    Who cannot fill a hole explains it: then the officer reads that, and nothing stands in the way.
    """
    told = coverage.ten_years(book)
    if told is None or not told.holes:
        return
    first, last = told.holes[0]
    if book.text("history_explained"):
        yield flag(
            "X20",
            _("There is a gap from {from_day} to {to_day}. The person explained it."),
            "history_explained",
            from_day=first,
            to_day=last,
        )
        return
    yield error(
        "X20",
        _("There is a gap from {from_day} to {to_day}. Tell us what you did, or explain the gap."),
        "activities",
        from_day=first,
        to_day=last,
    )


def parents_age(book: AnswerBook) -> Iterator[Finding]:
    """G11: a parent is older than the child."""
    born, gap = book.day("date_of_birth"), book.limit("parent_age_gap")
    for row in book.rows("family_members"):
        parent = row.get("date_of_birth")
        if (
            born
            and isinstance(parent, date)
            and row.get("relationship") in choices.PARENTS
            and add_years(parent, gap) > born
        ):
            yield warning("G11", _("These two birth dates are very near. Which one is right?"), "family_members")


def details_of_the_living(book: AnswerBook) -> Iterator[Finding]:
    """G11: the address of a person who lives."""
    for row in book.rows("family_members"):
        if row.get("deceased") is False and not row.get("address"):
            yield error("G11a", _("Add the present address of each family member who lives."), "family_members")
            return


def family_declarations(book: AnswerBook) -> Iterator[Finding]:
    """G11: no partner and no child listed is declared so."""
    for name, title in (
        ("no_spouse_declaration", _("You said that you have a husband, wife or partner. Add this person.")),
        ("no_children_declaration", _("You said that you have children. Add them.")),
    ):
        if book.no(name):
            yield error("G11b", title, name, "family_members")
