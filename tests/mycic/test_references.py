"""Numbers that people read aloud: one wrong digit, or two that changed places, is noticed."""

import pytest

from mycic import references


@pytest.mark.requirement("R1.27")
def test_a_verification_number_carries_its_check_digit() -> None:
    number = references.new_verification()
    assert (len(number), number[:2]) == (11, "EV")
    assert references.is_verification(number)
    assert references.is_verification(references.normalise(references.display_verification(number).lower()))


@pytest.mark.requirement("R1.27")
@pytest.mark.parametrize(
    ("number", "good"),
    [
        ("EV300412880", False),
        ("EV300412883", False),
        ("EV300412889", True),
        ("EV300412879", False),
        ("EV034012889", False),
        ("EW300412889", False),
        ("EV30041288", False),
        ("E300412889", False),
        ("", False),
    ],
)
def test_what_is_no_verification_number_is_noticed(number: str, good: bool) -> None:  # noqa: FBT001 - a parameter of the test
    assert references.is_verification(number) is good


def test_it_is_shown_in_groups() -> None:
    assert references.display_verification("EV300412889") == "EV 3004 1288 9"
