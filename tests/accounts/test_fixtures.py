"""The fixtures that every area leans on."""

import pytest

from accounts import queries
from accounts.models import SigningKey, User


@pytest.mark.requirement("R1.35")
def test_people_are_registered_enrolled_and_apart(applicant: User, other_applicant: User, officer: User) -> None:
    assert queries.profile(applicant).full_name == "Amara Chidinma Okonkwo"
    assert queries.profile(other_applicant).full_name == "Suharto"
    assert applicant.epass_number
    assert applicant.epass_number != other_applicant.epass_number
    assert SigningKey.objects.filter(user=applicant, state="active").count() == 1
    assert officer.is_staff
    assert "no." in queries.officer_label(officer)
