"""A worker, a spouse and children of 13 and 16 ask for three kinds of permit in one application."""

import json
from datetime import date
from decimal import Decimal

import pytest

from applications.choices import PaymentState
from mycic.formats.text import money_text
from tests.accounts.people import PASSWORD
from tests.journeys import applying, assessing, cast, deciding
from tests.journeys.combinations import Combination
from tests.journeys.conftest import NewTraveller
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.browser

#: Worked out by hand from the table of fees: (who, line, dollars).
BY_HAND = (
    ("worker", "work permit", 155),
    ("worker", "biometrics", 85),
    ("spouse", "work permit", 155),
    ("spouse", "open work permit holder", 100),
    ("spouse", "biometrics", 85),
    ("child of 13", "longer stay", 100),
    ("child of 16", "study permit", 150),
    ("child of 16", "biometrics", 85),
    ("everybody", "biometrics, no more than 170 for a family", -85),
)
TOTAL = Decimal(830)

_MAIN = """
import sys
from accounts.models import User
from tests.applications import walks
user = User.objects.get(username=sys.argv[1])
case = walks.filled(user, program="work-permit", gave_biometrics="no", biometrics_date=None)
print(case.pk)
"""
_COMPLETE = """
import json, sys
from accounts.models import User
from applications import queries
from applications.demo import sample_answers
from applications.demo.answers import family_member
from datetime import date
from mycic import clock
from tests.applications import walks
user, key, said = User.objects.get(username=sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
case = queries.case_of(user, key)
typed = queries.draft_of(user, case.pk).answers
sample = sample_answers(clock.today(), case.program) | sample_answers(clock.today(), "study-permit")
who = family_member(typed["relationship"], typed["given_name"], date(2000, 1, 1))
del who["date_of_birth"]
walks.complete(user, case, **{**sample, **who, **typed, **said})
"""
_BOOKS = """
import json, sys
from applications.models import Case, Charge, Payment
user = sys.argv[1]
payments = Payment.objects.filter(application__owner__username=user)
cases = Case.objects.filter(owner__username=user).order_by("position")
print(json.dumps({
    "payments": [[row.state, str(row.amount)] for row in payments],
    "charges": sorted(int(row.amount) for row in Charge.objects.filter(payment__in=payments)),
    "cases": [str(case.pk) for case in cases],
    "numbers": [case.number for case in cases],
    "statuses": [case.status for case in cases],
}))
"""


@pytest.mark.requirement("R1.20", "R1.21", "R1.22", "R1.23", "R1.24", "R1.25", "R1.26", "R1.59")
def test_a_family_of_four(new_traveller: NewTraveller, combination: Combination) -> None:
    assert sum(dollars for _who, _what, dollars in BY_HAND) == TOTAL
    visitor = new_traveller()
    assessing.answer_all(visitor, "family-member")
    assert visitor.page.locator(f"main a[href='{visitor.url('applications:catalogue')}']").count()
    person = new_traveller()
    username = f"family-{combination}"
    person.be(cast.applicant(person.portal, username, combination.language))
    main = person.portal.python(_MAIN, username).split()[-1]
    year = applying.today().year
    spouse = _add(person, main, "spouse", "Ifeanyi", date(1995, 3, 2))
    younger = _add(person, main, "daughter", "Ada", date(year - 13, 1, 1))
    older = _add(person, main, "son", "Emeka", date(year - 16, 1, 1))
    _complete(person, username, spouse, marital_status="married", gave_biometrics="no", biometrics_date=None, **_work())
    _complete(person, username, younger, marital_status="single", member_wish=["visit"], stay_to=_in(300))
    _complete(person, username, older, marital_status="single", gave_biometrics="no", biometrics_date=None, **_study())
    for member in (spouse, younger, older):
        _read_the_notes(person, member)
    person.go("applications:check", main)
    assert person.page.locator("main form[action*='/sign']").count() == 0
    _confirms(person, new_traveller(), spouse)
    _sign_and_pay(person, main)
    books = json.loads(person.portal.python(_BOOKS, username).splitlines()[-1])
    assert books["payments"] == [[PaymentState.PAID.value, "830.00"]]
    assert books["charges"] == sorted(dollars for _who, _what, dollars in BY_HAND)
    assert books["statuses"] == ["submitted"] * 4
    for name in ("Ifeanyi", "Ada", "Emeka"):
        assert name in person.text
    _one_is_decided(person, new_traveller(), books["cases"], combination)


