"""The bank refuses, the line breaks, the payer gives up and comes back: there is one payment and one receipt."""

import pytest

from tests.journeys import applying, cast, deciding
from tests.journeys.combinations import Combination
from tests.journeys.conftest import NewTraveller
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.browser
UNPROCESSABLE = 422
_BOOKS = """
from applications.models import Charge, Payment, Refund, Settlement
print(Settlement.objects.filter(payment__application__owner__username=__import__("sys").argv[1]).count(),
      Charge.objects.filter(payment__settlement__isnull=False,
                            payment__application__owner__username=__import__("sys").argv[1]).count(),
      Refund.objects.filter(settlement__payment__application__owner__username=__import__("sys").argv[1]).count())
"""


def test_paying(new_traveller: NewTraveller, combination: Combination) -> None:
    person = new_traveller()
    payer = cast.applicant(person.portal, f"payer-{combination}", combination.language, how_far="signed")
    person.be(payer)
    person.go("applications:pay", payer.case)
    _behave(person, "refuse")
    assert person.place == "applications:pay", person.text
    _behave(person, "time-out")
    assert person.place == "applications:paying", person.text
    person.page.locator("main summary").first.click()
    person.press("main details form button")
    assert person.place == "applications:pay", person.text
    applying.pay(person)
    assert person.place == "applications:receipt", person.text
    person.go("applications:pay", payer.case)
    assert person.place == "applications:receipt"
    assert person.portal.python(_BOOKS, payer.username).split()[-3:] == ["1", "1", "0"]


def _behave(person: Traveller, how: str) -> None:
    """Go to the payment page and let it behave."""
    person.press("main form:has(input[name=total]) button")
    assert person.place == "applications:sandbox", person.text
    person.press(f"main button[value={how}]")


def test_paying_at_a_bank(new_traveller: NewTraveller, combination: Combination) -> None:
    person, officer = new_traveller(), new_traveller()
    payer = cast.applicant(person.portal, f"banker-{combination}", combination.language, how_far="signed")
    person.be(payer)
    officer.be(cast.officer(officer.portal, f"teller-{combination}", combination.language))
    person.go("applications:pay", payer.case)
    person.page.locator("main details:has(button[name=at_bank]) summary").click()
    assert person.press("main button[name=at_bank]") == applying.OK, person.text
    assert person.place == "applications:bank", person.text
    number = person.page.locator("main dd strong[translate=no]").inner_text()
    person.fill(receipt="AB-20261")
    assert person.press("main form#typed button") == applying.OK, person.text
    assert "AB-20261" in person.text
    officer.go("admin:applications_bank")
    assert number in officer.text
    today = applying.today()
    officer.fill(number=number, amount="150")
    officer.fill(paid_on_0=str(today.day), paid_on_1=str(today.month), paid_on_2=str(today.year))
    assert officer.press("main form#typed button") == applying.OK, officer.text
    person.go("applications:pay", payer.case)
    assert person.place == "applications:receipt", person.text
    assert person.portal.python(_BOOKS, payer.username).split()[-3:] == ["1", "1", "0"]


def test_paying_nothing(new_traveller: NewTraveller, combination: Combination) -> None:
    person, officer = new_traveller(), new_traveller()
    payer = cast.applicant(person.portal, f"poor-{combination}", combination.language, how_far="signed")
    person.be(payer)
    officer.be(cast.officer(officer.portal, f"clerk-{combination}", combination.language))
    person.go("applications:pay", payer.case)
    person.page.locator("main details:has(p a.mc-button) summary").click()
    person.press("main details p a.mc-button")
    assert person.place == "applications:waiver", person.text
    assert person.press("main form#waiver button") == UNPROCESSABLE, person.text
    person.fill(text="I lost my job in May.")
    assert person.press("main form#waiver button") == applying.OK, person.text
    assert person.place == "applications:receipt", person.text
    number = person.page.locator("main .mc-panel [translate=no]").first.inner_text()
    officer.go("admin:index")
    assert number in officer.page.locator("section[aria-labelledby=petitions]").inner_text()
    deciding.take(officer, payer.case)
    officer.go("admin:applications_case_petitions", payer.case)
    assert "I lost my job in May." in officer.text
    officer.choose(grant="no")
    officer.fill(answer_en="We have read it.", answer_fr="Nous l’avons lu.")
    assert officer.press("main form#typed button[type=submit]") == applying.OK, officer.text
    person.go("applications:case", payer.case)
    person.press("main #fee ~ .mc-buttons a")
    assert person.place == "applications:pay", person.text
    applying.pay(person)
    assert person.place == "applications:receipt", person.text
    assert person.portal.python(_BOOKS, payer.username).split()[-3:] == ["1", "1", "0"]
