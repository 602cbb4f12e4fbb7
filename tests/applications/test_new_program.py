"""A second program is its module and its line in the list; nothing else is touched (decisions 67)."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import programs, queries
from applications.management.commands import explain_program
from applications.models import Case
from tests.applications import tiny_program

pytestmark = pytest.mark.django_db


@pytest.fixture
def tiny(monkeypatch: Any) -> None:
    """The one line that a new program adds to applications/programs/__init__.py."""
    monkeypatch.setitem(programs._PROGRAMS, "tiny", tiny_program.PROGRAM)


@pytest.mark.requirement("R1.31")
@pytest.mark.usefixtures("tiny")
def test_a_second_program_walks_from_catalogue_to_check(applicant_client: Client, applicant: User) -> None:
    assert "A tiny permit" in applicant_client.get(reverse("applications:catalogue")).content.decode()
    applicant_client.post(reverse("applications:start", args=["tiny"]))
    case = Case.objects.get()
    page = reverse("applications:page", args=[case.pk, "wish", "colour"])
    assert "Which colour?" in applicant_client.get(page).content.decode()
    assert applicant_client.post(page, {"colour": "mauve", "version": "0"}).status_code == 422
    check = reverse("applications:check", args=[case.pk])
    assert f'href="{page}#id_colour"' in applicant_client.get(check).content.decode()
    answer = applicant_client.post(page, {"colour": "red", "version": "1"})
    assert answer.headers["Location"] == reverse("applications:tasks", args=[case.pk])
    shown = applicant_client.get(check).content.decode()
    assert "Red is a warm colour." in shown
    assert "$150.00" in shown
    assert applicant_client.get(reverse("applications:copy", args=[case.pk])).status_code == 200
    assert "Study permit" not in applicant_client.get(reverse("applications:dashboard")).content.decode()
    assert queries.draft_of(applicant, case.pk).program is tiny_program.PROGRAM


@pytest.mark.usefixtures("tiny")
def test_the_documentation_follows(capsys: Any) -> None:
    call_command("explain_program", "tiny")
    assert "A tiny permit" in capsys.readouterr().out


def test_the_page_about_programs_is_fresh() -> None:
    before = explain_program.page().read_text()
    call_command("explain_program", write=True)
    after = explain_program.page().read_text()
    explain_program.page().write_text(before)
    assert before == after, "Run manage.py explain_program --write"


def test_an_unknown_program_is_named() -> None:
    with pytest.raises(CommandError):
        call_command("explain_program", "nothing")
