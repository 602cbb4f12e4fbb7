"""Somebody signs out on a shared computer; the next one presses "Back" and finds the way in, and nothing else."""

import pytest

from tests.journeys import cast
from tests.journeys.combinations import Combination
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.browser

SIGN_OUT = "header form button"


@pytest.mark.requirement("R0.11", "R0.12", "R0.13", "R0.14")
def test_back_shows_nothing_of_the_person(traveller: Traveller, combination: Combination) -> None:
    person = cast.applicant(traveller.portal, f"leaves-{combination}", combination.language, how_far="sent")
    traveller.be(person)
    traveller.go("applications:dashboard")
    traveller.go("applications:case", person.case)
    number = traveller.page.locator("main h1 [translate=no]").inner_text()
    traveller.press(SIGN_OUT)
    assert traveller.place == "accounts:signed_out"
    assert traveller.page.locator("main ol li").count() == 3
    for _press in range(2):
        traveller.page.go_back()
        assert traveller.place == "accounts:sign_in", traveller.page.url
        assert number not in traveller.page.content()
    assert traveller.go("applications:case", person.case) == 200
    assert traveller.place == "accounts:sign_in"
