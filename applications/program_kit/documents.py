"""The document library: the title and help of each slot; the programs say when it is required."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit.base import DocumentRule
from applications.program_kit.conditions import ALWAYS, NEVER, Condition
from applications.program_kit.texts import Text

TITLES: dict[str, tuple[Text, Text]] = {
    "D01": (
        _("Passport or travel document"),
        _("The page with your photo and all pages with stamps, visas or marks, in colour."),
    ),
    "D02": (
        _("Digital photo"),
        _("Taken in the last 6 months, white background, at least 420 by 540 pixels."),
    ),
    "D03": (_("Your immigration document now"), _("Both sides of your permit or visitor record.")),
    "D04": (
        _("Letter of acceptance or enrolment"),
        _("It names the school, its number, the program, the level, the dates, the fees and the conditions."),
    ),
    "D05": (_("Proof of financial support"), _("One file for each kind of evidence that you selected.")),
    "D06": (_("Attestation letter, or proof of exemption"), _("From the province or territory.")),
    "D07": (_("Quebec acceptance certificate (CAQ)"), ""),
    "D08": (_("Official transcripts"), _("Of your present and earlier studies in Canada.")),
    "D09": (
        _("Proof that you finished"),
        _("The letter of completion, and your degree or diploma if you have it."),
    ),
    "D10": (_("Language test result"), _("All pages of the report.")),
    "D11": (
        _("Marriage certificate or declaration of common-law union"),
        _("With proof that you live together."),
    ),
    "D12": (_("Birth certificate or proof of the parent and child relation"), ""),
    "D13": (_("Custodianship declaration"), _("Signed by the parents and the custodian before a notary.")),
    "D14": (
        _("LMIA, or sheet with the offer of employment number"),
        _("Your employer gives it to you."),
    ),
    "D15": (_("Job offer or employment contract"), _("Signed by your employer and by you.")),
    "D16": (_("Form that names your representative (IMM 5476)"), _("Signed by you and your representative.")),
    "D17": (_("Authority to release information (IMM 5475)"), ""),
    "D18": (_("Court or police documents"), ""),
    "D19": (_("Letter of explanation"), _("Whatever you want the officer to know.")),
    "D20": (_("Proof that you respected your conditions"), _("For example pay stubs or a letter of enrolment.")),
    "D21": (_("Proof of qualification or licence"), ""),
    "D22": (_("Proof of medical exam"), _("The sheet that the panel physician gave you.")),
    "D24": (
        _("Proof of the status of the person whose family member you are"),
        _("Their permit and a letter of their employer or school."),
    ),
    "D25": (_("Letter of the school about the co-op"), _("It says that the co-op is part of the program.")),
    "D26": (
        _("Reason for your stay and travel plan"),
        _("For example a return ticket, an invitation or a letter of a doctor."),
    ),
    "D27": (_("Proof of authorized leave"), ""),
    "D29": (_("Translation and affidavit of the translator"), _("For each document that is not in English or French.")),
    "D31": (_("Proof of loss or renewal of your passport"), ""),
}


def slot(code: str, *, required: Condition = NEVER, offered: Condition = ALWAYS) -> DocumentRule:
    """Return a document slot of a program.

    Args:
        code: its id in the library.
        required: when it must be filled or excused.
        offered: when it is shown although it is not required.
    """
    title, help_text = TITLES[code]
    return DocumentRule(code=code, title=title, help=help_text, required=required, offered=offered, many=code != "D02")
