"""Days and hours as letters write them, in the language of the letter and in the zone of the service."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import dates
from django.utils.translation import get_language
from django.utils.translation import gettext as _

_NOON = 12


def day(value: dt.date) -> str:
    """Return ``March 9, 2026`` or ``9 mars 2026`` (``1er mars 2026``) in the active language."""
    month = str(dates.MONTHS[value.month])
    if get_language() == "fr":
        return f"{'1er' if value.day == 1 else value.day} {month} {value.year}"
    return f"{month} {value.day}, {value.year}"


def weekday(value: dt.date) -> str:
    """Return the day with its name: ``Monday, March 9, 2026`` or ``lundi 9 mars 2026``."""
    name = str(dates.WEEKDAYS[value.weekday()])
    return f"{name} {day(value)}" if get_language() == "fr" else f"{name}, {day(value)}"


def local_day(moment: dt.datetime) -> dt.date:
    """Return the calendar day of a moment in the zone of the service."""
    return moment.astimezone(ZoneInfo(settings.SERVICE_TIME_ZONE)).date()


def day_and_hour(moment: dt.datetime) -> str:
    """Return the day and the hour with the zone: ``March 9, 2026 at 2:30 pm Eastern time``."""
    local = moment.astimezone(ZoneInfo(settings.SERVICE_TIME_ZONE))
    if get_language() == "fr":
        return f"{day(local.date())} à {local.hour}\u00a0h\u00a0{local.minute:02d}, heure de l’Est"
    half = "am" if local.hour < _NOON else "pm"
    return f"{day(local.date())} at {(local.hour - 1) % _NOON + 1}:{local.minute:02d} {half} Eastern time"


def size(count: int) -> str:
    """Return a file size in the unit a person reads: ``2.1 MB`` or ``2,1 Mo``."""
    kilo = 1024
    if count < kilo:
        return _("%(count)d bytes") % {"count": count}
    if count < kilo * kilo:
        return _("%(count)d kB") % {"count": round(count / kilo)}
    number = f"{count / kilo / kilo:.1f}"
    return _("%(count)s MB") % {"count": number.replace(".", ",") if get_language() == "fr" else number}
