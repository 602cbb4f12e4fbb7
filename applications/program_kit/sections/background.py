"""Statutory questions (G12): a yes never stops an application; it asks for details and tells the officer."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.program_kit.base import AnswerBook, Page, Section
from applications.program_kit.conditions import ALWAYS, Condition
from applications.program_kit.dates import age
from applications.program_kit.questions import Explained
from applications.program_kit.sections import groups

_FROM_AGE = 14
_WHY = _("The law asks this of everybody. A yes does not mean that we refuse. We will ask you for details.")


def _is_old_enough(book: AnswerBook) -> bool:
    born = book.day("date_of_birth")
    return born is None or age(born, book.today) >= _FROM_AGE


OLD_ENOUGH = Condition(_is_old_enough, f"the applicant is {_FROM_AGE} or older")


def _page(key: str, title: str | Promise, name: str, label: str | Promise, shown: Condition = ALWAYS) -> Page:
    question = Explained(name=name, label=label, why=_WHY)
    return Page(key=key, title=title, questions=(question,), shown=shown)


BACKGROUND = Section(
    key="background",
    title=_("Background questions"),
    group=groups.HISTORY,
    pages=(
        _page(
            "tuberculosis",
            _("Tuberculosis"),
            "bg_tb",
            _(
                "In the past two years, did you or a family member have tuberculosis, "
                "or close contact with a person who has it?"
            ),
        ),
        _page(
            "health",
            _("Health"),
            "bg_medical",
            _(
                "Do you have a physical or mental disorder that would need social or health services, "
                "other than medication, during your stay?"
            ),
        ),
        _page(
            "overstay",
            _("Your stays in Canada"),
            "bg_overstay",
            _(
                "Did you ever stay in Canada after your status ended, or study or work in Canada without "
                "authorization? If yes, give the dates."
            ),
        ),
        _page(
            "refused",
            _("Refusals"),
            "bg_refused",
            _(
                "Were you ever refused a visa or permit, denied entry, or ordered to leave Canada or any other "
                "country? If yes, give the country, the kind, the date and the reason."
            ),
        ),
        _page(
            "applied-before",
            _("Earlier applications"),
            "bg_applied_before",
            _(
                "Did you apply before to enter or stay in Canada? If yes, give the kind, the month, "
                "the result and the file number."
            ),
        ),
        _page(
            "criminal",
            _("Offences"),
            "bg_criminal",
            _(
                "Did you ever commit a criminal offence, or were you ever arrested, charged or found guilty, in any "
                "country? If yes, give the country, the date, the offence and the outcome."
            ),
            OLD_ENOUGH,
        ),
        _page(
            "military",
            _("Military and police"),
            "bg_military",
            _(
                "Did you serve in any army, militia, civil defence unit, security organization or police force, "
                "even if you had to? If yes, give the dates, the unit, the place, the country and your rank."
            ),
            OLD_ENOUGH,
        ),
        _page(
            "organizations",
            _("Organizations"),
            "bg_organization",
            _(
                "Were you ever a member of, or linked to, a party, group or organization that used or supported "
                "violence for a political or religious aim, or that took part in crime?"
            ),
            OLD_ENOUGH,
        ),
        _page(
            "government",
            _("Government positions"),
            "bg_government",
            _(
                "Did you hold a government position, for example civil servant, judge, police officer or mayor? "
                "If yes, give the dates, the country, the level, the department and your role."
            ),
            OLD_ENOUGH,
        ),
        _page(
            "ill-treatment",
            _("Ill treatment"),
            "bg_ill_treatment",
            _(
                "Did you ever see or take part in the ill treatment of prisoners or civilians, in looting, or in "
                "the desecration of religious buildings?"
            ),
            OLD_ENOUGH,
        ),
    ),
)
