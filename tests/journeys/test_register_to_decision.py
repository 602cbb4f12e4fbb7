"""The main journey: from a new epass to a signed decision that anybody can verify."""

from pathlib import Path

import pytest

from tests.accounts.people import PASSWORD
from tests.journeys import applying, cast, deciding, registering
from tests.journeys.combinations import Combination
from tests.journeys.conftest import NewTraveller
from tests.journeys.traveller import Traveller

pytestmark = pytest.mark.browser


@pytest.mark.requirement("R0.6", "R1.14", "R1.34", "R1.42", "R1.55")
def test_from_a_new_epass_to_a_verified_decision(
    new_traveller: NewTraveller, combination: Combination, tmp_path: Path
) -> None:
    person = new_traveller()
    username = f"okafor-{combination.language}-{combination.width}-{'js' if combination.script else 'plain'}"
    registering.register(person, username)
    registering.enrol(person, "Okafor", "Amara")
    case = applying.start(person)
    applying.fill_in(person, case, email=f"{username}@mail.example")
    applying.add_files(person, case, tmp_path)
    applying.check_and_sign(person, case)
    officer = new_traveller()
    _officer_signs_in(officer, f"off-{username}")
    deciding.take(officer, case)
    deciding.read_file(officer, case)
    officer.go("admin:applications_case_change", case)
    deciding.act(officer, "acknowledge")
    deciding.act(officer, "start_review")
    deciding.approve(officer)
    letter = _read_letter(person, case)
    _verify(new_traveller(), letter, tmp_path)


def _officer_signs_in(officer: Traveller, username: str) -> None:
    cast.officer(officer.portal, username, officer.combination.language)
    officer.go("accounts:sign_in")
    assert officer.cookies_set == 0
    officer.sign_in(username, PASSWORD)
    assert officer.place == "admin:index", officer.page.url


def _read_letter(person: Traveller, case: str) -> tuple[str, bytes]:
    """Open the decision from the page of the case; return its code and the signed PDF."""
    person.go("applications:case", case)
    person.press("main .mc-panel a.mc-button")
    assert person.place == "applications:letter"
    assert "Amara Okafor" in person.text
    code = person.page.locator("section[aria-labelledby=keep] strong").inner_text()
    address = person.page.locator("main a[href$='.pdf']").first.get_attribute("href")
    signed = person.context.request.get(f"{person.portal.origin}{address}").body()
    assert signed.startswith(b"%PDF-")
    return code, signed


def _verify(stranger: Traveller, letter: tuple[str, bytes], folder: Path) -> None:
    """Check code and file as somebody who has no account; a changed byte is found."""
    code, signed = letter
    stranger.go("applications:verify")
    stranger.fill(code=code)
    stranger.press("main button[value=code]")
    assert stranger.page.locator("main .mc-alert[data-kind=success]").count() == 1, stranger.text
    middle = len(signed) // 2
    changed = signed[:middle] + bytes([signed[middle] ^ 1]) + signed[middle + 1 :]
    for data, tone in ((signed, "success"), (changed, "danger")):
        file = folder / "letter.pdf"
        file.write_bytes(data)
        stranger.go("applications:verify")
        stranger.page.set_input_files("main input[name=file]", file)
        stranger.press("main button[value=file]")
        assert stranger.page.locator(f"main .mc-alert[data-kind={tone}]").count() == 1, stranger.text
    assert "Okafor" not in stranger.text
    assert stranger.cookies_set == 0
