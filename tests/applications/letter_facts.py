"""Facts to write letters from."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from applications.choices import LetterKind, SchoolDecision
from applications.letters.facts import (
    Abandoned,
    Acknowledged,
    Approval,
    Bilingual,
    Cancelled,
    Confirmation,
    DocumentRequest,
    Facts,
    GiveBack,
    GoingOn,
    Issued,
    NotVerified,
    PaidLine,
    Receipt,
    Recipient,
    RecordSection,
    RefundNotice,
    Refusal,
    Returned,
    SentDocument,
    Snapshot,
    Transfer,
    Verified,
    Withdrawal,
)

AT = dt.datetime(2026, 3, 1, 19, 30, tzinfo=dt.UTC)
PROGRAM = Bilingual("Study permit", "Permis d’études")
SCHOOL = "Maple River University"
PASSPORT = SentDocument(Bilingual("Passport", "Passeport"), 2_202_010, "ab12cd34" * 8)

# One name in each of twelve scripts, as people write them.
NAMES = {
    "latin": "Nguyễn Thị Ánh Żółć",
    "arabic": "محمد الأحمد",
    "cyrillic": "Оксана Шевченко",
    "greek": "Ελένη Παπαδοπούλου",
    "hebrew": "דוד כהן",
    "devanagari": "प्रिया शर्मा",
    "bengali": "রহিম উদ্দিন",
    "tamil": "கார்த்திக் ராஜா",
    "thai": "สมชาย ใจดี",
    "han": "王小明",
    "hangul": "김민준",
    "ethiopic": "አበበ ቢቂላ",
}


def facts_of(kind: LetterKind, *, name: str = "Zoë O’Brien-Łuk", latin: str = "") -> Facts:
    """Return typical facts for a kind of letter."""
    common: dict[str, Any] = {
        "recipient": Recipient(name, ("12 Main Street", "Halifax NS  B3H 1A1"), latin),
        "reference": "S300412889",
        "program": PROGRAM,
    }
    makers: dict[LetterKind, Callable[[], Facts]] = {
        LetterKind.CONFIRMATION: lambda: Confirmation(
            **common, sent_at=AT, documents=(PASSPORT,), asks_for_more_time=True
        ),
        LetterKind.ACKNOWLEDGED: lambda: Acknowledged(**common, sent_at=AT, review_until=dt.date(2026, 3, 23)),
        LetterKind.RECEIPT: lambda: Receipt(
            **common,
            number="0b6a1a51-6f3e-4d8e-9a39-1c1f8a4d2f11",
            paid_at=AT,
            lines=(
                PaidLine(Bilingual("Work permit", "Permis de travail"), "Zoë", Decimal("155.00")),
                PaidLine(Bilingual("Biometrics", "Données biométriques"), "Amir", Decimal("85.00")),
            ),
            total=Decimal("240.00"),
        ),
        LetterKind.REFUND: lambda: RefundNotice(
            **common,
            number="0b6a1a51-6f3e-4d8e-9a39-1c1f8a4d2f11",
            amount=Decimal("100.00"),
            reason=Bilingual("No work permit was issued", "Aucun permis de travail n’a été délivré"),
            sent_on=AT.date(),
        ),
        LetterKind.REQUEST: lambda: DocumentRequest(
            **common,
            items=(Bilingual("Proof of funds", "Preuve de ressources financières"),),
            last_day=dt.date(2026, 4, 1),
            note=Bilingual("Bank letters count.", "Les lettres de banque comptent."),
        ),
        LetterKind.ABANDONED: lambda: Abandoned(
            **common,
            items=(Bilingual("Proof of funds", "Preuve de ressources financières"),),
            last_day=dt.date(2026, 2, 20),
        ),
        LetterKind.CANCELLED: lambda: Cancelled(
            **common, reasons=Bilingual("You sent it twice.", "Vous l’avez envoyée deux fois.")
        ),
        LetterKind.RETURNED: lambda: Returned(**common, missing=(Bilingual("Your signature", "Votre signature"),)),
        LetterKind.MAY_WORK: lambda: GoingOn(**common, work=True, **_going_on()),
        LetterKind.MAY_STUDY: lambda: GoingOn(**common, work=False, **_going_on()),
        LetterKind.APPROVAL: lambda: Approval(
            **common,
            valid_until=dt.date(2027, 8, 31),
            conditions=(Bilingual("Stay enrolled.", "Restez inscrit."),),
        ),
        LetterKind.STUDY_PERMIT: lambda: Issued(**common, kind=kind, **_issued()),
        LetterKind.WORK_PERMIT: lambda: Issued(**common, kind=kind, **_issued()),
        LetterKind.VISITOR_RECORD: lambda: Issued(
            **common, kind=kind, **{**_issued(), "rows": (), "otherwise": Bilingual("Any employer.", "Tout employeur.")}
        ),
        LetterKind.RESTORED: lambda: Issued(**common, kind=kind, **_issued()),
        LetterKind.REFUSAL: lambda: Refusal(
            **common,
            grounds=("funds", "purpose"),
            reasons=Bilingual("The bank letter is from 2019.", "La lettre de la banque date de 2019."),
            told_on=AT.date(),
            restore_until=dt.date(2026, 5, 30),
        ),
        LetterKind.WITHDRAWAL: lambda: Withdrawal(**common, withdrawn_at=AT),
        LetterKind.VERIFIED: lambda: Verified(
            **common, school=SCHOOL, number="EV300412889", valid_until=dt.date(2026, 5, 30)
        ),
        LetterKind.NOT_VERIFIED: lambda: NotVerified(
            **common,
            school=SCHOOL,
            checks=(Bilingual("Studies full-time now", "Étudie à temps plein"),),
            reason="You dropped a course.",
        ),
        LetterKind.TRANSFER: lambda: Transfer(
            **common,
            former=SCHOOL,
            new="Collège du Fleuve",
            outcome=SchoolDecision.ACCEPTED,
            at_former=False,
            number="EV300412889T2",
            valid_until=dt.date(2026, 5, 30),
        ),
        LetterKind.GIVE_BACK: lambda: GiveBack(
            **common, school=SCHOOL, school_left=False, reason="You study part-time now."
        ),
    }
    return makers[kind]()


def _issued() -> dict[str, Any]:
    return {
        "number": "F123456789",
        "valid_from": AT.date(),
        "valid_until": dt.date(2027, 8, 31),
        "rows": ((Bilingual("School", "Établissement"), Bilingual("Maple River", "Rivière-aux-Érables")),),
        "conditions": (Bilingual("Stay enrolled.", "Restez inscrit."),),
    }


def _going_on() -> dict[str, Any]:
    return {
        "sent_on": AT.date(),
        "ends": dt.date(2026, 4, 30),
        "until": dt.date(2027, 3, 1),
        "source": "IRPR s. 189",
    }


def snapshot(*, name: str = "Zoë O’Brien-Łuk", answer: str = "Dalhousie University") -> Snapshot:
    """Return a small signed record."""
    return Snapshot(
        recipient=Recipient(name),
        program=PROGRAM,
        reference="S300412889",
        sections=(RecordSection("Your studies", (("School", answer), ("Level", "Bachelor"))),),
        documents=(PASSPORT,),
        declaration=("What I say is true.",),
        signed_at=AT,
        canonical_sha256="0f" * 32,
    )
