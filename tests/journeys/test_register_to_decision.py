"""The main journey: from a new epass to a signed decision that anybody can verify."""

from pathlib import Path

import pytest

from tests.journeys import applying, registering
from tests.journeys.combinations import Combination
from tests.journeys.conftest import NewTraveller

pytestmark = pytest.mark.browser


@pytest.mark.requirement("R1.34")
def test_from_a_new_epass_to_the_receipt(new_traveller: NewTraveller, combination: Combination, tmp_path: Path) -> None:
    person = new_traveller()
    username = f"okafor-{combination.language}-{combination.width}"
    registering.register(person, username)
    registering.enrol(person, "Okafor", "Amara")
    case = applying.start(person)
    applying.fill_in(person, case, email=f"{username}@mail.example")
    applying.add_files(person, case, tmp_path)
    applying.check_and_sign(person, case)
