"""Background work in real processes: with Redis and Celery, with Redis down, and with no broker at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import services
from tests.installation import Installation, wait_until
from tests.smtp_sink import Sink

MAKE_DRAFTS = """
from datetime import timedelta
from django.contrib.auth import get_user_model
from mycic import clock
from privacy.choices import DossierKind
from privacy.models import Dossier
from privacy.services import dossiers
from privacy.services.retention import aging, clockwork
now = clock.now()
person = get_user_model().objects.create_user(username="maple", email="maple@example.org", date_joined=now)
for age in (10, 84, 92):
    draft = dossiers.create(
        kind=DossierKind.CASE, owner=person, at=now, expires_at=clockwork.draft_expiry(now))
    aging.age_drafts([Dossier.objects.get(pk=draft.pk)], by=timedelta(days=age))
"""
STATES = """
from privacy.models import Dossier, DossierKey
print(sorted(Dossier.objects.values_list("state", flat=True)), DossierKey.objects.count())
"""
SEND = """
from mycic import mail
for number in range({count}):
    mail.send("privacy/draft_reminder", key=f"test-{{number}}", user_id=None, context={{"last_day": "2026-12-01"}},
              secret={{"address": "maple@example.org"}}, to="secret")
"""
JOBS = """
from mycic.models import Job
print(sorted(Job.objects.values_list("name", "state", "last_error")), Job.objects.filter(secret__isnull=False).count())
"""


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink()
    yield sink
    sink.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.redis)])
def portal(request: pytest.FixtureRequest, tmp_path: Path, sink: Sink) -> Iterator[Installation]:
    extra = {"MYCIC_MAIL_HOST": "127.0.0.1", "MYCIC_MAIL_PORT": str(sink.port), "MYCIC_TIMETABLE_LOOK_SECONDS": "2"}
    installation = Installation(tmp_path, request.param, extra)
    yield installation
    installation.stop()


def _is_done(portal: Installation) -> bool:
    return portal.python(STATES).endswith(" 2\n")


@pytest.mark.requirement("R3.10", "R3.59")
@pytest.mark.redis
def test_a_real_celery_worker_and_beat_send_the_reminder_and_purge_the_draft(portal: Installation, sink: Sink) -> None:
    portal.env["MYCIC_REDIS_URL"] = services.redis_url()
    portal.python(MAKE_DRAFTS)
    portal.spawn("-m", "celery", "-A", "mycic", "worker", "--concurrency", "1", "--loglevel", "WARNING")
    portal.spawn("-m", "celery", "-A", "mycic", "beat", "--schedule", str(portal.folder / "beat"))
    assert wait_until(lambda: sink.mails, seconds=40), portal.python(JOBS) + portal.output()
    assert wait_until(lambda: _is_done(portal), seconds=40), portal.python(STATES) + portal.python(JOBS)
    assert len(set(sink.message_ids())) == len(sink.mails)


@pytest.mark.requirement("R3.10", "R3.59")
def test_the_worker_alone_does_the_same_without_a_broker(portal: Installation, sink: Sink) -> None:
    portal.python(MAKE_DRAFTS)
    portal.spawn("manage.py", "worker")
    assert wait_until(lambda: sink.mails, seconds=20), portal.python(JOBS) + portal.output()
    assert wait_until(lambda: _is_done(portal), seconds=20), portal.python(STATES) + portal.python(JOBS)
    assert sink.mails[0]["To"] == "maple@example.org"


def test_with_redis_down_a_mail_still_leaves_within_15_seconds(portal: Installation, sink: Sink) -> None:
    portal.env["MYCIC_REDIS_URL"] = "redis://127.0.0.1:1/0"
    portal.spawn("manage.py", "worker")
    portal.python(SEND.format(count=1))
    assert wait_until(lambda: sink.mails, seconds=15), portal.output()


def test_a_worker_told_to_stop_ends_by_itself(portal: Installation) -> None:
    worker = portal.spawn("manage.py", "worker")
    assert wait_until(lambda: "worker.started" in portal.output(), seconds=20)
    worker.terminate()
    assert worker.wait(timeout=30) == 0
    assert "worker.stopped" in portal.output()


@pytest.mark.parametrize("point", ["job.claimed", "mail.before", "mail.accepted", "job.performed"])
def test_no_mail_is_lost_and_repeats_keep_their_id_when_the_worker_is_killed(
    portal: Installation, sink: Sink, point: str
) -> None:
    """Twenty kills at each place; a child that finds nothing left to do ends with 0."""
    portal.python(SEND.format(count=20))
    kills = int(portal.python(KILL_LOOP, MYCIC_FAULTPOINT=point))
    assert kills == 20
    portal.manage("worker", "--once", MYCIC_CLOCK_OFFSET_SECONDS="90000")
    assert portal.python(JOBS).endswith("0\n")
    ids = sink.message_ids()
    assert len(set(ids)) == 20
    assert len(ids) <= 20 + kills


KILL_LOOP = """
import os
from datetime import timedelta
from django.db import connections
from django.core.mail.utils import DNS_NAME
from mycic import clock, jobs
str(DNS_NAME)  # once, not in each child
kills = 0
for number in range(20):
    connections.close_all()
    child = os.fork()
    if child == 0:
        with clock.shifted(timedelta(minutes=11 * number)):
            jobs.drain()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    kills += os.waitstatus_to_exitcode(status) == 137
print(kills)
"""
