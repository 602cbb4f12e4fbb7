"""The fee of an application, line by line, from the effective-dated table; paying is another matter."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from applications.program_kit import products, tables
from applications.program_kit.base import AnswerBook, Program
from applications.program_kit.texts import Text

#: For this product, people who apply together pay no more than a family's amount.
_SHARED = "F06"


@dataclass(frozen=True)
class FeeLine:
    """One line of the fee."""

    code: str
    title: Text
    amount: Decimal
    source: str
    #: In an application of several people: whose line it is, and what this person is called.
    case: UUID | None = None
    who: str = ""

    def of(self, case: UUID, who: str) -> "FeeLine":
        """Return the line as one person's."""
        return replace(self, case=case, who=who)


def lines(program: Program, book: AnswerBook, on: date) -> tuple[FeeLine, ...]:
    """Return what an application costs on a day.

    Args:
        program: the program.
        book: the answers, which decide which lines apply.
        on: the day on which the table is read.
    """
    found = ((rule, tables.find("fees", rule.code, program.policy_set, on)) for rule in program.fees if rule.when(book))
    return tuple(FeeLine(rule.code, rule.title, row.value, row.source) for rule, row in found if row)


def together(each: Iterable[Sequence[FeeLine]], policy_set: str, on: date) -> tuple[FeeLine, ...]:
    """Return the lines of people who apply together, and what they pay less than each alone.

    Args:
        each: the lines of one person after the other.
        policy_set: which rules apply.
        on: the day on which the table is read.
    """
    found = tuple(line for mine in each for line in mine)
    most = tables.find("fees", f"{_SHARED}-family", policy_set, on)
    if most is None:
        return found
    less = discount((line.amount for line in found if line.code == _SHARED), most.value)
    if not less:
        return found
    return (*found, FeeLine(_SHARED, products.FAMILY_CAP, less, most.source))


def discount(amounts: Iterable[Decimal], most: Decimal) -> Decimal:
    """Return how much less a family pays than its people alone: zero, or a negative amount (IRPR s. 315.1(2)).

    Args:
        amounts: what each person alone would pay.
        most: what the family pays at most.
    """
    alone = sum(amounts, Decimal(0))
    return min(most - alone, Decimal(0))


def share(paid: Sequence[tuple[UUID | None, str, Decimal]], case: UUID, gone: Collection[UUID]) -> Decimal:
    """Return what goes back when one person's fees do: what the others would have paid less without this person.

    A family that pays the most for biometrics keeps that price while enough of its people stay.

    Args:
        paid: the lines that were paid: of whom (None: what the family paid less), the product, the amount.
        case: the person.
        gone: the people whose fees went back before.
    """
    less = sum((amount for of, _code, amount in paid if of is None), Decimal(0))
    shared = [(of, amount) for of, code, amount in paid if of is not None and code == _SHARED]
    most = sum((amount for _of, amount in shared), Decimal(0)) + less

    def together(without: Collection[UUID]) -> Decimal:
        amounts = [amount for of, amount in shared if of not in without]
        return sum(amounts, Decimal(0)) + (discount(amounts, most) if less else Decimal(0))

    alone = sum((amount for of, code, amount in paid if of == case and code != _SHARED), Decimal(0))
    return alone + together(gone) - together({*gone, case})


def total(fee_lines: tuple[FeeLine, ...]) -> Decimal:
    """Return the sum."""
    return sum((line.amount for line in fee_lines), Decimal(0))
