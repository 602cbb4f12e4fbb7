"""Writing into a draft while it is being destroyed, on PostgreSQL: whoever comes second leaves nothing behind."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import connections, transaction

from accounts.models import User
from applications import programs, queries
from applications.models import Case
from applications.services import drafts
from documents.models import Slot
from documents.services import slots
from messaging.services import threads
from mycic import clock, faultpoint
from mycic.exceptions import DomainError
from privacy.choices import DossierState
from privacy.models import Dossier
from privacy.services import dossiers, retention
from tests.applications import walks
from tests.documents import make, receive

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
_PAUSE = 0.4
Writer = Callable[[], object]


@pytest.fixture
def case(applicant: User) -> Case:
    """A draft with answers, slots and a file."""
    case = drafts.start(owner=applicant, program=walks.PROGRAM, at=clock.now())
    walks.answer(applicant, case, family_name="Okonkwo", given_name="Amara")
    return case


def save(owner: User, case: Case) -> Writer:
    section = next(s for s in programs.get(case.program).sections if s.key == "personal")
    said = drafts.Typed(section, {"family_name": "Late"}, None)
    return lambda: drafts.save(
        owner=owner, case_id=case.pk, read=lambda _draft: said, at=case.started_at, confirmed=False
    )


def explain(owner: User, case: Case) -> Writer:
    slot = Slot.objects.select_related("dossier").filter(dossier=case.dossier).first()
    assert slot is not None
    return lambda: slots.explain(slot, "The archive burnt down.", user=owner, at=case.started_at)


def upload(owner: User, case: Case) -> Writer:
    slot = Slot.objects.select_related("dossier__key").filter(dossier=case.dossier).first()
    assert slot is not None
    return lambda: receive.send(owner, slot, make.pdf())


def ask_for_more(_owner: User, case: Case) -> Writer:
    return lambda: slots.ask(case.dossier, receive.RULES[0], at=case.started_at)


WRITERS = [save, explain, upload, ask_for_more]


class Aside(threading.Thread):
    """Runs one act beside the test and remembers how it ended."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__()
        self.act, self.error = act, None
        self.start()

    error: BaseException | None

    def run(self) -> None:
        try:
            self.act()
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            self.error = error
        finally:
            connections.close_all()


def purge(case: Case) -> None:
    end = case.dossier.expires_at
    assert end is not None
    retention.purge_expired(at=end + timedelta(minutes=1))


def left(case: Case) -> list[str]:
    """Return the tables that still hold something of the draft."""
    found = []
    for model in apps.get_models():
        columns = [f.name for f in model._meta.concrete_fields if f.is_relation and f.related_model is Dossier]
        if model._meta.label.startswith("privacy."):
            continue
        found += [model._meta.label for name in columns if model._default_manager.filter(**{name: case.dossier_id})]
    return found


@pytest.mark.requirement("R3.59")
@pytest.mark.parametrize("writer", WRITERS)
def test_a_writer_who_comes_after_the_purge_began_is_refused(
    writer: Callable[[User, Case], Writer], case: Case, applicant: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    act, late = writer(applicant, case), list[Aside]()

    def reach(name: str) -> None:
        if name == "purge.rows_erased" and not late:
            late.append(Aside(act))
            time.sleep(_PAUSE)

    monkeypatch.setattr(faultpoint, "reach", reach)
    purge(case)
    late[0].join()
    assert isinstance(late[0].error, DomainError | queries.NoSuchCase)
    assert left(case) == []


@pytest.mark.requirement("R3.59")
@pytest.mark.parametrize("writer", WRITERS)
def test_what_was_written_before_the_purge_goes_with_the_rest(
    writer: Callable[[User, Case], Writer], case: Case, applicant: User
) -> None:
    act, written = writer(applicant, case), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            act()
            written.set()
            time.sleep(_PAUSE)

    early = Aside(slowly)
    assert written.wait(10) or early.error is None
    purge(case)
    early.join()
    assert early.error is None
    assert Dossier.objects.get(pk=case.dossier_id).state in {DossierState.DESTROYED, DossierState.PURGING}
    purge(case)
    assert left(case) == []


def test_nobody_writes_a_message_into_what_is_being_destroyed(case: Case, applicant: User) -> None:
    shared = case.application.shared_dossier
    Dossier.objects.filter(pk=shared.pk).update(state=DossierState.SUBMITTED, expires_at=None)
    stale = Dossier.objects.select_related("key").get(pk=shared.pk)
    Dossier.objects.filter(pk=shared.pk).update(state=DossierState.PURGING)
    with pytest.raises(DomainError):
        threads.post(dossier=stale, author=applicant, text="Too late", at=clock.now())


def test_many_who_write_at_once_do_not_stop_each_other(case: Case, applicant: User) -> None:
    acts: list[Any] = [writer(applicant, case) for writer in WRITERS for _ in range(3)]
    running = [Aside(act) for act in acts]
    for one in running:
        one.join()
    assert [
        one.error for one in running if one.error and not isinstance(one.error, DomainError | ValidationError)
    ] == []
    assert queries.draft_of(applicant, case.pk).entries["personal"]["family_name"]["v"] == "Late"
    dossiers.unlock(case.dossier)