def _add(person: Traveller, main: str, relationship: str, name: str, born: date) -> str:
    """Add somebody through the pages."""
    person.go("applications:tasks", main)
    person.press("main a[href$='/family/'], main a[href$='/famille/']")
    assert person.place == "applications:family_add", person.text
    assert person.press() == 422
    person.choose(relationship=relationship)
    person.fill(given_name=name, family_name="Okafor")
    person.fill(date_of_birth_0=str(born.day), date_of_birth_1=str(born.month), date_of_birth_2=str(born.year))
    assert person.press() == applying.OK, person.text
    assert person.place == "applications:tasks"
    assert name in person.text
    return str(person.here.kwargs["key"])


def _complete(person: Traveller, username: str, case: str, **said: object) -> None:
    person.portal.python(_COMPLETE, username, case, json.dumps(said))


def _in(days: int) -> dict[str, str]:
    day = applying.today().fromordinal(applying.today().toordinal() + days)
    return {"d": str(day.day), "m": str(day.month), "y": str(day.year)}


def _work() -> dict[str, object]:
    return {
        "member_wish": ["work"],
        "principal_basis": "worker",
        "principal_permit_expiry": _in(600),
        "principal_job": "Software developer",
        "principal_noc": "21232",
        "principal_teer": "1",
        "work_from": _in(60),
        "work_to": _in(600),
        "public_health_job": "no",
    }


def _study() -> dict[str, object]:
    basis = {"principal_basis": "worker", "principal_permit_expiry": _in(600)}
    return {"member_wish": ["study"], **basis, "level": "secondary", "study_to": _in(400), "requested_to": _in(480)}


def _read_the_notes(person: Traveller, case: str) -> None:
    person.go("applications:check", case)
    if person.page.locator("main input[name=read]").count():
        person.tick("read")
        person.press("main form:has(input[name=read]) button")
    assert not person.page.locator(".mc-summary").count(), person.page.locator(".mc-summary").inner_text()


def _confirms(person: Traveller, spouse: Traveller, case: str) -> None:
    """The spouse opens the link on another device, reads the own part and confirms it."""
    person.go("applications:part", case)
    person.press("main form button")
    link = person.page.locator("main p[translate=no] a[href^='http']").get_attribute("href")
    assert link is not None
    spouse.open(link)
    spouse.fill(birth_date_0="3", birth_date_1="3", birth_date_2="1995")
    assert spouse.press() == 422
    spouse.fill(birth_date_0="2", birth_date_1="3", birth_date_2="1995")
    assert spouse.press() == applying.OK
    assert "Ifeanyi" in spouse.text
    assert "Emeka" not in spouse.text
    assert spouse.press("main form:has(input[name=seen]) button") == applying.OK
    person.go("applications:part", case)


def _sign_and_pay(person: Traveller, main: str) -> None:
    _read_the_notes(person, main)
    person.press("main form[action*='/sign'] button")
    assert person.place == "applications:sign", person.text
    assert all(name in person.text for name in ("Ifeanyi", "Ada", "Emeka"))
    name = person.page.locator("main strong[dir=auto]").inner_text()
    person.fill(typed_name=name, password=PASSWORD)
    person.tick("agreed")
    assert person.press() == applying.OK, person.text
    assert person.place == "applications:pay", person.text
    assert money_text(TOTAL)[:4] in person.text or "830" in person.text
    applying.pay(person)
    assert person.place == "applications:receipt", person.text


def _one_is_decided(person: Traveller, officer: Traveller, cases: list[str], combination: Combination) -> None:
    """The child is decided before the others, whose status stays."""
    officer.be(cast.officer(officer.portal, f"family-desk-{combination}", combination.language))
    child = cases[2]
    deciding.take(officer, child)
    assert "Ada" in officer.text
    deciding.act(officer, "acknowledge")
    deciding.act(officer, "start_review")
    deciding.approve(officer)
    person.go("applications:dashboard")
    for case in cases:
        assert person.page.locator(f"main a[href*='{case}']").count(), person.text
    person.go("applications:case", child)
    assert "Ifeanyi" in person.text
    person.press("main .mc-panel a.mc-button")
    assert person.place == "applications:letter"
    assert "Ada Okafor" in person.text
