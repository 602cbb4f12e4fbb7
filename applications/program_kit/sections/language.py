"""Languages that the person speaks (G05)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import Page, Section
from applications.program_kit.conditions import NEVER, answered, yes
from applications.program_kit.countries import languages
from applications.program_kit.questions import Choice, DateQuestion, Listed, Rows, TextLine, YesNo
from applications.program_kit.sections import groups

LANGUAGES = Section(
    key="languages",
    title=_("Languages"),
    group=groups.ABOUT_YOU,
    pages=(
        Page(
            key="spoken",
            title=_("Your languages"),
            questions=(
                Listed(name="native_language", label=_("Your first language"), source=languages),
                TextLine(
                    name="native_language_other",
                    label=_("Name of your first language"),
                    hint=_("Only if you selected “Another language”."),
                    shown=answered("native_language", "other"),
                ),
                Choice(
                    name="official_languages",
                    label=_("Can you communicate in English or French?"),
                    choices=choices.OFFICIAL,
                ),
                Choice(
                    name="most_at_ease",
                    label=_("In which of the two are you most at ease?"),
                    hint=_("Only if you selected “Both”."),
                    choices=choices.LANGUAGE,
                    shown=answered("official_languages", "both"),
                ),
                YesNo(
                    name="language_test_taken",
                    label=_("Did you take a language test of a designated agency?"),
                ),
            ),
        ),
        Page(
            key="test",
            title=_("Your language test"),
            shown=yes("language_test_taken"),
            questions=(
                Rows(
                    name="language_test",
                    label=_("Language tests"),
                    add_label=_("Add a test"),
                    maximum=4,
                    items=(
                        Choice(name="test", label=_("Test"), choices=choices.LANGUAGE_TEST),
                        DateQuestion(name="date", label=_("Date of the test")),
                        TextLine(name="report_no", label=_("Number of the report"), max_length=40),
                        TextLine(name="reading", label=_("Reading result"), max_length=10, required=NEVER),
                        TextLine(name="writing", label=_("Writing result"), max_length=10, required=NEVER),
                        TextLine(name="listening", label=_("Listening result"), max_length=10, required=NEVER),
                        TextLine(name="speaking", label=_("Speaking result"), max_length=10, required=NEVER),
                    ),
                ),
            ),
        ),
    ),
)
