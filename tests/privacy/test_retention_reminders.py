"""Reminders: once for each day, merged when late, content-free, never for what is gone."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail as outgoing

from accounts.models import User
from mycic import clock, jobs
from mycic.models import Job
from privacy import queries, tasks
from privacy.choices import Audience, DossierKind
from privacy.models import Dossier, ReminderSent
from privacy.services import dossiers, retention

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R3.10")]


def days_mailed() -> list[int]:
    rows = Job.objects.filter(name="mycic.deliver_mail").order_by("created_at", "key")
    return [row.ids["context"]["days"] for row in rows]


@pytest.mark.requirement("R3.22", "R3.59")
def test_each_reminder_goes_once_while_the_days_pass(draft: Dossier, at: datetime) -> None:
    for hour in range(0, 24 * 92, 6):
        retention.remind_expiring(at=at + timedelta(hours=hour))
    assert days_mailed() == [30, 14, 7, 3, 1]
    assert ReminderSent.objects.count() == 5


@pytest.mark.requirement("R3.59")
def test_running_twice_at_the_same_hour_tells_nobody_twice(draft: Dossier) -> None:
    assert draft.expires_at is not None
    moment = draft.expires_at - timedelta(days=14)
    assert [retention.remind_expiring(at=moment), retention.remind_expiring(at=moment)] == [1, 0]


def test_late_reminders_are_merged_into_one_that_is_true(draft: Dossier) -> None:
    assert draft.expires_at is not None
    retention.remind_expiring(at=draft.expires_at - timedelta(days=2, hours=1))
    assert days_mailed() == [2]
    assert set(ReminderSent.objects.values_list("days_before", flat=True)) == {30, 14, 7, 3}
    retention.remind_expiring(at=draft.expires_at - timedelta(hours=3))
    assert days_mailed() == [2, 0]


def test_nobody_is_reminded_of_what_is_sent_discarded_ownerless_shared_or_over(
    person: User, draft: Dossier, at: datetime
) -> None:
    end = retention.draft_expiry(at)
    discarded = dossiers.create(kind=DossierKind.CASE, owner=person, at=at, expires_at=end)
    Dossier.objects.filter(pk=discarded.pk).update(discarded_at=at)
    dossiers.create(kind=DossierKind.CASE, owner=None, at=at, expires_at=end)
    dossiers.create(kind=DossierKind.SHARED, owner=person, at=at, expires_at=end)
    dossiers.submit(draft, dossiers.prepare_submission(draft), reference=None, at=at)
    assert retention.remind_expiring(at=end - timedelta(days=1)) == 0
    assert retention.remind_expiring(at=end) == 0


def test_a_draft_that_is_sent_between_the_list_and_the_lock_is_left_alone(
    draft: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert draft.expires_at is not None
    moment = draft.expires_at - timedelta(days=1)
    from privacy.services.retention import reminders  # noqa: PLC0415

    pk = draft.pk
    Dossier.objects.update(discarded_at=moment)
    assert reminders._remind(pk, at=moment) is False
    Dossier.objects.update(discarded_at=None)
    monkeypatch.setattr(reminders, "_candidates", lambda _at: Dossier.objects.all())
    Dossier.objects.update(expires_at=None)
    assert reminders._remind(pk, at=moment) is False


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_mail_is_bilingual_and_says_nothing_personal(
    draft: Dossier, person: User, language: str, settings: Any
) -> None:
    User.objects.update(language=language)
    assert draft.expires_at is not None
    retention.remind_expiring(at=draft.expires_at - timedelta(days=7))
    jobs.drain()
    (message,) = outgoing.outbox
    day = retention.last_usable_day(draft.expires_at).isoformat()
    first, second = message.body.split("-" * 60)
    other = {"en": "fr", "fr": "en"}[language]
    assert message.to == [person.email]
    assert day in message.subject
    assert all(day in part for part in (first, second))
    assert f"{settings.SITE_ORIGIN}/{language}/" in first
    assert f"{settings.SITE_ORIGIN}/{other}/" in second
    assert not {"study", "permit", "permis", person.username, str(draft.pk)} & set(message.body.lower().split())


def test_the_timeline_shows_that_somebody_was_reminded(draft: Dossier) -> None:
    assert draft.expires_at is not None
    with clock.shifted(draft.expires_at - clock.now() - timedelta(days=3)):
        tasks.remind_expiring()
    (entry,) = queries.timeline([draft.pk], Audience.APPLICANT)
    assert "Days left: 2" in entry.sentence or "Days left: 3" in entry.sentence
