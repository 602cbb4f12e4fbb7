"""Family members (G11)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import AnswerBook, Page, Section
from applications.program_kit.conditions import NEVER, Condition
from applications.program_kit.questions import Choice, Country, DateQuestion, NameText, Rows, TextLine, YesNo
from applications.program_kit.sections import groups


def _lists(book: AnswerBook, relations: tuple[str, ...]) -> bool:
    return any(row.get("relationship") in relations for row in book.rows("family_members"))


NO_PARTNER = Condition(lambda book: not _lists(book, choices.PARTNERS), "no partner is listed")
NO_CHILDREN = Condition(lambda book: not _lists(book, choices.CHILDREN), "no child is listed")

FAMILY = Section(
    key="family",
    title=_("Family members"),
    group=groups.FAMILY,
    pages=(
        Page(
            key="members",
            title=_("Your family"),
            hint=_("Add your husband, wife or partner, your mother, your father and all your children."),
            questions=(
                Rows(
                    name="family_members",
                    label=_("Family members"),
                    add_label=_("Add a family member"),
                    maximum=40,
                    items=(
                        Choice(name="relationship", label=_("Relationship to you"), choices=choices.RELATION),
                        NameText(name="family_name", label=_("Family name")),
                        NameText(name="given_name", label=_("Given names"), required=NEVER),
                        NameText(name="native_name", label=_("Name in its own script"), required=NEVER),
                        DateQuestion(
                            name="date_of_birth",
                            label=_("Date of birth"),
                            hint=_("If you do not know the day or month, leave it empty."),
                            approximate=True,
                            required=NEVER,
                        ),
                        Country(name="birth_country", label=_("Country or territory of birth"), required=NEVER),
                        Choice(name="marital_status", label=_("Marital status"), choices=choices.FAMILY_MARITAL),
                        YesNo(name="deceased", label=_("Has this person died?")),
                        DateQuestion(
                            name="date_of_death",
                            label=_("Date of death"),
                            approximate=True,
                            beside=("deceased", "yes"),
                            required=NEVER,
                        ),
                        TextLine(
                            name="place_of_death",
                            label=_("Place of death"),
                            beside=("deceased", "yes"),
                            required=NEVER,
                        ),
                        TextLine(
                            name="address",
                            label=_("Present address"),
                            hint=_("Not needed if this person has died."),
                            max_length=200,
                            beside=("deceased", "no"),
                            required=NEVER,
                        ),
                        TextLine(
                            name="occupation",
                            label=_("Present occupation"),
                            hint=_("Write “none” if there is none."),
                            beside=("deceased", "no"),
                            required=NEVER,
                        ),
                        YesNo(name="accompanies", label=_("Is this person with you in Canada?")),
                    ),
                ),
            ),
        ),
        Page(
            key="no-partner",
            title=_("No husband, wife or partner"),
            shown=NO_PARTNER,
            questions=(
                YesNo(name="no_spouse_declaration", label=_("I confirm that I have no husband, wife or partner.")),
            ),
        ),
        Page(
            key="no-children",
            title=_("No children"),
            shown=NO_CHILDREN,
            questions=(YesNo(name="no_children_declaration", label=_("I confirm that I have no children.")),),
        ),
    ),
)
