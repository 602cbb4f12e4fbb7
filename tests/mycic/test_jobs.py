"""The outbox: rows are the truth, claims are exclusive, failures are retried and at last parked."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from celery import shared_task
from django.core import mail as sent_mail
from django.db import transaction

from accounts.models import User
from mycic import clock, jobs, mail
from mycic.choices import JobState
from mycic.models import Job

pytestmark = pytest.mark.django_db
_calls: list[dict[str, Any]] = []


@shared_task(name="tests.note")
def note(**ids: Any) -> None:
    _calls.append(ids)


@shared_task(name="tests.fail")
def fail(**_: Any) -> None:
    raise ValueError("never")


@shared_task(name="tests.give_up")
def give_up(**_: Any) -> None:
    raise jobs.GiveUp("for good")


@pytest.fixture(autouse=True)
def _fresh_calls() -> Iterator[None]:
    _calls.clear()
    yield
    _calls.clear()


def test_a_job_is_run_once() -> None:
    jobs.enqueue("tests.note", document="1")
    assert jobs.drain() == 1
    assert jobs.drain() == 0
    assert _calls == [{"document": "1"}]
    assert Job.objects.get().state == JobState.DONE


def test_a_key_prevents_a_second_job() -> None:
    jobs.enqueue("tests.note", key="a")
    jobs.enqueue("tests.note", key="a")
    assert jobs.drain() == 1


def test_a_rolled_back_transaction_leaves_no_job() -> None:
    with transaction.atomic():
        jobs.enqueue("tests.note")
        transaction.set_rollback(True)
    assert not Job.objects.exists()


def test_a_later_job_waits_for_its_time() -> None:
    jobs.enqueue("tests.note", run_at=clock.now() + dt.timedelta(hours=1))
    assert jobs.drain() == 0
    with clock.shifted(dt.timedelta(hours=2)):
        assert jobs.drain() == 1


def test_a_poison_job_is_parked_after_five_tries_and_the_others_go_on() -> None:
    jobs.enqueue("tests.fail")
    jobs.enqueue("tests.note")
    for hours in range(10):
        with clock.shifted(dt.timedelta(hours=hours)):
            jobs.drain()
    poison = Job.objects.get(name="tests.fail")
    assert (poison.state, poison.attempts, poison.last_error) == (JobState.DEAD, 5, "ValueError")
    assert len(_calls) == 1


def test_an_unknown_task_is_parked_too() -> None:
    jobs.enqueue("tests.nobody")
    for hours in range(10):
        with clock.shifted(dt.timedelta(hours=hours)):
            jobs.drain()
    assert Job.objects.get().last_error == "LookupError"


def test_giving_up_parks_at_once() -> None:
    jobs.enqueue("tests.give_up")
    jobs.drain()
    assert Job.objects.get().state == JobState.DEAD


def test_the_lease_of_a_killed_worker_expires() -> None:
    jobs.enqueue("tests.note")
    Job.objects.update(state=JobState.RUNNING, attempts=1, lease_until=clock.now() + jobs.LEASE)
    assert jobs.drain() == 0
    with clock.shifted(jobs.LEASE + dt.timedelta(seconds=1)):
        assert jobs.drain() == 1


def test_a_job_that_kills_its_workers_is_parked() -> None:
    jobs.enqueue("tests.note")
    Job.objects.update(state=JobState.RUNNING, attempts=5, lease_until=clock.now() - jobs.LEASE)
    jobs.drain()
    assert Job.objects.get().last_error == "WorkerLost"
    assert _calls == []


def test_a_mail_that_waited_out_a_long_absence_of_every_worker_still_leaves(applicant: User) -> None:
    jobs.drain()
    sent_mail.outbox.clear()
    mail.send("messaging/news", key="late", user_id=applicant.pk)
    with clock.shifted(dt.timedelta(days=4)):
        jobs.drain()
    assert [message.to for message in sent_mail.outbox] == [["amara@mail.example"]]
    assert Job.objects.get(key="mail:late").state == JobState.DONE


def test_a_mail_that_nobody_takes_is_parked_after_three_days(applicant: User, settings: Any) -> None:
    jobs.drain()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    mail.send("messaging/news", key="late", user_id=applicant.pk)
    for hours in (0, 71, 73):
        with clock.shifted(dt.timedelta(hours=hours)):
            jobs.drain()
    job = Job.objects.get(key="mail:late")
    assert (job.state, job.attempts, job.last_error) == (JobState.DEAD, 3, "ConnectionRefusedError")


def test_lag_is_the_wait_of_the_oldest_due_job() -> None:
    assert jobs.lag(clock.now()) == dt.timedelta()
    jobs.enqueue("tests.note")
    with clock.shifted(dt.timedelta(minutes=7)):
        assert dt.timedelta(minutes=7) <= jobs.lag(clock.now()) < dt.timedelta(minutes=8)


def test_sweeping_keeps_keys_longer() -> None:
    jobs.enqueue("tests.note", key="a")
    jobs.enqueue("tests.note")
    jobs.drain()
    later = clock.now() + dt.timedelta(days=10)
    jobs.sweep(at=later, keep_keyed=dt.timedelta(days=120), keep_other=dt.timedelta(days=7))
    assert [job.key for job in Job.objects.all()] == ["a"]
