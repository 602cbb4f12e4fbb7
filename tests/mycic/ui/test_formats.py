"""Twenty samples a language lock the table of the style guide."""

import datetime as dt
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import formats
from django.utils.translation import override

from mycic.formats import text as words

NB = "\N{NO-BREAK SPACE}"
UTC = dt.UTC
MARCH = dt.date(2026, 3, 9)

SAMPLES = {
    "en": [
        (words.date_text(MARCH, language="en"), "March 9, 2026"),
        (words.date_text(MARCH, "weekday", language="en"), "Monday, March 9, 2026"),
        (words.date_text(dt.date(2026, 3, 1), language="en"), "March 1, 2026"),
        (words.date_text(MARCH, "numeric", language="en"), "2026-03-09"),
        (words.date_text(MARCH, "month", language="en"), "March 2026"),
        (words.time_text(dt.time(14, 30), language="en"), "2:30 pm"),
        (words.time_text(dt.time(0, 5), language="en"), "12:05 am"),
        (words.time_text(dt.time(12), language="en"), "noon"),
        (words.time_text(dt.time(0), language="en"), "midnight"),
        (words.time_text(dt.datetime(2026, 3, 10, 3, 59, tzinfo=UTC), with_zone=True, language="en"),
         "11:59 pm Eastern time"),
        (words.moment_text(dt.datetime(2026, 3, 10, 3, 59, tzinfo=UTC), language="en"),
         "Monday, March 9, 2026, 11:59 pm Eastern time"),
        (words.moment_text(dt.datetime(2026, 1, 1, 20, tzinfo=UTC), language="en", zone="America/Vancouver"),
         "Thursday, January 1, 2026, noon Pacific time"),
        (words.number_text(12500, language="en"), "12,500"),
        (words.number_text(Decimal("3.5"), language="en"), "3.5"),
        (words.money_text(255, language="en"), "$255.00"),
        (words.money_text(Decimal("-1234.5"), language="en"), "-$1,234.50"),
        (words.size_text(2_100_000, language="en"), "2.1 MB"),
        (words.size_text(512, language="en"), "512 bytes"),
        (words.days_left_text(5, language="en"), "in 5 days"),
        (words.days_left_text(-1, language="en"), "yesterday"),
    ],
    "fr": [
        (words.date_text(MARCH, language="fr"), "9 mars 2026"),
        (words.date_text(MARCH, "weekday", language="fr"), "lundi 9 mars 2026"),
        (words.date_text(dt.date(2026, 3, 1), language="fr"), "1er mars 2026"),
        (words.date_text(MARCH, "numeric", language="fr"), "2026-03-09"),
        (words.date_text(MARCH, "month", language="fr"), "mars 2026"),
        (words.time_text(dt.time(14, 30), language="fr"), "14 h 30"),
        (words.time_text(dt.time(9), language="fr"), "9 h"),
        (words.time_text(dt.time(12), language="fr"), "midi"),
        (words.time_text(dt.time(0), language="fr"), "minuit"),
        (words.time_text(dt.datetime(2026, 3, 10, 3, 59, tzinfo=UTC), with_zone=True, language="fr"),
         "23 h 59, heure de l'Est"),
        (words.moment_text(dt.datetime(2026, 3, 10, 3, 59, tzinfo=UTC), language="fr"),
         "lundi 9 mars 2026, 23 h 59, heure de l'Est"),
        (words.moment_text(dt.datetime(2026, 1, 1, 20, tzinfo=UTC), language="fr", zone="America/Vancouver"),
         "jeudi 1er janvier 2026, midi, heure du Pacifique"),
        (words.number_text(12500, language="fr"), "12 500"),
        (words.number_text(Decimal("3.5"), language="fr"), "3,5"),
        (words.money_text(255, language="fr"), "255,00 $"),
        (words.money_text(Decimal("-1234.5"), language="fr"), "-1 234,50 $"),
        (words.size_text(2_100_000, language="fr"), "2,1 Mo"),
        (words.size_text(512, language="fr"), "512 octets"),
        (words.days_left_text(5, language="fr"), "dans 5 jours"),
        (words.days_left_text(1, language="fr"), "demain"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_sample_reads_as_the_style_guide_says(language: str) -> None:
    wrong = [(got, wanted) for got, wanted in SAMPLES[language] if got.replace(NB, " ") != wanted]
    assert wrong == []


def test_numbers_and_units_never_break_at_the_end_of_a_line() -> None:
    assert NB in words.money_text(12500, language="fr")
    assert words.number_text(12500, language="fr") == f"12{NB}500"
    assert NB in words.size_text(2_100_000, language="en")


def test_the_active_language_decides_when_none_is_named() -> None:
    with override("fr"):
        assert words.money_text(1).endswith("$")
    with override("en"):
        assert words.money_text(1).startswith("$")


def test_an_unknown_zone_is_named_by_its_place() -> None:
    assert words.zone_name("Europe/Paris", language="en") == "Europe/Paris"


@pytest.mark.parametrize(
    ("language", "day", "number"), [("en", "March 9, 2026", "12,500.5"), ("fr", "9 mars 2026", "12 500,5")]
)
def test_djangos_own_filters_follow_the_same_table(language: str, day: str, number: str) -> None:
    with override(language):
        assert formats.date_format(MARCH) == day
        assert formats.date_format(MARCH, "SHORT_DATE_FORMAT") == "2026-03-09"
        assert formats.number_format(Decimal("12500.5"), use_l10n=True, force_grouping=True).replace(NB, " ") == number


def test_tags_write_the_same_and_stay_silent_on_nothing() -> None:
    source = (
        "{% load mycic %}{% datefmt day 'weekday' %}|{{ day|datefmt }}|{% money 3 %}|{{ 1500|filesize }}|"
        "{{ nothing|datefmt }}{{ nothing|timefmt }}{{ nothing|moment }}{{ nothing|money }}|{{ 3.25|number:1 }}"
    )
    with override("en"):
        drawn = Template(source).render(Context({"day": MARCH, "nothing": None})).replace(NB, " ")
    assert drawn == "Monday, March 9, 2026|March 9, 2026|$3.00|1.5 KB||3.3"
