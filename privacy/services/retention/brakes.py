"""Brakes on destruction: what looks like an accident waits for an operator (decisions 27a)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mycic import clock
from mycic.exceptions import DomainError
from privacy import ledger
from privacy.choices import Brake, DossierState
from privacy.models import Dossier, PurgeRun
from privacy.services.retention.clockwork import RULES

_FORECAST = timedelta(days=1)


class NothingStopped(DomainError):
    """There is nothing to confirm."""

    def __init__(self) -> None:
        """Carry the one sentence that an operator reads."""
        super().__init__(_("No deletion is waiting for a confirmation."))


def drafts() -> QuerySet[Dossier]:
    """Return every draft that is alive, those that are due included."""
    return Dossier.objects.filter(state=DossierState.OPEN, expires_at__isnull=False)


def due(at: datetime) -> QuerySet[Dossier]:
    """Return the drafts whose time is over and that no legal hold keeps."""
    return drafts().filter(expires_at__lte=at, held_at__isnull=True)


def discarded(at: datetime) -> QuerySet[Dossier]:
    """Return the drafts that their owners deleted a day ago or longer."""
    return drafts().filter(discarded_at__lte=at - RULES.undo, held_at__isnull=True)


def check(*, at: datetime) -> Brake:
    """Look at the clock and at how much is due; write the run down; return what stops it, or Brake.NONE."""
    stop = stopped()
    if stop is not None:
        return Brake(stop.stopped_by)
    last = PurgeRun.objects.order_by("-pk").first()
    run = PurgeRun(
        at=at,
        due=due(at).count(),
        live=drafts().count(),
        forecast=drafts().filter(expires_at__gt=at, expires_at__lte=at + _FORECAST).count(),
    )
    brake = _brake(run, last)
    run.stopped_by = "" if brake is Brake.NONE else brake
    with transaction.atomic():
        PurgeRun.objects.filter(at__lt=at - RULES.keep_runs, stopped_by="").delete()
        run.save()
        if brake is not Brake.NONE:
            _record("retention.stopped", at=at, brake=str(brake), due=run.due, live=run.live)
    return brake


def clock_is_odd(*, at: datetime) -> bool:
    """Tell whether the clock cannot be trusted with destruction right now."""
    last = PurgeRun.objects.order_by("-pk").first()
    return abs(clock.skew()) > RULES.brakes.clock_skew or (last is not None and _jumped(at - last.at))


def stopped() -> PurgeRun | None:
    """Return the run that waits for an operator."""
    return PurgeRun.objects.exclude(stopped_by="").filter(confirmed_at__isnull=True).first()


def confirm(*, at: datetime) -> int:
    """Let the stopped deletion go on, for what is due now; return how much that is.

    Raises:
        NothingStopped: no run waits.
    """
    stop = stopped()
    if stop is None:
        raise NothingStopped
    amount = due(at).count()
    with transaction.atomic():
        PurgeRun.objects.filter(confirmed_at__isnull=True).exclude(stopped_by="").update(confirmed_at=at, due=amount)
        _record("retention.confirmed", at=at, due=amount)
    return amount


def _brake(run: PurgeRun, last: PurgeRun | None) -> Brake:
    if abs(clock.skew()) > RULES.brakes.clock_skew:
        return Brake.SKEW
    if last is not None and last.confirmed_at is not None and _covers(last, run):
        return Brake.NONE
    # Where nothing is due a jump harms nothing: a service that slept for a week needs no operator to wake up.
    if last is not None and _jumped(run.at - last.at) and (run.due or discarded(run.at).exists()):
        return Brake.JUMP
    return Brake.MASS if _is_too_much(run, forecast=last.forecast if last else 0) else Brake.NONE


def _covers(confirmed: PurgeRun, run: PurgeRun) -> bool:
    """Tell whether an operator's word still holds: for a day, and for no more than they saw."""
    age = run.at - (confirmed.confirmed_at or run.at)
    return timedelta() <= age <= RULES.brakes.confirmation and run.due <= confirmed.due


def _jumped(step: timedelta) -> bool:
    return step > RULES.brakes.clock_jump or step < -RULES.brakes.clock_skew


def _is_too_much(run: PurgeRun, *, forecast: int) -> bool:
    limits = RULES.brakes
    return (
        run.due > limits.due_above
        and run.due * 100 > run.live * limits.share_above_percent
        and run.due > forecast * limits.forecast_above_times
    )


def _record(kind: str, *, at: datetime, **facts: str | int) -> None:
    ledger.record(kind, dossier=ledger.SYSTEM_CHAIN, actor=ledger.Actor.system(), at=at, **facts)
