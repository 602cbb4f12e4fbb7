"""What leaves by e-mail: both languages, and nothing personal."""

import html
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from accounts import personal_data
from accounts.models import TotpDevice, User
from accounts.queries import profile
from accounts.services import credentials, email_change, two_step
from accounts.tasks import prune_registrations
from mycic import clock, jobs
from tests.accounts import people
from tests.accounts.test_attacks import move_to

pytestmark = pytest.mark.django_db


def test_the_page_about_real_mails_names_those_whose_link_does_something(applicant: User, visitor: Client) -> None:
    at = clock.now()
    credentials.mail_reset_link(applicant.email, at=at)
    move_to(applicant, "next@mail.example")
    with clock.shifted(timedelta(seconds=5)):
        jobs.drain(limit=50)
    starts = (f"{settings.SITE_ORIGIN}/en/", f"{settings.SITE_ORIGIN}/fr/")
    links = [(sent.body, link) for sent in mail.outbox for link in re.findall(r"https?://\S+", str(sent.body))]
    assert all(link.startswith(starts) for _body, link in links)
    acting = {body for body, link in links if link not in starts}
    assert len(acting) == 2
    for language in ("en", "fr"):
        with override(language):
            page = html.unescape(visitor.get(reverse("mycic:recognise")).content.decode())
            for subject in (gettext("Choose a new password"), gettext("Your e-mail address was changed")):
                assert subject in page
            assert f"{settings.SITE_ORIGIN}/</strong>" in page


@pytest.mark.requirement("R0.7")
def test_every_mail_of_an_account_is_bilingual_and_says_nothing(applicant: User, other_applicant: User) -> None:
    at = clock.now()
    codes = two_step.renew_recovery_codes(applicant, at=at)
    two_step.check(applicant, codes[0], at=at)
    two_step.tell_of_totp(TotpDevice.objects.get(user=applicant))
    credentials.mail_reset_link(applicant.email, at=at)
    email_change.ask(applicant, "next@mail.example", at=at)
    email_change.ask(applicant, other_applicant.email, at=at)
    with clock.shifted(timedelta(seconds=5)):
        jobs.drain(limit=50)
    bodies = [f"{sent.subject}\n{sent.body}" for sent in mail.outbox]
    titles = ("New recovery codes were made", "A new authenticator app was set up", "A recovery code was used")
    assert all(any(title in body for body in bodies) for title in titles)
    assert len(bodies) >= 7
    for body in bodies:
        assert "Okonkwo" not in body
        assert "amara.o" not in body
        assert people.PASSWORD not in body
        assert "{%" not in body
        assert "{{" not in body
        assert body.count("-" * 60) == 1
    link = next(body for body in bodies if "Choose a new password" in body)
    assert "https://testserver/" in link


def test_the_profile_is_exported_and_erased_with_its_dossier(applicant: User) -> None:
    dossier = profile(applicant).dossier_id
    (held,) = personal_data.SOURCE.export(dossier)
    assert held["user_id"] == "amara.o"
    assert "Okonkwo" in str(held["identity"])
    assert personal_data.SOURCE.erase(dossier) == ()
    assert list(personal_data.SOURCE.export(dossier)) == []


def test_night_work_is_safe_to_repeat(applicant: User) -> None:
    prune_registrations()
    prune_registrations(job="again")
    assert User.objects.filter(pk=applicant.pk).exists()
