"""An officer asks for more, the person answers, and a refusal takes two officers."""

import pytest

from tests.journeys import cast, deciding
from tests.journeys.combinations import Combination
from tests.journeys.conftest import NewTraveller

pytestmark = pytest.mark.browser


@pytest.mark.requirement("R3.42", "R3.91", "R3.94")
def test_asked_for_more_answered_and_refused_by_two(new_traveller: NewTraveller, combination: Combination) -> None:
    person, officer, supervisor = new_traveller(), new_traveller(), new_traveller()
    name = str(combination)
    applicant = cast.applicant(person.portal, f"asked-{name}", combination.language, how_far="sent")
    person.be(applicant)
    officer.be(cast.officer(officer.portal, f"asks-{name}", combination.language))
    supervisor.be(cast.officer(officer.portal, f"second-{name}", combination.language, "supervisor"))
    deciding.take(officer, applicant.case)
    deciding.ask(officer, "D19")
    person.go("applications:dashboard")
    person.press("main a[href*='/requests/'], main a[href*='/demandes/']")
    assert person.place == "applications:case_request", person.page.url
    assert person.press("main form:not([enctype]) button.mc-button") == 422
    person.press("main section.mc-card > p > a")
    person.fill(explanation="I was ill for two weeks in March and passed the term.")
    person.press()
    person.press("main form:not([enctype]) button.mc-button")
    assert person.page.locator("main .mc-alert[data-kind=success]").count() > 0, person.text
    officer.go("admin:applications_case_documents", applicant.case)
    assert "ill for two weeks" in officer.text
    officer.go("admin:applications_case_change", applicant.case)
    for act in ("acknowledge", "start_review"):
        if officer.page.locator(f"form.case-buttons button[value='{act}']").count():
            deciding.act(officer, act)
    deciding.refuse(officer)
    deciding.confirm_refusal(supervisor, applicant.case)
    person.go("applications:case", applicant.case)
    said = {"en": "The balance covers one month.", "fr": "Le solde couvre un seul mois."}
    assert said[combination.language] in person.text
    person.press("main .mc-panel a.mc-button")
    assert said[combination.language] in person.text
