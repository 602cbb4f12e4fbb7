"""Rules about the passport: validity, the machine-readable lines (X10 to X12), biometrics (X13)."""

from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.program_kit import mrz
from applications.program_kit.base import AnswerBook
from applications.program_kit.conditions import Condition
from applications.program_kit.countries import USA
from applications.program_kit.dates import age
from applications.program_kit.findings import Finding, error, warning
from applications.program_kit.waiting import biometrics_until


def passport_valid(book: AnswerBook) -> Iterator[Finding]:
    """X10: an expired passport is renewed or explained; nationals of the United States are only told."""
    expiry = book.day("passport_expiry")
    if not expiry or expiry >= book.today or book.text("passport_explanation"):
        return
    american = any(row.get("country") == USA for row in book.rows("citizenships"))
    level = warning if american else error
    yield level(
        "X10",
        _("Your passport has expired. Renew it or explain why you cannot."),
        "passport_expiry",
        "passport_explanation",
    )


def passport_dates(book: AnswerBook) -> Iterator[Finding]:
    """X06: a passport is issued after birth and before it expires."""
    issue, expiry, born = book.day("passport_issue"), book.day("passport_expiry"), book.day("date_of_birth")
    if issue and expiry and issue >= expiry:
        yield error(
            "X06",
            _("Check the dates: {a} cannot be before {b}."),
            "passport_expiry",
            "passport_issue",
            a=_("the expiry date of your passport"),
            b=_("its issue date"),
        )
    if issue and born and issue < born:
        yield error(
            "X06",
            _("Check the dates: {a} cannot be before {b}."),
            "passport_issue",
            "date_of_birth",
            a=_("the issue date of your passport"),
            b=_("your birth"),
        )


def us_card(book: AnswerBook) -> Iterator[Finding]:
    """G06: a resident card of the United States should be valid."""
    expiry = book.day("us_pr_expiry")
    if expiry and expiry < book.today:
        yield warning("G06", _("Your United States resident card has expired."), "us_pr_expiry")


def machine_lines(book: AnswerBook) -> Iterator[Finding]:
    """X12: the two lines of the passport say the same as the answers."""
    first, second = book.text("mrz_1"), book.text("mrz_2")
    if not (first or second):
        return
    read = mrz.read(first, second)
    if read is None:
        yield warning(
            "X12a",
            _("We cannot read the two lines of your passport. Each has 44 letters, numbers and < signs."),
            "mrz_1",
            "mrz_2",
        )
        return
    different = [label for name, label in _COMPARED if not _agrees(book, name, read)]
    if different or not read.checks:
        yield warning(
            "X12",
            _("The two lines of your passport do not match what you typed: {fields}."),
            "mrz_1",
            "mrz_2",
            fields=", ".join(str(label) for label in different) or str(_("a check digit")),
        )


_COMPARED: tuple[tuple[str, str | Promise], ...] = (
    ("passport_number", _("Passport or travel document number")),
    ("date_of_birth", _("Date of birth")),
    ("passport_expiry", _("Expiry date")),
    ("sex", _("Sex or gender")),
)


def _agrees(book: AnswerBook, name: str, read: mrz.Lines) -> bool:
    said, printed = book.get(name), getattr(read, name)
    if said is None or printed in {"", None}:
        return True
    return bool(said == printed)


def _biometrics_needed(book: AnswerBook) -> bool:
    if not book.limit("biometrics_in_canada"):
        return False
    if any(row.get("country") == USA for row in book.rows("citizenships")):
        return False
    born = book.day("date_of_birth")
    low, high = book.limit("biometrics_from_age"), book.limit("biometrics_to_age")
    if born and not low <= age(born, book.today) <= high:
        return False
    until = biometrics_until(book)
    return book.no("gave_biometrics") or (until is not None and until < book.today)


BIOMETRICS = Condition(_biometrics_needed, "biometrics are needed")


def biometrics(book: AnswerBook) -> Iterator[Finding]:
    """X13: biometrics that are missing are added to the fee."""
    if BIOMETRICS(book):
        yield warning("X13", _("You need to give biometrics; the fee was added."), "gave_biometrics")
