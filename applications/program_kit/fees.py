"""The fee of an application, line by line, from the effective-dated table; paying is another matter."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from applications.program_kit import tables
from applications.program_kit.base import AnswerBook, Program
from applications.program_kit.texts import Text


@dataclass(frozen=True)
class FeeLine:
    """One line of the fee."""

    code: str
    title: Text
    amount: Decimal
    source: str


def lines(program: Program, book: AnswerBook, on: date) -> tuple[FeeLine, ...]:
    """Return what an application costs on a day.

    Args:
        program: the program.
        book: the answers, which decide which lines apply.
        on: the day on which the table is read.
    """
    found = ((rule, tables.find("fees", rule.code, program.policy_set, on)) for rule in program.fees if rule.when(book))
    return tuple(FeeLine(rule.code, rule.title, row.value, row.source) for rule, row in found if row)


def total(fee_lines: tuple[FeeLine, ...]) -> Decimal:
    """Return the sum."""
    return sum((line.amount for line in fee_lines), Decimal(0))
