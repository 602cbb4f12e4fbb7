"""Names, personal details and marital status (G02, G03, G04)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import Page, Section
from applications.program_kit.conditions import NEVER, answered, yes
from applications.program_kit.questions import Choice, Country, DateQuestion, NameText, Rows, TextLine, YesNo
from applications.program_kit.sections import groups

WITH_PARTNER = answered("marital_status", "married", "common_law")

NAMES = Page(
    key="names",
    title=_("Your name"),
    hint=_("Write your name as in your passport, even if it is misspelled there."),
    questions=(
        NameText(
            name="family_name",
            label=_("Family name"),
            hint=_("If your passport shows one name only, write it here and leave the given names empty."),
            autocomplete="family-name",
        ),
        NameText(name="given_name", label=_("Given names"), required=NEVER, autocomplete="given-name"),
        NameText(
            name="native_script_name",
            label=_("Your name in its own script"),
            hint=_("For example in Arabic, Chinese or Tamil letters, if you use them."),
            required=NEVER,
        ),
        YesNo(
            name="has_other_names",
            label=_("Have you ever used any other name?"),
            hint=_("For example a birth name, a married name or a nickname."),
        ),
    ),
)

OTHER_NAMES = Page(
    key="other-names",
    title=_("Other names"),
    shown=yes("has_other_names"),
    questions=(
        Rows(
            name="other_names",
            label=_("Other names"),
            add_label=_("Add a name"),
            maximum=10,
            items=(
                NameText(name="family", label=_("Family name")),
                NameText(name="given", label=_("Given names"), required=NEVER),
                Choice(name="type", label=_("Kind of name"), choices=choices.OTHER_NAME),
            ),
        ),
    ),
)

BIRTH = Page(
    key="birth",
    title=_("Your birth"),
    questions=(
        Choice(
            name="sex",
            label=_("Sex or gender"),
            hint=_("As in your passport, or another gender."),
            choices=choices.SEX,
        ),
        DateQuestion(name="date_of_birth", label=_("Date of birth"), autocomplete="bday"),
        TextLine(name="birth_city", label=_("City or town of birth"), hint=_("As in your passport.")),
        Country(name="birth_country", label=_("Country or territory of birth")),
    ),
)

CITIZENSHIP = Page(
    key="citizenship",
    title=_("Your citizenships"),
    hint=_("Add every citizenship that you hold. If you hold none, add “Stateless person”."),
    questions=(
        Rows(
            name="citizenships",
            label=_("Citizenships"),
            add_label=_("Add a citizenship"),
            maximum=4,
            items=(Country(name="country", label=_("Country or territory")),),
        ),
    ),
)

RESIDENCE = Page(
    key="residence",
    title=_("Where you live now"),
    questions=(
        Country(
            name="residence_country",
            label=_("Country where you live now"),
            hint=_("For this application you must be in Canada."),
        ),
        Choice(
            name="residence_status",
            label=_("Your immigration status there"),
            hint=_("The status on your latest document."),
            choices=choices.STATUS,
        ),
        TextLine(
            name="residence_status_other",
            label=_("Your status in your own words"),
            hint=_("Only if you selected “Other”."),
            shown=answered("residence_status", "other"),
        ),
        DateQuestion(name="residence_from", label=_("Status valid from")),
        DateQuestion(
            name="residence_to",
            label=_("Status valid until"),
            hint=_("Leave this empty if your status has no last day."),
            required=answered("residence_status", "visitor", "worker", "student"),
        ),
        YesNo(
            name="lived_elsewhere_5y",
            label=_("In the past five years, did you live more than six months in another country?"),
            hint=_("Do not count the country of your citizenship and the country where you live now."),
        ),
    ),
)

PREVIOUS_RESIDENCES = Page(
    key="previous-residences",
    title=_("Countries where you lived before"),
    shown=yes("lived_elsewhere_5y"),
    questions=(
        Rows(
            name="previous_residences",
            label=_("Countries where you lived before"),
            add_label=_("Add a country"),
            maximum=10,
            items=(
                Country(name="country", label=_("Country or territory")),
                Choice(name="status", label=_("Your status there"), choices=choices.STATUS),
                DateQuestion(name="from", label=_("From")),
                DateQuestion(name="to", label=_("To")),
            ),
        ),
    ),
)

MARITAL = Page(
    key="marital-status",
    title=_("Marital status"),
    questions=(
        Choice(
            name="marital_status",
            label=_("Your marital status now"),
            hint=_("Common-law means that you have lived together as a couple for at least one year."),
            choices=choices.MARITAL,
        ),
        YesNo(
            name="previously_married",
            label=_("Were you married or in a common-law relationship before?"),
        ),
    ),
)

PARTNER = Page(
    key="partner",
    title=_("Your husband, wife or partner"),
    shown=WITH_PARTNER,
    questions=(
        DateQuestion(name="relationship_date", label=_("Date of marriage, or start of the common-law union")),
        NameText(name="spouse_family_name", label=_("Family name of your husband, wife or partner")),
        NameText(name="spouse_given_name", label=_("Given names of your husband, wife or partner"), required=NEVER),
        YesNo(
            name="spouse_is_citizen_pr",
            label=_("Is this person a citizen or permanent resident of Canada?"),
        ),
    ),
)

PREVIOUS_RELATIONSHIPS = Page(
    key="previous-relationships",
    title=_("Previous relationships"),
    shown=yes("previously_married"),
    questions=(
        Rows(
            name="previous_relationships",
            label=_("Previous relationships"),
            add_label=_("Add a relationship"),
            maximum=10,
            items=(
                NameText(name="family", label=_("Family name")),
                NameText(name="given", label=_("Given names"), required=NEVER),
                DateQuestion(name="date_of_birth", label=_("Date of birth"), approximate=True),
                Choice(name="type", label=_("Kind of relationship"), choices=choices.RELATIONSHIP),
                DateQuestion(name="from", label=_("From"), approximate=True),
                DateQuestion(name="to", label=_("To"), approximate=True),
            ),
        ),
    ),
)

PERSONAL = Section(
    key="personal",
    title=_("Personal details"),
    group=groups.ABOUT_YOU,
    pages=(NAMES, OTHER_NAMES, BIRTH, CITIZENSHIP, RESIDENCE, PREVIOUS_RESIDENCES),
)
MARITAL_STATUS = Section(
    key="marital",
    title=_("Marital status"),
    group=groups.ABOUT_YOU,
    pages=(MARITAL, PARTNER, PREVIOUS_RELATIONSHIPS),
)
