"""The session ends while somebody types: after signing in again the text is there, and nothing was done with it."""

import pytest

from tests.journeys import applying, cast
from tests.journeys.combinations import Combination
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.browser
TYPED = "Née d’Été <b>“Amara”</b>"


def test_what_was_typed_comes_back_and_is_not_saved_by_itself(traveller: Traveller, combination: Combination) -> None:
    person = cast.applicant(traveller.portal, f"slow-{combination}", combination.language)
    traveller.be(person)
    case = applying.start(traveller)
    place = ("applications:page", case, "personal", "names")
    traveller.go(*place)
    before = traveller.page.input_value("[name=family_name]")
    cast.end_session(traveller.portal, person)
    traveller.fill(family_name=TYPED)
    traveller.press()
    assert traveller.place == "accounts:sign_in", traveller.page.url
    traveller.sign_in(person.username, person.password)
    assert traveller.place == "applications:page", traveller.page.url
    assert traveller.page.input_value("[name=family_name]") == TYPED
    written = traveller.page
    traveller.new_page()
    traveller.go("applications:copy", case)
    assert before in traveller.text
    assert TYPED not in traveller.text
    traveller.page = written
    traveller.press()
    traveller.go("applications:copy", case)
    assert TYPED in traveller.text
