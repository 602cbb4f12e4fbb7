"""The library of fees: the name of each product; the programs say when it is due, the table says how much."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit.base import FeeRule
from applications.program_kit.conditions import ALWAYS, Condition
from applications.program_kit.texts import Text

TITLES: dict[str, Text] = {
    "F01": _("Study permit"),
    "F02": _("Work permit"),
    "F03": _("Open work permit holder"),
    "F04": _("Longer stay as a visitor"),
    "F05": _("Restoration of status"),
    "F06": _("Biometrics"),
}

#: The line by which people who apply together pay less.
FAMILY_CAP: Text = _("Biometrics: a family pays no more than this together")


def fee(code: str, when: Condition = ALWAYS) -> FeeRule:
    """Return a line of the fee of a program.

    Args:
        code: the product's id in the library.
        when: when it is due.
    """
    return FeeRule(code=code, title=TITLES[code], when=when)
