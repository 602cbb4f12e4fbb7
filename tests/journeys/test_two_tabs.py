"""The same page in two tabs: the person chooses answer by answer, and nothing is lost."""

import pytest

from tests.journeys import applying, cast
from tests.journeys.combinations import Combination
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.browser
CONFLICT = 409


def test_both_versions_are_kept_and_one_is_chosen(traveller: Traveller, combination: Combination) -> None:
    traveller.be(cast.applicant(traveller.portal, f"tabs-{combination}", combination.language))
    case = applying.start(traveller)
    place = ("applications:page", case, "personal", "names")
    traveller.go(*place)
    first = traveller.page
    traveller.new_page()
    traveller.go(*place)
    second = traveller.page
    traveller.page = first
    traveller.fill(family_name="First", given_name="Ama")
    traveller.press()
    traveller.page = second
    traveller.fill(family_name="Second", given_name="Adaeze")
    assert traveller.press() == CONFLICT
    for text in ("First", "Ama", "Second", "Adaeze"):
        assert text in traveller.text
    assert traveller.press("main form button.mc-button") == CONFLICT  # nothing is chosen for the person
    traveller.choose(choice_family_name="left", choice_given_name="right")
    traveller.press()
    traveller.go(*place)
    assert traveller.page.input_value("[name=family_name]") == "Second"
    assert traveller.page.input_value("[name=given_name]") == "Ama"
