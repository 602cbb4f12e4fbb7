"""What officers do at the desk, through its pages."""

from datetime import timedelta

from tests.journeys.applying import OK, today
from tests.journeys.traveller import Traveller


def take(officer: Traveller, case: str) -> None:
    """Take a case from the queue."""
    officer.go("admin:index")
    officer.press(f"button[name=take][value='{case}']")
    assert officer.place == "admin:applications_case_change", officer.text


def act(officer: Traveller, name: str) -> None:
    """Press one of the buttons of the case."""
    assert officer.press(f"form.case-buttons button[value='{name}']") == OK, officer.text
    assert officer.place == "admin:applications_case_change"


def read_file(officer: Traveller, case: str) -> None:
    """Read the answers, the first document with its picture, the letters and what happened."""
    officer.go("admin:applications_case_answers", case)
    assert "Okafor" in officer.text or "Okonkwo" in officer.text
    officer.go("admin:applications_case_documents", case)
    officer.press("main .case-slot a[href*='/documents/']")
    assert officer.place == "admin:applications_case_document"
    assert officer.page.locator("img.case-page").evaluate("image => image.decode().then(() => image.naturalWidth)")
    officer.go("admin:applications_case_history", case)


def approve(officer: Traveller) -> None:
    """Approve, after reading the letter in both languages; starts on the page of the case."""
    officer.press("form.case-buttons a[href*='/approve/']")
    day = today() + timedelta(days=300)
    officer.fill(valid_until_0=str(day.day), valid_until_1=str(day.month), valid_until_2=str(day.year))
    officer.tick("conditions")
    officer.fill(note_en="Welcome back to your studies.", note_fr="Bon retour aux études.")
    _read_and_send(officer)


def issue(officer: Traveller, number: str) -> None:
    """Issue the permit of an approved case, after reading the letter; starts on the page of the case."""
    officer.press("form.case-buttons a[href*='/issue/']")
    officer.fill(number=number)
    _read_and_send(officer)


def ask(officer: Traveller, document: str) -> None:
    """Ask for one more document; starts on the page of the case."""
    officer.press("form.case-buttons a[href*='/request/']")
    officer.page.check(f"main input[name=documents][value='{document}']")
    officer.fill(note_en="Please explain your last term.", note_fr="Veuillez expliquer votre dernier trimestre.")
    _read_and_send(officer)


def refuse(officer: Traveller) -> None:
    """Propose to refuse; starts on the page of the case."""
    officer.press("form.case-buttons a[href*='/refuse/']")
    officer.page.check("main input[name=grounds][value=funds]")
    officer.fill(reasons_en="The balance covers one month.", reasons_fr="Le solde couvre un seul mois.")
    _read_and_send(officer)


def confirm_refusal(supervisor: Traveller, case: str) -> None:
    """Give the reason to open the file, read the proposal and confirm it."""
    supervisor.go("admin:applications_case_second", case)
    if supervisor.page.locator("main input[name=reason]").count():
        supervisor.page.check("main input[name=reason][value=second]")
        supervisor.press()
    assert supervisor.press("main button[name=act][value=confirm]") == OK, supervisor.text


def _read_and_send(officer: Traveller) -> None:
    assert officer.press("main button[name=stage][value=read]") == OK, officer.text
    assert officer.press("main button[name=stage][value=send]") == OK, officer.text
    assert officer.place == "admin:applications_case_change", officer.text
