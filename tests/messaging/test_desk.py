"""The conversation as officers see it."""

import pytest
from django.template.loader import render_to_string

from accounts.models import User
from messaging import desk, queries
from messaging.services import threads
from mycic import clock
from privacy.models import Dossier

pytestmark = pytest.mark.django_db


def write(dossier: Dossier, author: User, text: str) -> None:
    threads.post(dossier=dossier, author=author, text=text, at=clock.now())


@pytest.mark.requirement("R3.15")
def test_the_officer_in_charge_reads_and_answers(dossier: Dossier, applicant: User, officer: User) -> None:
    write(dossier, applicant, "question")
    shown = desk.panel(dossier, officer, at=clock.now())
    html = render_to_string(desk.TEMPLATE, {"panel": shown, "action": "/desk/x/"})
    assert "question" in html
    assert "The applicant" in html
    assert queries.unread_by_officer([dossier.pk]) == {}
    assert desk.reply(dossier, officer, {"text": "answer"}, at=clock.now()) is None
    assert [line.text for line in queries.conversation(dossier).lines] == ["question", "answer"]


def test_an_officer_who_is_not_in_charge_only_looks(dossier: Dossier, applicant: User, supervisor: User) -> None:
    write(dossier, applicant, "question")
    assert not desk.panel(dossier, supervisor, at=clock.now()).can_write
    assert queries.unread_by_officer([dossier.pk]) == {dossier.pk: 1}
    refused = desk.reply(dossier, supervisor, {"text": "answer"}, at=clock.now())
    assert refused is not None
    assert refused.non_field_errors()


def test_a_refused_reply_keeps_its_text(dossier: Dossier, officer: User) -> None:
    refused = desk.reply(dossier, officer, {"text": "x" * 5000}, at=clock.now())
    assert refused is not None
    html = render_to_string(
        desk.TEMPLATE, {"panel": desk.panel(dossier, officer, at=clock.now(), form=refused), "action": "/desk/x/"}
    )
    assert "x" * 5000 in html
    assert 'href="#id_text"' in html
