"""Representative, advice for a fee, and a person who may be told about the case (G13)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import choices
from applications.program_kit.base import Page, Section
from applications.program_kit.conditions import NEVER, answered
from applications.program_kit.questions import (
    Choice,
    DateQuestion,
    Email,
    Explained,
    LongText,
    NameText,
    Phone,
    Rows,
    TextLine,
    YesNo,
)
from applications.program_kit.sections import groups

NAMED = answered("rep_action", "appoint", "update")
PAID = answered("rep_kind", *choices.PAID_REPRESENTATIVES)

REPRESENTATIVE = Section(
    key="representative",
    title=_("Representative"),
    group=groups.FAMILY,
    pages=(
        Page(
            key="choice",
            title=_("Do you have a representative?"),
            hint=_("Having one is your choice and never makes a decision faster. They cannot sign in here."),
            questions=(Choice(name="rep_action", label=_("Representative"), choices=choices.REPRESENTATIVE_ACTION),),
        ),
        Page(
            key="details",
            title=_("Your representative"),
            shown=NAMED,
            questions=(
                Choice(name="rep_kind", label=_("Kind of representative"), choices=choices.REPRESENTATIVE_KIND),
                NameText(name="rep_names", label=_("Name of the representative")),
                TextLine(name="rep_org", label=_("Firm or organization"), required=PAID),
                TextLine(
                    name="rep_member_id",
                    label=_("Membership number"),
                    hint=_("Only for a paid representative."),
                    max_length=30,
                    shown=PAID,
                ),
                TextLine(name="rep_address", label=_("Address of the representative"), max_length=300),
                Phone(name="rep_phone", label=_("Telephone of the representative")),
                Email(name="rep_email", label=_("E-mail of the representative"), required=NEVER),
            ),
        ),
        Page(
            key="declarations",
            title=_("What you and your representative declare"),
            shown=NAMED,
            questions=(
                YesNo(name="rep_declaration", label=_("Did your representative sign the form that names them?")),
                YesNo(
                    name="rep_own_declaration",
                    label=_("Do you allow this person to act for you in this application?"),
                ),
            ),
        ),
        Page(
            key="other-advice",
            title=_("Other advice for a fee"),
            questions=(
                Explained(
                    name="advised_by_other",
                    label=_("Did somebody else advise you for a fee? If yes, give the name and address."),
                    min_length=10,
                ),
            ),
        ),
        Page(
            key="designee",
            title=_("A person who may be told about your case"),
            hint=_("This person can get information only. You can end it at any time."),
            questions=(
                Rows(
                    name="designees",
                    label=_("Designated persons"),
                    add_label=_("Add a person"),
                    maximum=2,
                    required=NEVER,
                    items=(
                        NameText(name="name", label=_("Name")),
                        TextLine(name="relationship", label=_("Relationship to you")),
                        LongText(name="address", label=_("Address"), max_length=300),
                        Phone(name="phone", label=_("Telephone number")),
                        Choice(name="language", label=_("Language"), choices=choices.LANGUAGE),
                        DateQuestion(name="until", label=_("Valid until"), required=NEVER),
                    ),
                ),
            ),
        ),
    ),
)
