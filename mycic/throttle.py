"""Counting tries: in the shared cache when there is one, else in the database, so that a limit always holds."""

import datetime as dt
import logging
import math

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from redis.exceptions import RedisError

from mycic import clock
from mycic.models import ThrottleCount

_log = logging.getLogger(__name__)


def allow(bucket: str, key: str, *, limit: int, per_seconds: int) -> bool:
    """Count one try and tell whether it is still within the limit.

    Args:
        bucket: what is limited, for example ``"sign-in"``.
        key: who or what is counted; only a keyed hash of it is kept.
        limit: tries permitted in one window.
        per_seconds: length of the window.
    """
    at = clock.now()
    window = int(at.timestamp()) // per_seconds
    hashed = salted_hmac("mycic.throttle", f"{bucket}\0{key}\0{per_seconds}\0{window}", algorithm="sha256").hexdigest()
    if settings.REDIS_URL:
        try:
            return _count_in_cache(hashed, per_seconds) <= limit
        except (RedisError, OSError):
            _log.warning("throttle.cache_away", extra={"bucket": bucket})
    return _count_in_database(hashed, at + dt.timedelta(seconds=per_seconds)) <= limit


def retry_after(*, per_seconds: int) -> int:
    """Return the seconds until the present window ends, at least one."""
    at = clock.now().timestamp()
    return max(1, math.ceil(per_seconds - at % per_seconds))


def _count_in_cache(hashed: str, per_seconds: int) -> int:
    name = f"throttle:{hashed}"
    if cache.add(name, 1, timeout=per_seconds):
        return 1
    try:
        return cache.incr(name)
    except ValueError:  # the window ended between the two calls
        return 1


def _count_in_database(hashed: str, expires_at: dt.datetime) -> int:
    with transaction.atomic():
        if not ThrottleCount.objects.filter(key=hashed).update(count=F("count") + 1):
            try:
                with transaction.atomic():
                    ThrottleCount.objects.create(key=hashed, count=1, expires_at=expires_at)
            except IntegrityError:  # another process made the row first
                ThrottleCount.objects.filter(key=hashed).update(count=F("count") + 1)
        return ThrottleCount.objects.values_list("count", flat=True).get(key=hashed)


def forget(*, before: dt.datetime) -> int:
    """Delete the counts whose window is over."""
    return ThrottleCount.objects.filter(expires_at__lt=before).delete()[0]


def spent(bucket: str, key: str, *, limit: int, per_seconds: int) -> bool:
    """Tell, without counting, whether the limit of this window is used up: for limits on failures only."""
    window = int(clock.now().timestamp()) // per_seconds
    hashed = salted_hmac("mycic.throttle", f"{bucket}\0{key}\0{per_seconds}\0{window}", algorithm="sha256").hexdigest()
    if settings.REDIS_URL:
        try:
            return int(cache.get(f"throttle:{hashed}", 0)) >= limit
        except (RedisError, OSError):
            _log.warning("throttle.cache_away", extra={"bucket": bucket})
    return ThrottleCount.objects.filter(key=hashed, count__gte=limit).exists()
