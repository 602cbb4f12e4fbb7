"""What every permit asks of everybody: the sections about the person, the rules across them, the usual documents."""

from applications.program_kit.base import DocumentRule, Rule, Section
from applications.program_kit.conditions import ALWAYS, Condition, answered, yes
from applications.program_kit.documents import slot
from applications.program_kit.rules import contact as contact_rules
from applications.program_kit.rules import history as history_rules
from applications.program_kit.rules import passport as passport_rules
from applications.program_kit.rules import period as period_rules
from applications.program_kit.rules import person as person_rules
from applications.program_kit.rules import status as status_rules
from applications.program_kit.sections import (
    background,
    contact,
    family,
    history,
    identity,
    language,
    passport,
    representative,
    status,
)

ABOUT_YOU: tuple[Section, ...] = (
    identity.PERSONAL,
    identity.MARITAL_STATUS,
    passport.PASSPORT,
    contact.CONTACT,
    status.STATUS,
    language.LANGUAGES,
)

YOUR_LIFE: tuple[Section, ...] = (
    history.EDUCATION,
    history.HISTORY,
    background.BACKGROUND,
    family.FAMILY,
    representative.REPRESENTATIVE,
)

#: Keys of the sections whose answers stay true for long: a new application offers them again. What the law asks each
#: time anew (background), and who helps with an application, is not among them.
LASTING: tuple[str, ...] = tuple(
    section.key for section in (*ABOUT_YOU, history.EDUCATION, history.HISTORY, family.FAMILY)
)

#: What is looked at for every person, a member of the family included.
ABOUT_A_PERSON: tuple[Rule, ...] = (
    person_rules.no_permit_needed,
    person_rules.same_country_twice,
    person_rules.in_canada,
    person_rules.order_of_life,
    person_rules.not_in_the_future,
    person_rules.common_law_year,
    person_rules.previous_before_present,
    person_rules.background_flags,
    status_rules.purposes_fit,
    status_rules.status_expired,
    status_rules.status_ends_soon,
    status_rules.document_dates,
    status_rules.document_outlasts_passport,
    status_rules.unauthorized_activity,
    status_rules.cannot_be_restored,
    status_rules.breach_dates,
    status_rules.loss_dates,
    status_rules.time_since_loss,
    status_rules.not_complied,
    status_rules.travel_plans,
    passport_rules.passport_valid,
    passport_rules.passport_dates,
    passport_rules.us_card,
    passport_rules.machine_lines,
    passport_rules.biometrics,
    period_rules.cut_at_passport,
    period_rules.cut_at_biometrics,
)

RULES: tuple[Rule, ...] = (
    *ABOUT_A_PERSON,
    person_rules.minor,
    person_rules.differs_from_profile,
    person_rules.waiting_already,
    contact_rules.canadian_postal,
    contact_rules.home_in_canada,
    contact_rules.postal_place,
    history_rules.order_of_rows,
    history_rules.ten_years_covered,
    history_rules.parents_age,
    history_rules.details_of_the_living,
    history_rules.family_declarations,
)

_REPRESENTED = answered("rep_action", "appoint", "update", "cancel")
_DESIGNEE = Condition(lambda book: bool(book.rows("designees")), "a designated person is named")

#: The slots that stand in every program in the same way, by their place in the library.
PAPERS: tuple[DocumentRule, ...] = (
    slot("D01", required=passport.HAS_DOCUMENT),
    slot("D02", required=ALWAYS),
    slot("D16", required=_REPRESENTED, offered=_REPRESENTED),
    slot("D17", required=_DESIGNEE, offered=_DESIGNEE),
    slot("D18", required=yes("bg_criminal"), offered=yes("bg_criminal")),
    slot("D22", required=yes("had_medical_exam"), offered=yes("had_medical_exam")),
    slot("D29"),
    slot("D31", offered=Condition(lambda book: bool(book.text("passport_explanation")), "no valid passport")),
)


def papers(*more: DocumentRule) -> tuple[DocumentRule, ...]:
    """Return the slots of a program, in the order of the library: those of everybody, and its own in their place."""
    slots = {rule.code: rule for rule in (*PAPERS, *more)}
    return tuple(slots[code] for code in sorted(slots))
