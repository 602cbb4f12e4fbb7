"""What a person declares when they sign: numbered points, versioned, the same for every permit.

Sources: IRPR 10(2)(d), IRPA 16(1), 40, 127-128 (truth); IRPA 10.01 (identity); IRPA 29(2), IRPR 183 (leaving Canada).
Changing a sentence means raising ``VERSION``: the signed record names the version and the words.
"""

from django.utils import translation
from django.utils.translation import gettext_lazy as _

VERSION = 1

POINTS = (
    _("I read the privacy notice that stands above each form, and I know how my information is used."),
    _("What I wrote is true, complete and correct, and so is every document that I added."),
    _(
        "I know that a false answer or a false document can lead to a refusal, to a ban of five years, "
        "to a criminal charge and to an order to leave Canada."
    ),
    _("I will tell you if an answer changes before you decide."),
    _("I agree that you check my identity, with my fingerprints and photo if needed, and with partners named by law."),
    _("I know that I must respect the conditions of my permit and leave Canada when my stay ends."),
)


def points(language: str) -> tuple[str, ...]:
    """Return the points in a language, in order."""
    with translation.override(language):
        return tuple(str(point) for point in POINTS)
