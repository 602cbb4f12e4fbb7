"""Goes from the catalogue to the receipt, through the pages."""

from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from applications.demo.answers import sample_answers
from tests.accounts.people import PASSWORD
from tests.documents import make
from tests.journeys.filling import PROGRAM, answer_all
from tests.journeys.traveller import Traveller

OK = 200


def today() -> date:
    """Return the service's date."""
    return datetime.now(tz=ZoneInfo("America/Toronto")).date()


def start(traveller: Traveller) -> str:
    """Start an application and return its key."""
    traveller.go("applications:catalogue")
    traveller.go("applications:start", PROGRAM)
    traveller.press()
    assert traveller.place == "applications:tasks"
    return str(traveller.here.kwargs["key"])


def fill_in(traveller: Traveller, case: str, **instead: object) -> None:
    """Answer every question."""
    answer_all(traveller, case, {**sample_answers(today()), **instead})


def add_files(traveller: Traveller, case: str, folder: Path, *, number: int = 3) -> None:
    """Upload some files, and say for every other required document why it cannot be had.

    Args:
        traveller: the applicant.
        case: the key of the draft.
        folder: where to put the files that the browser sends.
        number: how many files to send.
    """
    for place in range(number):
        traveller.go("applications:documents", case)
        card = traveller.page.locator("main section.mc-card:not(:has(.mc-file))").first
        is_photo = card.locator("input[type=file][multiple]").count() == 0
        file = folder / (f"photo {place}.jpg" if is_photo else f"document {place}.pdf")
        file.write_bytes(make.picture() if is_photo else make.pdf(marker=str(place).encode()))
        card.locator("input[type=file]").set_input_files(file)
        card_id = card.get_attribute("id")
        traveller.press(f"#{card_id} form[enctype] button")
        assert traveller.page.locator(f"#{card_id} .mc-file").count() == 1, traveller.text
    _explain_the_rest(traveller, case)


def _explain_the_rest(traveller: Traveller, case: str) -> None:
    while True:
        traveller.go("applications:documents", case)
        missing = traveller.page.locator("main section.mc-card:has(.mc-tag[data-tone=warn]) > p > a").first
        if not missing.count():
            return
        traveller.open(str(missing.get_attribute("href")))
        traveller.fill(explanation="The school sends it only in summer. I asked for it in writing.")
        traveller.press()


def check_and_sign(traveller: Traveller, case: str) -> None:
    """Read the warnings, sign, pay where a fee is due; ends on the receipt."""
    traveller.go("applications:check", case)
    if traveller.page.locator("main input[name=read]").count():
        traveller.tick("read")
        traveller.press("main form:has(input[name=read]) button")
    assert not traveller.page.locator(".mc-summary").count(), traveller.page.locator(".mc-summary").inner_text()
    traveller.press("main form[action*='/sign'] button")
    assert traveller.place == "applications:sign", traveller.text
    name = traveller.page.locator("main strong[dir=auto]").inner_text()
    traveller.fill(typed_name=name, password=PASSWORD)
    traveller.tick("agreed")
    assert traveller.press() == OK, traveller.text
    if traveller.place == "applications:pay":
        pay(traveller)
    assert traveller.place == "applications:receipt", traveller.text


def pay(traveller: Traveller) -> None:
    """Go to the payment page, pay there and come back."""
    traveller.press("main form:has(input[name=total]) button")
    assert traveller.place == "applications:sandbox", traveller.text
    traveller.press("main button[value=approve]")
