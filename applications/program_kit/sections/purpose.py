"""What is asked for, and in which language (G01)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import Page
from applications.program_kit.conditions import NEVER, Condition, answered
from applications.program_kit.questions import Choice, Code, Multi, TextLine
from applications.program_kit.texts import Text


def uci_layout(code: str) -> str:
    """Return a UCI with its hyphens, as printed on permits."""
    return f"{code[:4]}-{code[4:]}" if len(code) == 8 else f"{code[:2]}-{code[2:6]}-{code[6:]}"  # noqa: PLR2004


def client_number(required: Condition) -> Page:
    """Return the page that asks for the UCI."""
    return Page(
        key="uci",
        title=_("Your client number"),
        questions=(
            Code(
                name="uci",
                label=_("Unique Client Identifier (UCI)"),
                hint=_(
                    "The same number for life: 8 or 10 digits, printed on your permit. Leave it empty if you never "
                    "had one. A number that starts with T or X is a temporary one: leave it out."
                ),
                pattern=r"[0-9]{8}|[0-9]{10}",
                example="1234-5678",
                layout=uci_layout,
                required=required,
            ),
        ),
    )


LANGUAGES = Page(
    key="service-language",
    title=_("Language of our service"),
    questions=(
        Choice(name="service_language", label=_("I want service in"), choices=choices.LANGUAGE),
        Choice(name="correspondence_language", label=_("Language of your letters"), choices=choices.LANGUAGE),
        Choice(
            name="interview_language",
            label=_("Language for an interview"),
            choices=choices.LANGUAGE_OR_OTHER,
            required=NEVER,
        ),
        TextLine(
            name="interview_language_other",
            label=_("Name of the language for an interview"),
            hint=_("Only if you selected “Another language”. We will bring an interpreter."),
            shown=answered("interview_language", "other"),
        ),
    ),
)

PERMIT_ASKED = Condition(lambda book: book.many("purposes") != ("restore",), "a permit is asked for")


def purposes(first: Text) -> Page:
    """Return the page that asks what is wanted: the permit or stay, restoration, or both.

    Args:
        first: what the program itself gives, as a person says it.
    """
    wanted = (("permit", first), ("restore", _("Restoration of my temporary resident status")))
    question = Multi(name="purposes", label=_("I ask for"), hint=_("Select all that apply."), choices=wanted)
    return Page(key="purposes", title=_("What do you ask for?"), questions=(question,))
