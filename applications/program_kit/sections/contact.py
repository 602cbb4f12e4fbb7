"""Addresses, telephone and e-mail (G07)."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import Page, Section
from applications.program_kit.conditions import NEVER, Condition, answered, no
from applications.program_kit.questions import Choice, Code, Country, Email, Phone, Question, TextLine, YesNo
from applications.program_kit.sections import groups

POSTAL_SHAPE = r"[ABCEGHJ-NPRSTVXY][0-9][ABCEGHJ-NPRSTV-Z][0-9][ABCEGHJ-NPRSTV-Z][0-9]"


def postal_layout(code: str) -> str:
    """Return a Canadian postal code with its space."""
    return f"{code[:3]} {code[3:]}"


def address(prefix: str, *, po_box: bool) -> tuple[Question, ...]:
    """Return the questions of one address.

    Args:
        prefix: how the names begin, such as ``mail``.
        po_box: whether a post office box will do.
    """
    in_canada = answered(f"{prefix}_country", "CAN")
    has_province = answered(f"{prefix}_country", "CAN", "USA")
    street_needed = Condition(lambda book: not book.text(f"{prefix}_po_box"), f"{prefix}_po_box is empty")
    box = TextLine(
        name=f"{prefix}_po_box",
        label=_("P.O. box"),
        hint=_("A mailbox on a campus is not a P.O. box."),
        required=NEVER,
        max_length=20,
    )
    return (
        *((box,) if po_box else ()),
        TextLine(name=f"{prefix}_unit", label=_("Apartment or unit"), required=NEVER, max_length=20),
        TextLine(name=f"{prefix}_street_no", label=_("Street number"), required=street_needed, max_length=20),
        TextLine(name=f"{prefix}_street", label=_("Street name"), required=street_needed, autocomplete="address-line1"),
        TextLine(name=f"{prefix}_city", label=_("City or town"), autocomplete="address-level2"),
        Province(name=f"{prefix}_province", label=_("Province or state"), required=has_province),
        Country(name=f"{prefix}_country", label=_("Country or territory")),
        PostalCode(name=f"{prefix}_postal", label=_("Postal code"), required=in_canada, autocomplete="postal-code"),
        TextLine(name=f"{prefix}_district", label=_("District or region"), required=NEVER),
    )


@dataclass(frozen=True, kw_only=True)
class Province(TextLine):
    """A province by its code or name, or a state of another country."""

    def parse(self, raw: object) -> object:
        """Return the code of a Canadian province, or the text."""
        text = str(super().parse(raw))
        return _province_codes().get(_plain(text), text)

    def write(self, value: object) -> str:
        """Return the name of the province."""
        names: dict[str, str | Promise] = dict(choices.PROVINCE)
        return str(names.get(str(value), value))


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if sign.isalnum())


@lru_cache(maxsize=1)
def _province_codes() -> dict[str, str]:
    codes = {_plain(code): code for code, _name in choices.PROVINCE}
    for language in ("en", "fr"):
        with translation.override(language):
            codes |= {_plain(str(name)): code for code, name in choices.PROVINCE}
    return codes


@dataclass(frozen=True, kw_only=True)
class PostalCode(TextLine):
    """A postal code; a Canadian one gets its space."""

    max_length: int = 20

    def parse(self, raw: object) -> object:
        """Return the code as it is printed."""
        text = str(super().parse(raw)).upper()
        compact = text.replace(" ", "").replace("-", "")
        return postal_layout(compact) if _is_canadian(compact) else text


def _is_canadian(compact: str) -> bool:
    reader = Code(name="postal", label="", pattern=POSTAL_SHAPE, example="")
    return reader.read(compact) is not None


CONTACT = Section(
    key="contact",
    title=_("Contact information"),
    group=groups.ABOUT_YOU,
    pages=(
        Page(
            key="mailing-address",
            title=_("Your mailing address"),
            hint=_("Where you get your mail now. We mail the permit to the address in your profile: keep both right."),
            questions=address("mail", po_box=True),
        ),
        Page(
            key="same-address",
            title=_("Where you live"),
            questions=(YesNo(name="home_same", label=_("Do you live at your mailing address?")),),
        ),
        Page(
            key="home-address",
            title=_("Your home address"),
            shown=no("home_same"),
            questions=address("home", po_box=False),
        ),
        Page(
            key="telephone",
            title=_("Your telephone"),
            questions=(
                Choice(name="phone_type", label=_("Kind of telephone"), choices=choices.PHONE),
                Phone(name="phone_number", label=_("Telephone number")),
                Phone(name="alt_phone_number", label=_("Another telephone number"), required=NEVER),
                Phone(name="fax_number", label=_("Fax number"), required=NEVER),
                YesNo(
                    name="safe_contact",
                    label=_("Is it safe to telephone you and leave a message?"),
                    required=NEVER,
                ),
            ),
        ),
        Page(
            key="email",
            title=_("Your e-mail address"),
            hint=_("We tell you at this address when there is something new. We never send details by e-mail."),
            questions=(Email(name="email", label=_("E-mail address")),),
        ),
    ),
)
