"""Passport, national identity document and United States residence (G06)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import AnswerBook, Page, Section
from applications.program_kit.conditions import NEVER, Condition, answered, yes
from applications.program_kit.questions import Choice, Code, Country, DateQuestion, LongText, Rows, TextLine, YesNo
from applications.program_kit.sections import groups

NO_DOCUMENT = answered("document_kind", "none")
HAS_DOCUMENT = ~NO_DOCUMENT
#: Some travel documents have no last day; a passport always has one.
IS_PASSPORT = answered("document_kind", "passport", "hksar", "uk_bno", "uk_boc", "uk_subject")


def _has_expired(book: AnswerBook) -> bool:
    expiry = book.day("passport_expiry")
    return expiry is not None and expiry < book.today


NOT_VALID = NO_DOCUMENT | Condition(_has_expired, "the passport has expired")

PASSPORT = Section(
    key="passport",
    title=_("Passport and identity"),
    group=groups.ABOUT_YOU,
    pages=(
        Page(
            key="document",
            title=_("Your passport or travel document"),
            questions=(
                Choice(name="document_kind", label=_("Type of document"), choices=choices.TRAVEL_DOCUMENT),
                Code(
                    name="passport_number",
                    label=_("Passport or travel document number"),
                    hint=_("Exactly as on the page with your photo."),
                    pattern=r"[A-Z0-9]{5,20}",
                    example="AB1234567",
                    shown=HAS_DOCUMENT,
                ),
                Country(name="passport_country", label=_("Country or territory that issued it"), shown=HAS_DOCUMENT),
                DateQuestion(name="passport_issue", label=_("Issue date"), shown=HAS_DOCUMENT),
                DateQuestion(
                    name="passport_expiry",
                    label=_("Expiry date"),
                    hint=_(
                        "Renew first if it ends soon: permits stop on that date. "
                        "Leave it empty only if your document shows no such date."
                    ),
                    shown=HAS_DOCUMENT,
                    required=IS_PASSPORT,
                ),
            ),
        ),
        Page(
            key="taiwan",
            title=_("Passport of Taiwan"),
            shown=answered("passport_country", "TWN"),
            questions=(
                YesNo(name="taiwan_pin", label=_("Was it issued in Taiwan and does it show your personal ID number?")),
            ),
        ),
        Page(
            key="israel",
            title=_("Passport of Israel"),
            shown=answered("passport_country", "ISR"),
            questions=(YesNo(name="israel_national", label=_("Is it a national Israeli passport?")),),
        ),
        Page(
            key="machine-lines",
            title=_("The two lines of letters and numbers"),
            hint=_("They are at the bottom of the page with your photo. They help to find typing errors."),
            questions=(
                TextLine(name="mrz_1", label=_("First line"), max_length=60, required=NEVER),
                TextLine(name="mrz_2", label=_("Second line"), max_length=60, required=NEVER),
            ),
        ),
        Page(
            key="no-valid-passport",
            title=_("Why you have no valid passport"),
            shown=NOT_VALID,
            questions=(
                LongText(
                    name="passport_explanation",
                    label=_("If your passport has expired or you have none, tell us why"),
                    hint=_("If you have a new passport, change its dates instead."),
                    required=NO_DOCUMENT,
                ),
            ),
        ),
        Page(
            key="national-identity",
            title=_("National identity document"),
            questions=(YesNo(name="has_national_id", label=_("Do you have a national identity document?")),),
        ),
        Page(
            key="national-identity-details",
            title=_("Details of your national identity document"),
            shown=yes("has_national_id"),
            questions=(
                Rows(
                    name="national_id",
                    label=_("National identity document"),
                    add_label=_("Add the document"),
                    maximum=1,
                    items=(
                        TextLine(name="number", label=_("Number"), max_length=40),
                        Country(name="country", label=_("Country or territory that issued it")),
                        DateQuestion(name="issue", label=_("Issue date"), required=NEVER),
                        DateQuestion(name="expiry", label=_("Expiry date"), required=NEVER),
                    ),
                ),
            ),
        ),
        Page(
            key="us-resident",
            title=_("Resident of the United States"),
            questions=(YesNo(name="has_us_pr", label=_("Are you a lawful permanent resident of the United States?")),),
        ),
        Page(
            key="us-resident-card",
            title=_("Your United States resident card"),
            shown=yes("has_us_pr"),
            questions=(
                TextLine(name="us_pr_number", label=_("USCIS number"), max_length=20),
                DateQuestion(name="us_pr_expiry", label=_("Expiry date of the card")),
            ),
        ),
    ),
)
