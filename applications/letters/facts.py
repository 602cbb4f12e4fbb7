"""What each kind of letter needs to know. A service fills one of these; nothing here knows how a letter looks.

None of them has a repr: a traceback must not print what a letter says.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from applications.choices import LetterKind, SchoolDecision
from applications.letters.paper import Language

#: To ask for leave of the Federal Court, from the day of learning about the decision (IRPA s. 72): in Canada, abroad.
COURT_DAYS, COURT_DAYS_ABROAD = 15, 60


def court_day(told_on: dt.date, *, in_canada: bool = True) -> dt.date:
    """Return the last day to ask the Federal Court for leave, for somebody who learned of it on the day given."""
    return told_on + dt.timedelta(days=COURT_DAYS if in_canada else COURT_DAYS_ABROAD)


@dataclass(frozen=True, slots=True, repr=False)
class Bilingual:
    """A sentence an officer wrote or chose, in both languages: neither may be missing."""

    en: str
    fr: str

    def __post_init__(self) -> None:
        """Refuse a sentence that exists in one language only.

        Raises:
            ValueError: a language is blank.
        """
        if not (self.en.strip() and self.fr.strip()):
            raise ValueError("both languages are needed")

    def spoken(self, language: Language) -> str:
        """Return the sentence in a language."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True, repr=False)
class Recipient:
    """Whom the letter is for, as the person writes it.

    Attributes:
        name: as the person writes it.
        address: street and place.
        latin: the spelling of the passport where known.
        country: code of the country of the address; each letter names it in its own language.
        care_of: the main person of the application, where the letter is for a member of the family.
    """

    name: str
    address: tuple[str, ...] = ()
    latin: str = ""
    country: str = ""
    care_of: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class SentDocument:
    """One file of what was sent, as the signature names it."""

    label: Bilingual
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Facts:
    """What every letter shows."""

    recipient: Recipient
    reference: str
    program: Bilingual


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Confirmation(Facts):
    """L01: the application arrived; the list of what was sent."""

    sent_at: dt.datetime
    documents: tuple[SentDocument, ...] = ()
    asks_for_more_time: bool = False
    to_schools: int = 0
    #: Sent without the fee that is due, with the wish to pay none.
    is_unpaid: bool = False
    #: Everybody of an application of several people: name, what is asked for, number.
    people: tuple[tuple[str, Bilingual, str], ...] = ()


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Acknowledged(Facts):
    """L02: the application is complete and work on it begins; until when the review should be done."""

    sent_at: dt.datetime
    review_until: dt.date


@dataclass(frozen=True, slots=True, repr=False)
class PaidLine:
    """One line of what was paid: for what, of whom in a family, and the amount in Canadian dollars."""

    title: Bilingual
    who: str
    amount: Decimal


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Receipt(Facts):
    """L03: what was paid, when and for what."""

    number: str
    paid_at: dt.datetime
    lines: tuple[PaidLine, ...]
    total: Decimal


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class RefundNotice(Facts):
    """L20: money was sent back, of which payment and why."""

    number: str
    amount: Decimal
    reason: Bilingual
    sent_on: dt.date


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class DocumentRequest(Facts):
    """L07: what is asked, and the last day to send it."""

    items: tuple[Bilingual, ...]
    last_day: dt.date
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Abandoned(Facts):
    """L21: what was asked and not answered, and its last day."""

    items: tuple[Bilingual, ...]
    last_day: dt.date
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Cancelled(Facts):
    """The desk closed the case: it is not needed, or it was our error."""

    reasons: Bilingual


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Returned(Facts):
    """L10: the application goes back because something is missing."""

    missing: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class GoingOn(Facts):
    """L11, L12: what may go on until the decision, how long this letter counts and on what it rests."""

    work: bool
    sent_on: dt.date
    ends: dt.date
    until: dt.date
    source: str


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Approval(Facts):
    """L13: approved; how long the permit is valid and under which conditions."""

    valid_until: dt.date | None = None
    conditions: tuple[Bilingual, ...] = ()
    note: Bilingual | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Issued(Facts):
    """L14, L15, L17, L18: what the document says that was issued, and which of the letters that is."""

    kind: LetterKind
    number: str
    valid_from: dt.date
    valid_until: dt.date
    rows: tuple[tuple[Bilingual, Bilingual], ...] = ()
    #: What stands there where no row does.
    otherwise: Bilingual | None = None
    conditions: tuple[Bilingual, ...] = ()


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Refusal(Facts):
    """L16: refused; grounds by code (``grounds.RefusalGround``), the officer's reasons, and the way to the court."""

    grounds: tuple[str, ...]
    reasons: Bilingual
    told_on: dt.date
    arose_in_canada: bool = True
    restore_until: dt.date | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Withdrawal(Facts):
    """L19: the person took the application back."""

    withdrawn_at: dt.datetime


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Verified(Facts):
    """L22: a school has confirmed; the number and the last day to apply with it."""

    school: str
    number: str
    valid_until: dt.date


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class NotVerified(Facts):
    """L23: a school has not confirmed; what was not so, and its own words."""

    school: str
    checks: tuple[Bilingual, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Transfer(Facts):
    """L24: what the former or the new school said to a transfer, or an officer in place of the former one.

    Attributes:
        outcome: the answer; ``RELEASED`` without ``by_school`` is an officer's.
        number: the new one, where the new school accepted; with it comes ``valid_until``.
    """

    former: str
    new: str
    outcome: SchoolDecision
    at_former: bool
    by_school: bool = True
    reason: str = ""
    number: str = ""
    valid_until: dt.date | None = None


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class GiveBack(Facts):
    """L25: not eligible any more, by the school's word or because the school left; the permit goes back."""

    school: str
    school_left: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class RecordSection:
    """One section of the signed record: its title and (question, answer) rows, already in the reader's language."""

    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Snapshot:
    """What a person signs and sends, ready to print. Texts of the program come in the language of the print."""

    recipient: Recipient
    program: Bilingual
    reference: str
    sections: tuple[RecordSection, ...]
    documents: tuple[SentDocument, ...] = ()
    declaration: tuple[str, ...] = ()
    # Who signed, where that is not the person whom it is about.
    signed_by: str = ""
    signed_at: dt.datetime | None = None
    # SHA-256 of the canonical JSON that the detached signature covers: ties this print to it.
    canonical_sha256: str = ""
    notes: tuple[str, ...] = field(default=())
