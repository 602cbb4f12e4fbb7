"""What both study permits ask of every student: rules about the school, the usual papers, the fee, the length."""

from applications.program_kit.base import DocumentRule, FeeRule, Rule
from applications.program_kit.conditions import ALWAYS, answered, no, yes
from applications.program_kit.documents import slot
from applications.program_kit.products import fee
from applications.program_kit.rules import funds as funds_rules
from applications.program_kit.rules import passport as passport_rules
from applications.program_kit.rules import school as school_rules
from applications.program_kit.sections import attestation, loss, purpose, studies
from applications.program_kit.waiting import BIOMETRICS, PASSPORT, asked_until

_ALSO_WORK = yes("also_work_permit") & answered("also_work_kind", "open", "pgwp")

RULES: tuple[Rule, ...] = (
    school_rules.requested_period,
    school_rules.usual_end_passed,
    school_rules.program_dates,
    school_rules.designated,
    school_rules.school_place,
    school_rules.attestation,
    school_rules.caq,
    school_rules.tuition,
    school_rules.not_full_time,
    school_rules.acceptance_letter,
    school_rules.co_op,
    school_rules.custodian,
    funds_rules.enough_money,
)

PAPERS: tuple[DocumentRule, ...] = (
    slot("D04", required=ALWAYS),
    slot("D05", required=ALWAYS),
    slot("D06", required=attestation.ATTESTATION, offered=attestation.ATTESTATION),
    slot("D07", required=attestation.IN_QUEBEC, offered=attestation.IN_QUEBEC),
    slot("D13", required=studies.CUSTODIAN, offered=studies.CUSTODIAN),
    slot("D19", required=loss.RESTORING | no("complied")),
    slot("D25", required=studies.CO_OP, offered=studies.CO_OP),
)

FEES: tuple[FeeRule, ...] = (
    fee("F01", purpose.PERMIT_ASKED),
    fee("F05", loss.RESTORING),
    fee("F02", _ALSO_WORK),
    fee("F03", _ALSO_WORK),
    fee("F06", passport_rules.BIOMETRICS),
)

CAPS = (PASSPORT, BIOMETRICS, school_rules.AFTER_STUDIES, asked_until(lambda book: book.day("requested_to")))
