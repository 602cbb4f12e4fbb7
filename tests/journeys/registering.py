"""Registers and enrols somebody through the pages, as a newcomer does."""

from tests.accounts.people import PASSWORD
from tests.journeys.traveller import Traveller, one_time_code


def register(traveller: Traveller, username: str) -> str:
    """Take the three steps of registration and return the key of the authenticator app.

    Args:
        traveller: a visitor.
        username: the epass user ID to choose.
    """
    address = f"{username}@mail.example"
    traveller.go("accounts:register")
    traveller.fill(username=username, email=address, password=PASSWORD)
    traveller.choose(language=traveller.combination.language, show_again="once")
    traveller.tick("accept")
    assert traveller.cookies_set == 0
    traveller.press()
    assert traveller.place == "accounts:confirm_email"
    traveller.fill(code=traveller.portal.mailed_code(address))
    traveller.press()
    assert traveller.place == "accounts:second_step_setup"
    key = traveller.page.locator(".mc-key").inner_text()
    traveller.fill(code=one_time_code(key))
    traveller.press()
    assert traveller.place == "accounts:recovery_codes_kept"
    assert traveller.page.locator(".mc-codes li").count() == 10
    traveller.press()
    return key


def enrol(traveller: Traveller, family_name: str, given_name: str) -> None:
    """Say who one is, on the first page after registration.

    Args:
        traveller: somebody who has just registered.
        family_name: as in the passport.
        given_name: as in the passport.
    """
    traveller.go("accounts:enrol")
    traveller.fill(family_name=family_name, given_name=given_name, document_number="A01234567", phone="613-555-0142")
    traveller.fill(birth_date_0="12", birth_date_1="4", birth_date_2="1999")
    traveller.fill(document_expiry_0="31", document_expiry_1="1", document_expiry_2="2033")
    traveller.fill(street="25 Maple Street", city="Ottawa", region="ON", postal_code="K1A 0B1")
    traveller.fill(since_0="20", since_1="8", since_2="2024")
    traveller.choose(nationality="NG", document_kind="passport", document_country="NG", country="CA")
    if traveller.page.locator("main [name='language']").count():
        traveller.choose(language=traveller.combination.language)
    traveller.press()
    assert traveller.place != "accounts:enrol", traveller.text
