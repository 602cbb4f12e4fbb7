"""What a stranger and a newcomer meet first: the way in, enrolment before anything else, and no way round either."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.forms import BooleanField
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from accounts.middleware import OPEN, SHARED
from accounts.models import User
from tests.accounts import people
from tests.routes import all_routes

pytestmark = pytest.mark.django_db

# What guards the epass itself can be changed before anybody is enrolled; "ready" belongs to registration.
_EPASS = SHARED | {"accounts:change_email", "accounts:confirm_new_email", "accounts:ready"}

# Every page that a visitor may open, each decided one by one; what is new is closed until it stands here too.
_FOR_EVERYBODY = {
    "accounts:certificate_status", "accounts:confirm_email", "accounts:email_undo", "accounts:invitation",
    "accounts:lost_second_step", "accounts:new_code", "accounts:register", "accounts:reset_password",
    "accounts:reset_password_done", "accounts:reset_password_new", "accounts:second_step",
    "accounts:second_step_setup", "accounts:security_message", "accounts:sign_in", "accounts:sign_out",
    "accounts:signed_out", "admin:login", "applications:assess", "applications:assessment",
    "applications:keep_result", "applications:own_part", "applications:program", "applications:sandbox",
    "applications:verify",
    "applications:verify_offline", "healthz",
    "issuing_certificate", "mycic:accessibility", "mycic:before", "mycic:contact", "mycic:design", "mycic:home",
    "mycic:privacy", "mycic:recognise", "mycic:security", "mycic:services", "payment_message", "readyz",
    "revocation_list", "robots",
    "root_certificate", "sitemap", "splash", "verify_short",
}  # fmt: skip


@pytest.mark.requirement("R1.40")
def test_the_pages_for_everybody_are_the_listed_ones() -> None:
    assert set(OPEN) == _FOR_EVERYBODY


@pytest.fixture
def newcomer(db: Any) -> User:
    return people.register("newcomer", "newcomer@mail.example")


@pytest.mark.requirement("R1.41")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_stranger_at_a_private_page_is_asked_to_sign_in_or_register_and_finds_the_page_again(
    visitor: Client, language: str
) -> None:
    with override(language):
        wanted, sign_in, register = (
            reverse(name) for name in ("applications:dashboard", "accounts:sign_in", "accounts:register")
        )
    hop = visitor.get(wanted)
    assert (hop.status_code, hop["Location"]) == (302, f"{sign_in}?next={wanted}")
    page = visitor.get(hop["Location"]).content.decode()
    assert f'name="next" value="{wanted}"' in page
    assert f'href="{register}"' in page


@pytest.mark.requirement("R1.45")
def test_until_somebody_has_enrolled_every_page_leads_to_enrolment(newcomer: User) -> None:
    client = people.signed_in(newcomer)
    enrol = reverse("accounts:enrol")
    led, other = [], {}
    for route in all_routes():
        if route.is_desk or route.name in OPEN | _EPASS or route.name == "accounts:enrol":
            continue
        answer = client.get(route.path)
        if answer.status_code == 302 and answer["Location"] == enrol:
            led.append(route.name)
        elif answer.status_code not in {404, 405}:
            other[route.name] = answer.status_code
    assert other == {}
    assert {"accounts:profile", "applications:dashboard", "applications:catalogue", "messaging:inbox"} <= set(led)


@pytest.mark.requirement("R1.45")
def test_signing_out_and_help_are_open_before_enrolment(newcomer: User) -> None:
    client = people.signed_in(newcomer)
    for name in ("mycic:contact", "mycic:before", "mycic:security"):
        assert client.get(reverse(name)).status_code == 200
    page = client.get(reverse("accounts:enrol")).content.decode()
    assert f'<form method="post" action="{reverse("accounts:sign_out")}"' in page


@pytest.mark.requirement("R2.26", "R4.26")
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_field_about_a_person_says_whether_it_must_be_filled_in(newcomer: User, language: str) -> None:
    with override(language):
        pages = [
            people.Browser().get(reverse("accounts:register")),
            people.signed_in(newcomer).get(reverse("accounts:enrol")),
        ]
        mark = gettext("(optional)")
        asked = [
            (field, str(field.as_field_group()), str(field.help_text))
            for page in pages
            for field in page.context["form"].visible_fields()
            if not isinstance(field.field, BooleanField)  # a box may stay empty, or its error says that it must not
        ]
    # What another answer makes necessary is not called optional: its hint says when it is.
    hinted = [(field.name, drawn, hint) for field, drawn, hint in asked if field.name in field.form.conditional]
    assert [name for name, drawn, hint in hinted if mark in drawn or not hint or hint not in drawn] == []
    assert len(hinted) == 4
    always = [(field, drawn) for field, drawn, _hint in asked if field.name not in field.form.conditional]
    wrong = [field.name for field, drawn in always if (mark in drawn) is field.field.required]
    assert wrong == []
    assert {field.field.required for field, _drawn in always} == {True, False}


@pytest.mark.requirement("R0.11")
def test_opening_the_address_of_signing_out_ends_nothing(applicant_client: Client) -> None:
    applicant_client.get(reverse("accounts:sign_out"))
    assert applicant_client.get(reverse("accounts:profile")).status_code == 200


@pytest.mark.requirement("R1.35")
def test_the_epass_number_is_ones_own_for_good(newcomer: User, applicant: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=newcomer.pk).update(epass_number=applicant.epass_number)
