"""Fix at sending how a person waits, with the letters about what may go on (L11, L12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from applications.choices import LetterKind
from applications.letters import issuing
from applications.letters.facts import GoingOn
from applications.models import Case
from applications.program_kit import waiting
from applications.program_kit.waiting import Activity
from mycic.formats.text import end_of, local
from privacy import ledger
from privacy.services import dossiers

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from applications.letters.issuing import Rendered
    from applications.letters.paper import Language
    from applications.program_kit.base import AnswerBook
    from applications.program_kit.waiting import Right, Waiting
    from applications.services.review import Basics

_KINDS = {Activity.WORK: LetterKind.MAY_WORK, Activity.STUDY: LetterKind.MAY_STUDY}


@dataclass(frozen=True)
class Prepared:
    """How somebody waits, and each letter about it with the last day on which it counts."""

    waiting: Waiting
    letters: tuple[tuple[Rendered, date], ...]


def prepare(
    book: AnswerBook,
    basics: Basics,
    *,
    language: Language,
    at: datetime,
    issued_at: datetime,
    with_letters: bool = True,
) -> Prepared:
    """Work out how somebody waits and print the letters about it; touches no row.

    Args:
        book: the answers.
        basics: what every letter of the case shows.
        language: the one the person chose.
        at: the moment of sending.
        issued_at: the moment at which the letters are signed.
        with_letters: whether they are given now; they wait where the fee is not settled.
    """
    how = waiting.at_sending(book, local(at).date())
    return Prepared(how, tuple(_letters(book, how, basics, language, issued_at)) if with_letters else ())


def _letters(
    book: AnswerBook, how: Waiting, basics: Basics, language: Language, issued_at: datetime
) -> Iterator[tuple[Rendered, date]]:
    for right in book.program.rights:
        if how.ends is not None and right.activity in how.rights and right.when(book):
            until = _counts_until(right, how, book)
            facts = GoingOn(
                **basics,
                work=right.activity is Activity.WORK,
                sent_on=how.sent_on,
                ends=how.ends,
                until=until,
                source=right.source,
            )
            yield issuing.render(_KINDS[right.activity], facts, language=language, at=issued_at), until


def _counts_until(right: Right, how: Waiting, book: AnswerBook) -> date:
    return how.sent_on + timedelta(days=book.limit(right.letter_days))


def keep(case: Case, prepared: Prepared) -> None:
    """Keep it with the case that was sent; call it inside the transaction of sending."""
    dossiers.unlock(case.dossier).write(case, "waiting", prepared.waiting.as_json())
    Case.objects.filter(pk=case.pk).update(waiting=case.waiting)


def hand_out(case: Case, prepared: Prepared, *, at: datetime) -> None:
    """Give the letters about what may go on, once nothing is owed for the case."""
    for letter, until in prepared.letters:
        issuing.store(case, letter, at=at, actor=ledger.Actor.system(), expires_at=end_of(until))
