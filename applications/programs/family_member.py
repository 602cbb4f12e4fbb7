"""A member of the family in Canada: study, work, stay or restoration, inside the application of the main person (P08).

Address, helper, signature and payment are those of the main person; everything else is this person's own (R1.26).
"""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from applications.program_kit import everybody, permits, studying
from applications.program_kit.base import AnswerBook, Program
from applications.program_kit.conditions import ALWAYS, Condition
from applications.program_kit.documents import slot
from applications.program_kit.member_assessment import FAMILY_MEMBER
from applications.program_kit.products import fee
from applications.program_kit.rules import funds as funds_rules
from applications.program_kit.rules import member as member_rules
from applications.program_kit.rules import passport as passport_rules
from applications.program_kit.rules import visit as visit_rules
from applications.program_kit.rules import work as work_rules
from applications.program_kit.sections import background, identity, loss, member, passport, status, studies, visit, work
from applications.program_kit.waiting import BIOMETRICS, PASSPORT, asked_until


def _extends(book: AnswerBook) -> bool:
    """R183(5): more time on the status that this person has now."""
    held = book.choice("current_document_kind")
    same = {"study": "sp", "work": "wp"}
    wishes = book.many("member_wish")
    return not book.restores and ("visit" in wishes or any(same.get(wish) == held for wish in wishes))


def _basis(book: AnswerBook) -> str:
    return book.choice("principal_basis")


_MORE_STAY = member.VISIT & ~(member.STUDY | member.WORK) & ~loss.RESTORING

PROGRAM = Program(
    code="family-member",
    letter="V",
    version=1,
    title=_("Family member"),
    summary=_("Study, work, a longer stay or restoration for a member of your family, in the same application."),
    who=_("Your husband, wife, partner or child in Canada. Start your own application, then add the person there."),
    group="family",
    is_added=True,
    asked_first=("relationship", "given_name", "family_name", "date_of_birth"),
    notice="family-member",
    sections=(
        identity.PERSONAL,
        identity.MARITAL_STATUS,
        passport.PASSPORT,
        status.STATUS,
        member.REQUEST,
        studies.STUDIES.only(member.STUDY),
        member.OPEN_WORK,
        visit.VISIT.only(member.VISIT),
        background.BACKGROUND.only(background.OLD_ENOUGH),
    ),
    rules=(
        *everybody.ABOUT_A_PERSON,
        member_rules.dependent_child,
        member_rules.partner_is_a_partner,
        member_rules.principal_without_status,
        member_rules.not_beyond_principal,
        member_rules.open_permit_for_partner,
        member_rules.open_permit_for_child,
        member_rules.study_without_permit,
        member_rules.other_parent,
        *(rule for rule in studying.RULES if rule is not funds_rules.enough_money),
        work_rules.work_period,
        work_rules.health_job,
        visit_rules.period_ahead,
        visit_rules.long_stay,
        visit_rules.way_home,
        visit_rules.short_course,
    ),
    documents=everybody.papers(
        slot("D03", required=status.HAS_PAPER),
        slot("D04", required=member.STUDY, offered=member.STUDY),
        slot("D05", required=member.VISIT, offered=member.VISIT),
        slot("D11", required=member.PARTNER, offered=member.PARTNER),
        slot("D12", required=member.CHILD, offered=member.CHILD),
        slot("D13", required=studies.CUSTODIAN, offered=member.CHILD & member.MINOR),
        slot("D19", required=loss.RESTORING),
        slot("D24", required=ALWAYS),
        slot("D26", offered=member.VISIT),
    ),
    fees=(
        fee("F01", member.STUDY),
        fee("F02", member.WORK & ~work.exempt_from("F02", _basis)),
        fee("F03", member.WORK & ~work.exempt_from("F03", _basis)),
        fee("F04", _MORE_STAY),
        fee("F05", loss.RESTORING),
        fee("F06", passport_rules.BIOMETRICS),
    ),
    extends=Condition(_extends, "more time is asked for on the status that this person has"),
    permits=(
        replace(permits.STUDY, when=member.STUDY),
        replace(permits.WORK, when=member.WORK),
        replace(permits.VISITOR, when=~loss.RESTORING),
        permits.RESTORED,
    ),
    self_assessment=(FAMILY_MEMBER,),
    until=member_rules.asked_until,
    caps=(PASSPORT, BIOMETRICS, member_rules.PRINCIPAL, asked_until(member_rules.asked_until)),
)
