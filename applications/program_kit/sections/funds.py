"""Money for the stay (G14)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import Page, Section
from applications.program_kit.conditions import Condition
from applications.program_kit.questions import Choice, LongText, Money, Multi
from applications.program_kit.sections import groups

PAID_BY_OTHERS = Condition(
    lambda book: book.choice("expenses_paid_by") not in {"", "myself"}, "expenses_paid_by is not myself"
)

FUNDS = Section(
    key="funds",
    title=_("Funds"),
    group=groups.REASONS,
    pages=(
        Page(
            key="money",
            title=_("Money for your stay"),
            questions=(
                Money(
                    name="funds_available",
                    label=_("Funds available for my stay, in Canadian dollars"),
                    why=_("You must be able to study without working."),
                ),
                Choice(name="expenses_paid_by", label=_("Who will pay your expenses?"), choices=choices.PAYER),
                Multi(name="funds_evidence_kinds", label=_("Evidence that you offer"), choices=choices.FUNDS_EVIDENCE),
            ),
        ),
        Page(
            key="payer",
            title=_("The person or organization that pays"),
            shown=PAID_BY_OTHERS,
            questions=(
                LongText(
                    name="payer_details",
                    label=_("Name, relationship and address of the payer"),
                    max_length=500,
                ),
            ),
        ),
    ),
)
