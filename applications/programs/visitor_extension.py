"""Stay longer as a visitor: a visitor record (P06; form IMM 5708)."""

from django.utils.translation import gettext_lazy as _

from applications.program_kit import everybody, permits
from applications.program_kit.base import Program, Section
from applications.program_kit.conditions import ALWAYS, NEVER, answered
from applications.program_kit.documents import slot
from applications.program_kit.products import fee
from applications.program_kit.rules import passport as passport_rules
from applications.program_kit.rules import visit as visit_rules
from applications.program_kit.sections import funds, groups, identity, loss, purpose, status, visit
from applications.program_kit.visit_assessment import VISIT
from applications.program_kit.waiting import BIOMETRICS, PASSPORT, asked_until

_WITH_FAMILY = answered("visit_reason", "family", "caring", "accompany")

PROGRAM = Program(
    code="visitor-extension",
    letter="V",
    version=1,
    title=_("Stay longer as a visitor"),
    summary=_("More time in Canada as a visitor, or a change from student or worker to visitor."),
    who=_("People in Canada whose stay has not ended, or ended less than 90 days ago."),
    group="stay",
    notice="visitor-extension",
    may_add=("family-member",),
    sections=(
        Section(
            key="purpose",
            title=_("What you apply for"),
            group=groups.BEFORE,
            pages=(
                purpose.purposes(_("More time in Canada as a visitor")),
                purpose.client_number(NEVER),
                purpose.LANGUAGES,
                *loss.PAGES,
            ),
        ),
        *everybody.ABOUT_YOU,
        visit.VISIT,
        funds.FUNDS,
        *everybody.YOUR_LIFE,
    ),
    rules=(
        *everybody.RULES,
        visit_rules.period_ahead,
        visit_rules.long_stay,
        visit_rules.way_home,
        visit_rules.short_course,
        visit_rules.enough_money,
    ),
    documents=everybody.papers(
        slot("D03", required=status.HAS_PAPER),
        slot("D05", required=ALWAYS),
        slot("D11", offered=identity.WITH_PARTNER & _WITH_FAMILY),
        slot("D12", offered=_WITH_FAMILY),
        slot("D19", required=ALWAYS),
        slot("D26"),
    ),
    fees=(
        fee("F04", ~loss.RESTORING),
        fee("F05", loss.RESTORING),
        fee("F06", passport_rules.BIOMETRICS),
    ),
    permits=(permits.VISITOR,),
    self_assessment=(VISIT,),
    extends=~loss.RESTORING,
    until=visit_rules.stay_until,
    caps=(PASSPORT, BIOMETRICS, asked_until(visit_rules.stay_until)),
)
