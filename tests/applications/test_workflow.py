"""The workflows: every state with every action, one winner, and what the database itself refuses."""

import itertools
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from applications import programs, workflow
from applications.choices import (
    CLOSED,
    DECIDED,
    ENDED_AT_SCHOOL,
    ENDED_TRANSFERRING,
    ENDED_VERIFYING,
    OPEN,
    TRANSFERRING,
    UNSENT,
    VERIFYING,
    WITH_SCHOOL,
    Action,
    Status,
)
from applications.models import Case
from applications.services import drafts
from mycic import clock, references
from privacy import ledger
from privacy import queries as privacy_queries
from privacy.choices import ActorRole, Audience, DossierState
from privacy.services import dossiers

pytestmark = pytest.mark.django_db

ROLES: dict[ActorRole, Callable[[User], ledger.Actor]] = {
    ActorRole.PERSON: ledger.Actor.person,
    ActorRole.OFFICER: ledger.Actor.officer,
    ActorRole.SCHOOL: ledger.Actor.school,
    ActorRole.MEMBER: lambda _user: ledger.Actor.member(),
    ActorRole.SYSTEM: lambda _user: ledger.Actor.system(),
}
FACTS: dict[Action, dict[str, Any]] = {Action.SUBMIT: {"documents": 3}, Action.SUBMIT_UNPAID: {"documents": 3}}
#: The states of each workflow, by a program that has it.
STATES = {
    "study-permit": set(UNSENT) | set(OPEN) | set(CLOSED) - set(ENDED_AT_SCHOOL),
    "eligibility-verification": set(UNSENT) - {Status.SIGNED_UNPAID} | set(VERIFYING) | set(ENDED_VERIFYING),
    "verification-transfer": set(UNSENT) - {Status.SIGNED_UNPAID} | set(TRANSFERRING) | set(ENDED_TRANSFERRING),
}


@pytest.fixture
def case(applicant: User) -> Case:
    return drafts.start(owner=applicant, program="study-permit", at=clock.now())


def put(case: Case, status: Status) -> None:
    """Place a case in a state with what the constraints want; only this test writes a status by itself."""
    at = clock.now()
    Case.objects.filter(pk=case.pk).update(
        status=status,
        submitted_at=None if status in UNSENT else at,
        reference=None if status in UNSENT else references.new("S"),
        decided_at=at if status in DECIDED else None,
        closed_at=at if status in CLOSED else None,
    )


@pytest.mark.requirement("R3.6", "R3.95")
@pytest.mark.parametrize(("program", "status"), [(name, state) for name in STATES for state in Status])
def test_every_action_in_every_state_by_everybody(applicant: User, program: str, status: Status) -> None:
    case, table = drafts.start(owner=applicant, program=program, at=clock.now()), programs.get(program).workflow
    for action, role in itertools.product(Action, ActorRole):
        put(case, status)
        moves = [m for m in workflow.table(table) if m.action == action and status in m.start and role in m.actors]
        assert workflow.may(status, action, role, workflow=table) is bool(moves)
        arguments = {"actor": ROLES[role](applicant), "at": clock.now(), **FACTS.get(action, {})}
        reference = references.new("S") if action in {Action.SUBMIT, Action.SUBMIT_UNPAID} else None
        if not moves:
            with pytest.raises(workflow.CannotAdvance):
                workflow.advance(case.pk, action, reference=reference, **arguments)
            continue
        moved = workflow.advance(case.pk, action, reference=reference, **arguments)
        stored = Case.objects.get(pk=case.pk)
        assert (moved.status, stored.status) == (moves[0].end, moves[0].end)
        kinds = [entry.kind for entry in privacy_queries.timeline([case.dossier_id], Audience.DESK)]
        assert moves[0].records in kinds


@pytest.mark.parametrize("program", list(STATES))
def test_each_line_of_a_table_stands_alone(program: str) -> None:
    moves = workflow.table(programs.get(program).workflow)
    lines = [(move.action, start, role) for move in moves for start in move.start for role in move.actors]
    assert len(lines) == len(set(lines))
    assert {move.end for move in moves} | {Status.DRAFT} == STATES[program]
    assert {start for move in moves for start in move.start} <= STATES[program]


def test_every_state_belongs_to_a_workflow() -> None:
    assert set.union(*STATES.values()) == set(UNSENT) | set(OPEN) | set(WITH_SCHOOL) | set(CLOSED) == set(Status)


def test_sending_needs_a_number(case: Case, applicant: User) -> None:
    put(case, Status.READY_TO_SIGN)
    with pytest.raises(workflow.CannotAdvance):
        workflow.advance(case.pk, Action.SUBMIT, actor=ledger.Actor.person(applicant), at=clock.now(), documents=1)


def test_a_case_that_does_not_exist_cannot_advance(applicant: User) -> None:
    with pytest.raises(workflow.CannotAdvance):
        workflow.advance(applicant.pk, Action.WITHDRAW, actor=ledger.Actor.person(applicant), at=clock.now())


def test_the_slower_of_two_finds_the_door_closed(case: Case, applicant: User, monkeypatch: Any) -> None:
    put(case, Status.SUBMITTED)
    stale = Case.objects.select_related("dossier").get(pk=case.pk)
    put(case, Status.WITHDRAWN)
    monkeypatch.setattr("applications.workflow.engine._locked", lambda _case_id: stale)
    with pytest.raises(workflow.CannotAdvance):
        workflow.advance(case.pk, Action.WITHDRAW, actor=ledger.Actor.person(applicant), at=clock.now())


def test_closing_closes_the_dossiers_and_a_correction_opens_them(case: Case, applicant: User, officer: User) -> None:
    at = clock.now()
    application = case.application
    workflow.advance(case.pk, Action.MARK_READY, actor=ledger.Actor.person(applicant), at=at)
    for dossier in (case.dossier, application.shared_dossier):
        dossiers.submit(dossier, dossiers.prepare_submission(dossier), reference=None, at=at)
    number = references.new("S")
    workflow.advance(case.pk, Action.SUBMIT, actor=ledger.Actor.person(applicant), at=at, reference=number, documents=0)
    desk = ledger.Actor.officer(officer)
    workflow.advance(case.pk, Action.RETURN_INCOMPLETE, actor=desk, at=at)
    case = Case.objects.select_related("dossier", "application__shared_dossier").get(pk=case.pk)
    assert {case.dossier.state, case.application.shared_dossier.state} == {DossierState.CLOSED}
    assert (case.number, case.is_draft, str(case)) == (references.display(number), False, str(case.pk))
    workflow.advance(case.pk, Action.CORRECT, actor=desk, at=at)
    case = Case.objects.select_related("dossier", "application__shared_dossier").get(pk=case.pk)
    assert {case.dossier.state, case.application.shared_dossier.state} == {DossierState.SUBMITTED}
    assert (case.status, case.closed_at) == (Status.UNDER_REVIEW, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "dreaming"},
        {"status": Status.SUBMITTED},
        {"reference": "S300412889"},
        {"status": Status.APPROVED, "submitted_at": "now", "reference": "S300412889"},
        {"decided_at": "now"},
        {"closed_at": "now"},
        {"assigned_at": "now"},
    ],
)
def test_the_database_refuses_what_cannot_be(case: Case, changes: dict[str, Any]) -> None:
    at = clock.now()
    values = {name: at if value == "now" else value for name, value in changes.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(**values)


def test_an_application_is_not_sent_before_it_starts(case: Case) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        type(case.application).objects.update(submitted_at=case.started_at - timedelta(days=1))
