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
    return count(bucket, key, per_seconds=per_seconds) <= limit


def count(bucket: str, key: str, *, per_seconds: int) -> int:
    """Count one try and return the number of tries in this window."""
    hashed = _window(bucket, key, per_seconds)
    if settings.REDIS_URL:
        try:
            return _count_in_cache(hashed, per_seconds)
        except (RedisError, OSError):
            _log.warning("throttle.cache_away", extra={"bucket": bucket})
    return _count_in_database(hashed, clock.now() + dt.timedelta(seconds=per_seconds))


def give_back(bucket: str, key: str, *, per_seconds: int) -> None:
    """Take back one counted try: for limits on failures, which count before the outcome is known.

    Counting afterwards would let everybody who comes at the same moment pass before the first failure is counted.
    """
    hashed = _window(bucket, key, per_seconds)
    if settings.REDIS_URL:
        try:
            _give_back_in_cache(hashed)
        except (RedisError, OSError):
            _log.warning("throttle.cache_away", extra={"bucket": bucket})
        else:
            return
    ThrottleCount.objects.filter(key=hashed, count__gt=0).update(count=F("count") - 1)


def spent(bucket: str, key: str, *, limit: int, per_seconds: int) -> bool:
    """Tell, without counting, whether the limit of this window is used up: for limits on failures only."""
    return counted(bucket, key, per_seconds=per_seconds) >= limit


def counted(bucket: str, key: str, *, per_seconds: int) -> int:
    """Return the number of tries in this window without counting one."""
    hashed = _window(bucket, key, per_seconds)
    if settings.REDIS_URL:
        try:
            return int(cache.get(f"throttle:{hashed}", 0))
        except (RedisError, OSError):
            _log.warning("throttle.cache_away", extra={"bucket": bucket})
    return ThrottleCount.objects.filter(key=hashed).values_list("count", flat=True).first() or 0


def clear(bucket: str, key: str, *, per_seconds: int) -> None:
    """Forget the tries of this window, for example after a success."""
    _forget_one(_window(bucket, key, per_seconds), bucket)


def pause(bucket: str, key: str, *, seconds: int) -> bool:
    """Hear nothing more from this key for a while; tell whether this call began the pause, and no other."""
    now, name = clock.now(), _name(bucket, key, "pause")
    until = now + dt.timedelta(seconds=seconds)
    # In the database always: a pause may last an hour, and the cache may be emptied or lost meanwhile.
    if ThrottleCount.objects.filter(key=name, expires_at__lte=now).update(expires_at=until):
        return True
    try:
        with transaction.atomic():
            ThrottleCount.objects.create(key=name, count=1, expires_at=until)
    except IntegrityError:
        return False
    return True


def pause_left(bucket: str, key: str) -> int:
    """Return the seconds until this key is heard again, 0 if it is heard now."""
    now = clock.now()
    until = ThrottleCount.objects.filter(key=_name(bucket, key, "pause"), expires_at__gt=now).values_list("expires_at")
    row = until.first()
    return math.ceil((row[0] - now).total_seconds()) if row else 0


def resume(bucket: str, key: str) -> None:
    """End a pause."""
    ThrottleCount.objects.filter(key=_name(bucket, key, "pause")).delete()


def retry_after(*, per_seconds: int) -> int:
    """Return the seconds until the present window ends, at least one."""
    at = clock.now().timestamp()
    return max(1, math.ceil(per_seconds - at % per_seconds))


def forget(*, before: dt.datetime) -> int:
    """Delete the counts whose window is over."""
    return ThrottleCount.objects.filter(expires_at__lt=before).delete()[0]


def _window(bucket: str, key: str, per_seconds: int) -> str:
    return _name(bucket, key, f"{per_seconds}\0{int(clock.now().timestamp()) // per_seconds}")


def _name(bucket: str, key: str, part: str) -> str:
    return salted_hmac("mycic.throttle", f"{bucket}\0{key}\0{part}", algorithm="sha256").hexdigest()


def _forget_one(hashed: str, bucket: str) -> None:
    if settings.REDIS_URL:
        try:
            cache.delete(f"throttle:{hashed}")
        except (RedisError, OSError):
            _log.warning("throttle.cache_away", extra={"bucket": bucket})
    ThrottleCount.objects.filter(key=hashed).delete()


def _count_in_cache(hashed: str, per_seconds: int) -> int:
    name = f"throttle:{hashed}"
    if cache.add(name, 1, timeout=per_seconds):
        return 1
    try:
        return cache.incr(name)
    except ValueError:  # the window ended between the two calls
        return 1


def _give_back_in_cache(hashed: str) -> None:
    try:
        cache.decr(f"throttle:{hashed}")
    except ValueError:  # the window ended meanwhile
        return


def _count_in_database(hashed: str, expires_at: dt.datetime) -> int:
    with transaction.atomic():
        if not ThrottleCount.objects.filter(key=hashed).update(count=F("count") + 1):
            try:
                with transaction.atomic():
                    ThrottleCount.objects.create(key=hashed, count=1, expires_at=expires_at)
            except IntegrityError:  # another process made the row first
                ThrottleCount.objects.filter(key=hashed).update(count=F("count") + 1)
        return ThrottleCount.objects.values_list("count", flat=True).get(key=hashed)
