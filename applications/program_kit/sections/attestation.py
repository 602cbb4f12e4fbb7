"""Papers of a province before a study permit: the attestation letter, or in Quebec the acceptance certificate (CAQ)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices, tables
from applications.program_kit.base import AnswerBook, Page
from applications.program_kit.conditions import Condition, no, yes
from applications.program_kit.dates import add_months
from applications.program_kit.questions import Choice, Code, DateQuestion, YesNo

PAL_EXEMPTIONS = (
    ("scholarship", _("I have a scholarship of Global Affairs Canada")),
    ("francophone_pilot", _("Francophone Minority Communities Student Pilot")),
    ("military_college", _("I study at a federal military college")),
    ("quebec_vocational", _("Quebec vocational diploma (DVS, AVS, STC)")),
    ("graduate_public", _("Master’s or doctorate at a public institution")),
    ("in_canada_ground", _("My ground to apply in Canada")),
)

#: Reasons to apply that leave school and level as they are.
SAME_STUDIES = ("extend_same", "change_cond")


def institution(book: AnswerBook) -> tables.Institution | None:
    """Return the school that was named, if the list has it."""
    return tables.institutions().get(book.text("dli_number"))


def _long_in_quebec(book: AnswerBook) -> bool:
    start, end = book.day("study_from"), book.day("study_to")
    months = book.limit("caq_months")
    return book.text("school_province") == "QC" and (not (start and end) or end > add_months(start, months))


def _exempt(book: AnswerBook, code: str) -> bool:
    return tables.find("attestation", code, book.facts.policy_set, book.today) is not None


def _attestation_needed(book: AnswerBook) -> bool:
    if not book.limit("attestation") or book.text("school_province") == "QC":
        return False
    level = book.choice("level")
    if level in choices.SCHOOL_LEVELS and _exempt(book, "school_level"):
        return False
    school = institution(book)
    if level in {"masters", "doctorate"} and school and school.public and _exempt(book, "graduate_public"):
        return False
    same = book.choice("reason") in SAME_STUDIES
    return bool(level) and not (same and _exempt(book, "same_school_and_level"))


IN_QUEBEC = Condition(_long_in_quebec, "the program is in Quebec and longer than six months")
ATTESTATION = Condition(_attestation_needed, "an attestation letter may be required")

ATTESTATION_LETTER = Page(
    key="attestation",
    title=_("Attestation letter"),
    hint=_("The province or territory issues it. Ask your school. Keep a copy."),
    shown=ATTESTATION,
    questions=(YesNo(name="pal_exempt", label=_("Are you exempt from the attestation letter?")),),
)

ATTESTATION_DETAILS = Page(
    key="attestation-details",
    title=_("Details of your attestation letter"),
    shown=ATTESTATION & no("pal_exempt"),
    questions=(
        Code(
            name="pal_number",
            label=_("Number of the letter"),
            pattern=r"[A-Z0-9-]{5,30}",
            strip=r"\s+",
            example="ON-2026-123456",
        ),
        DateQuestion(name="pal_issue", label=_("Issue date of the letter")),
        DateQuestion(name="pal_expiry", label=_("Expiry date of the letter")),
    ),
)

ATTESTATION_EXEMPT = Page(
    key="attestation-exempt",
    title=_("Why you are exempt"),
    shown=ATTESTATION & yes("pal_exempt"),
    questions=(Choice(name="pal_exempt_reason", label=_("Reason"), choices=PAL_EXEMPTIONS),),
)

CAQ = Page(
    key="caq",
    title=_("Quebec acceptance certificate (CAQ)"),
    hint=_("Quebec issues it before you apply here."),
    shown=IN_QUEBEC,
    questions=(
        Code(name="caq_number", label=_("Number of the CAQ"), pattern=r"[A-Z0-9]{6,20}", example="AB12345678"),
        DateQuestion(name="caq_from", label=_("Valid from")),
        DateQuestion(name="caq_to", label=_("Valid until")),
    ),
)
