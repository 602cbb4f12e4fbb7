"""Which adult members of a family have confirmed their part, as it is now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from applications.models import Case, PartLink
from applications.program_kit.dates import age
from applications.queries.cases import CHECK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from applications.completeness import Review
    from applications.queries.cases import Draft


def is_adult(review: Review) -> bool:
    """Tell whether somebody signs for themselves: unknown counts as adult, so that nobody is left out."""
    born = review.book.day("date_of_birth")
    return born is None or age(born, review.today) >= review.book.limit("adult_age")


def answer_versions(draft: Draft) -> dict[str, int]:
    """Return the versions of a person's answers; what the main person ticked on the check page is none of them."""
    return {section: row.version for section, row in draft.rows.items() if section != CHECK}


def unconfirmed(reviews: Sequence[Review]) -> frozenset[UUID]:
    """Return the cases of the adult members who have not confirmed their part as it is now.

    Args:
        reviews: one a person of the application; the main one confirms by signing.
    """
    adults = (review for review in reviews if not review.draft.case.is_main and is_adult(review))
    return frozenset(review.draft.case.pk for review in adults if not _is_confirmed(review))


def _is_confirmed(review: Review) -> bool:
    link = link_of(review.draft.case)
    if link is None or link.confirmed_at is None:
        return False
    return link.answer_versions == answer_versions(review.draft) and link.file_version == review.file_version


def link_of(case: Case) -> PartLink | None:
    """Return the link to somebody's part, if one was made."""
    try:
        return case.part_link
    except PartLink.DoesNotExist:
        return None
