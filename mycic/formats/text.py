"""Dates, times, numbers and money in words, for the active language or a named one.

The tables are our own and not Django's catalogue: letters and mails are written in a language that is not always
active, and French needs "1er" and "14 h 30", which no format string can say.
"""

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language

NB = "\N{NO-BREAK SPACE}"
DateStyle = Literal["text", "weekday", "numeric", "month"]

MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "fr": (
        *("janvier", "février", "mars", "avril", "mai", "juin"),
        *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
    ),
}
WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
}
_ZONES = {
    "America/St_Johns": ("Newfoundland time", "heure de Terre-Neuve"),
    "America/Halifax": ("Atlantic time", "heure de l'Atlantique"),
    "America/Toronto": ("Eastern time", "heure de l'Est"),
    "America/Winnipeg": ("Central time", "heure du Centre"),
    "America/Regina": ("Saskatchewan time", "heure de la Saskatchewan"),
    "America/Edmonton": ("Mountain time", "heure des Rocheuses"),
    "America/Vancouver": ("Pacific time", "heure du Pacifique"),
    "UTC": ("Coordinated Universal Time", "temps universel coordonné"),
}
_UNITS = {"en": ("bytes", "KB", "MB", "GB"), "fr": ("octets", "ko", "Mo", "Go")}


def active_language(language: str | None = None) -> str:
    """Return "en" or "fr": the language asked for, else the active one."""
    return "fr" if (language or get_language() or "en").startswith("fr") else "en"


def service_zone() -> str:
    """Return the zone in which the service counts its days."""
    return settings.SERVICE_TIME_ZONE


def local(moment: dt.datetime, zone: str | None = None) -> dt.datetime:
    """Return the moment in the zone, or in the service's own."""
    return moment.astimezone(ZoneInfo(zone or service_zone()))


def end_of(day: dt.date) -> dt.datetime:
    """Return the moment in UTC at which a day of the service is over: its 24:00."""
    return moment_on(day + dt.timedelta(days=1), dt.time.min)


def moment_on(day: dt.date, time: dt.time) -> dt.datetime:
    """Return the moment in UTC at which a day of the service reaches a time of day."""
    return dt.datetime.combine(day, time, tzinfo=ZoneInfo(service_zone())).astimezone(dt.UTC)


def date_text(day: dt.date, style: DateStyle = "text", *, language: str | None = None, zone: str | None = None) -> str:
    """Write a date.

    Args:
        day: A date, or an aware moment, which is first moved to the zone.
        style: "text", "weekday" (with the day's name), "numeric" (ISO) or "month" (no day).
        language: "en" or "fr"; the active language when omitted.
        zone: IANA name; the service's zone when omitted.
    """
    if isinstance(day, dt.datetime):
        day = local(day, zone).date()
    if style == "numeric":
        return day.isoformat()
    lang = active_language(language)
    month = MONTHS[lang][day.month - 1]
    if style == "month":
        return f"{month} {day.year}"
    name = WEEKDAYS[lang][day.weekday()]
    if lang == "fr":
        number = "1er" if day.day == 1 else str(day.day)
        text = f"{number}{NB}{month}{NB}{day.year}"
        return f"{name} {text}" if style == "weekday" else text
    text = f"{month}{NB}{day.day}, {day.year}"
    return f"{name}, {text}" if style == "weekday" else text


def zone_name(zone: str | None = None, *, language: str | None = None) -> str:
    """Return the zone's everyday name, or its IANA name when we have none."""
    key = zone or service_zone()
    names = _ZONES.get(key)
    return names[active_language(language) == "fr"] if names else key.replace("_", " ")


def time_text(
    moment: dt.datetime | dt.time, *, with_zone: bool = False, language: str | None = None, zone: str | None = None
) -> str:
    """Write a time of day; noon and midnight in words, the zone's name on request."""
    clock = local(moment, zone).time() if isinstance(moment, dt.datetime) else moment
    lang = active_language(language)
    if clock.minute == 0 and clock.hour in {0, 12}:
        noon = clock.hour == 12  # noqa: PLR2004 - twelve o'clock
        text = ("midi" if noon else "minuit") if lang == "fr" else ("noon" if noon else "midnight")
    elif lang == "fr":
        text = f"{clock.hour}{NB}h" + (f"{NB}{clock.minute:02}" if clock.minute else "")
    else:
        text = f"{clock.hour % 12 or 12}:{clock.minute:02}{NB}{'am' if clock.hour < 12 else 'pm'}"  # noqa: PLR2004
    if not with_zone:
        return text
    return f"{text}, {zone_name(zone, language=lang)}" if lang == "fr" else f"{text} {zone_name(zone, language=lang)}"


def moment_text(moment: dt.datetime, *, language: str | None = None, zone: str | None = None) -> str:
    """Write weekday, date, time and zone: the form that receipts, letters and last days use."""
    day = date_text(moment, "weekday", language=language, zone=zone)
    return f"{day}, {time_text(moment, with_zone=True, language=language, zone=zone)}"


def number_text(value: Decimal | float, places: int | None = None, *, language: str | None = None) -> str:
    """Write a number with thousands marks; ``places`` fixes the decimals."""
    exact = Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{exact:,f}"
    if active_language(language) == "fr":
        text = text.replace(",", NB).replace(".", ",")
    return text


def money_text(amount: Decimal | float, *, language: str | None = None) -> str:
    """Write Canadian dollars with cents."""
    lang = active_language(language)
    sign = "-" if amount < 0 else ""
    text = number_text(abs(Decimal(str(amount))), 2, language=lang)
    return f"{sign}{text}{NB}$" if lang == "fr" else f"{sign}${text}"


def size_text(size: int, *, language: str | None = None) -> str:
    """Write a file's size in thousands of bytes, as people see it elsewhere."""
    lang = active_language(language)
    value, unit = Decimal(size), 0
    while value >= 1000 and unit < 3:  # noqa: PLR2004 - steps of the decimal units
        value, unit = value / 1000, unit + 1
    places = 1 if unit and value < 100 and value % 1 >= Decimal("0.05") else 0  # noqa: PLR2004
    return f"{number_text(value, places, language=lang)}{NB}{_UNITS[lang][unit]}"


def days_left_text(days: int, *, language: str | None = None) -> str:
    """Write how far away a day is: today, tomorrow, in 5 days, 3 days ago."""
    french = active_language(language) == "fr"
    near = {0: ("today", "aujourd'hui"), 1: ("tomorrow", "demain"), -1: ("yesterday", "hier")}
    if days in near:
        return near[days][french]
    if days > 0:
        return f"dans {days}{NB}jours" if french else f"in {days}{NB}days"
    return f"il y a {-days}{NB}jours" if french else f"{-days}{NB}days ago"
