"""A draft that was started under an older version of its program, older limits or an older fee."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import completeness, programs, queries
from applications.models import Case
from applications.program_kit import tables
from applications.program_kit.base import AnswerBook, Change, Page, Program
from applications.program_kit.findings import Finding, error
from applications.program_kit.questions import Choice, TextLine
from applications.services import drafts
from mycic import clock
from tests.applications import tiny_program, walks

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R1.31")]
FIRST = replace(tiny_program.PROGRAM, documents=())
COLOUR, SHAPE = "wish/colour", "wish/shape"


def too_late(book: AnswerBook) -> Iterator[Finding]:
    if book.limit("tiny_days") < 5:
        yield error("T02", "Too late.", "colour")


def second(*changes: Change) -> Program:
    """Return the next version: green is new among the colours, and a shape is asked too."""
    (section,) = FIRST.sections
    colours = Choice(
        name="colour", label="Which colour?", choices=(("red", "Red"), ("blue", "Blue"), ("green", "Green"))
    )
    pages = (
        Page(key="colour", title="Colour", questions=(colours,)),
        Page(key="shape", title="Shape", questions=(TextLine(name="shape", label="Which shape?", max_length=20),)),
    )
    return replace(FIRST, version=2, sections=(replace(section, pages=pages),), changes=changes)


NEW = Change(version=2, text="We now ask for a shape, and green can be chosen.", questions=("colour",))


@pytest.fixture
def draft(monkeypatch: pytest.MonkeyPatch, applicant: User) -> Case:
    """A draft of the first version, with its one question answered."""
    monkeypatch.setitem(programs._PROGRAMS, "tiny", FIRST)
    case = drafts.start(owner=applicant, program="tiny", at=clock.now())
    walks.answer(applicant, case, colour="blue")
    return case


def upgrade(monkeypatch: pytest.MonkeyPatch, *changes: Change) -> None:
    monkeypatch.setitem(programs._PROGRAMS, "tiny", second(*changes))


def blocking(owner: User, case: Case) -> set[str]:
    review = completeness.review(owner, queries.draft_of(owner, case.pk), today=clock.today())
    return {finding.rule_id for finding in review.errors}


def url(name: str, case: Case, *args: str) -> str:
    return reverse(f"applications:{name}", args=[case.pk, *args])


def test_a_draft_of_this_version_says_nothing(draft: Case, applicant_client: Client) -> None:
    for name in ("tasks", "check"):
        assert "What changed since you started" not in applicant_client.get(url(name, draft)).content.decode()


def test_what_changed_is_told_and_only_what_is_new_is_asked(
    draft: Case, applicant: User, applicant_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert blocking(applicant, draft) == set()
    upgrade(monkeypatch, NEW)
    # The old answer stands; the new question is missing.
    assert blocking(applicant, draft) == {"missing"}
    for name in ("tasks", "check"):
        page = applicant_client.get(url(name, draft)).content.decode()
        assert "What changed since you started" in page
        assert "We now ask for a shape" in page
    walks.answer(applicant, draft, shape="round")
    check = applicant_client.get(url("check", draft)).content.decode()
    assert "You can sign when nothing is left to solve and you have read all notes." in check
    assert applicant_client.post(url("check", draft), {"read": ["changed-2"]}).status_code == 302
    assert "Continue to sign" in applicant_client.get(url("check", draft)).content.decode()
    assert Case.objects.get(pk=draft.pk).program_version == 1
    walks.send(applicant, walks.make_ready(applicant, queries.case_of(applicant, draft.pk)))
    assert Case.objects.get(pk=draft.pk).program_version == 2


def test_a_question_that_asks_something_else_is_asked_again_until_the_page_is_saved(
    draft: Case, applicant: User, applicant_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(monkeypatch, replace(NEW, asks_again=True))
    assert blocking(applicant, draft) == {"missing", "asked-again"}
    page = applicant_client.get(url("check", draft)).content.decode()
    assert "This question changed since you answered it." in page
    colour = url("page", draft, "wish", "colour")
    # A save in the background, without a press, confirms nothing.
    drafts.save(
        owner=applicant,
        case_id=draft.pk,
        read=lambda opened: drafts.Typed(opened.program.sections[0], {"colour": "blue"}, None),
        at=clock.now(),
        confirmed=False,
    )
    assert "asked-again" in blocking(applicant, draft)
    assert applicant_client.post(colour, {"colour": "blue", "version": "9"}).status_code == 302
    assert blocking(applicant, draft) == {"missing"}
    assert queries.draft_of(applicant, draft.pk).answers["colour"] == "blue"


def test_a_draft_of_the_new_version_is_told_nothing(applicant: User, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade(monkeypatch, replace(NEW, asks_again=True))
    case = drafts.start(owner=applicant, program="tiny", at=clock.now())
    walks.answer(applicant, case, colour="green", shape="round")
    assert blocking(applicant, case) == set()


def test_an_answer_that_is_gone_from_the_program_does_no_harm(
    applicant: User, applicant_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(monkeypatch)
    case = drafts.start(owner=applicant, program="tiny", at=clock.now())
    walks.answer(applicant, case, colour="green", shape="round")
    monkeypatch.setitem(programs._PROGRAMS, "tiny", replace(FIRST, version=3))
    assert "round" not in applicant_client.get(url("check", case)).content.decode()
    assert blocking(applicant, case) == {"wrong"}


def fake(monkeypatch: pytest.MonkeyPatch, table: str, *rows: tables.Row) -> None:
    real = tables.rows
    monkeypatch.setattr(tables, "rows", lambda name: (*rows, *real(name)) if name == table else real(name))


def row(code: str, value: str, first: date, last: date | None, source: str = "IRPR s. 999") -> tables.Row:
    return tables.Row(code, "", Decimal(value), first, last, source)


@pytest.mark.parametrize(("started", "told"), [(1, True), (0, False)])
def test_a_fee_that_changed_since_is_told(
    draft: Case,
    applicant_client: Client,
    monkeypatch: pytest.MonkeyPatch,
    started: int,
    told: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    today = clock.today()
    Case.objects.filter(pk=draft.pk).update(started_at=clock.now() - timedelta(days=started))
    before = today - timedelta(days=1)
    fake(monkeypatch, "fees", row("F01", "141", date(2000, 1, 1), before), row("F01", "163", today, None))
    for name in ("tasks", "check"):
        page = applicant_client.get(url(name, draft)).content.decode()
        assert "$163.00" in page
        assert ("The fee is $163.00 now. It was $141.00." in page) is told


def test_a_limit_that_changed_since_is_told_only_where_it_matters(
    draft: Case, applicant_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = clock.today()
    Case.objects.filter(pk=draft.pk).update(started_at=clock.now() - timedelta(days=30))
    fake(
        monkeypatch,
        "limits",
        row("tiny_days", "90", date(2000, 1, 1), today - timedelta(days=2)),
        row("tiny_days", "60", today - timedelta(days=1), None),
    )
    assert "A rule changed" not in applicant_client.get(url("tasks", draft)).content.decode()
    monkeypatch.setitem(programs._PROGRAMS, "tiny", replace(FIRST, rules=(too_late,)))
    page = applicant_client.get(url("tasks", draft)).content.decode()
    assert "60 instead of 90 (IRPR s. 999)." in page


@pytest.mark.parametrize("program", programs.all(), ids=lambda program: program.code)
def test_every_version_after_the_first_says_what_it_changed(program: Program) -> None:
    assert [change.version for change in program.changes] == list(range(2, program.version + 1))
    assert {name for change in program.changes for name in change.questions} <= set(program.places)
    assert all(change.questions for change in program.changes)


def test_a_french_reader_reads_it_in_french(
    draft: Case, applicant: User, monkeypatch: pytest.MonkeyPatch, applicant_client: Client
) -> None:
    upgrade(monkeypatch, NEW)
    page: Any = applicant_client.get(url("tasks", draft).replace("/en/applications/", "/fr/demandes/"))
    assert "Ce qui a changé depuis que vous avez commencé" in page.content.decode()
