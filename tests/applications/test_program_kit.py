"""The kinds of questions keep every wrong answer and say how to write it; no database."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from applications.program_kit import dates, prose, texts
from applications.program_kit.base import Page, Program, Section
from applications.program_kit.conditions import ALWAYS, NEVER, answered, no, yes
from applications.program_kit.countries import countries, languages
from applications.program_kit.mrz import read
from applications.program_kit.questions import (
    Choice,
    Code,
    Country,
    DateQuestion,
    Email,
    Explained,
    Integer,
    Listed,
    LongText,
    Money,
    MonthQuestion,
    Multi,
    NameText,
    Phone,
    Question,
    Rows,
    TextLine,
    YesNo,
)
from applications.program_kit.sections.contact import PostalCode, Province
from applications.program_kit.sections.purpose import uci_layout
from tests.applications.programs.complete import PROGRAM

FEW = (("a", "Apple"), ("b", "Banana"))

#: question, raw, what it means, how it is shown
GOOD: list[tuple[Question, Any, object, str]] = [
    (TextLine(name="q", label="Q"), "  two  words ", "two words", "two words"),
    (LongText(name="q", label="Q"), "two\nlines ", "two\nlines", "two\nlines"),
    (NameText(name="q", label="Q"), "Ó Briain-D’Arcy Jr.", "Ó Briain-D’Arcy Jr.", "Ó Briain-D’Arcy Jr."),
    (
        Code(name="q", label="Q", pattern="[0-9]{8}", example="1234-5678", layout=uci_layout),
        "1234 5678",
        "12345678",
        "1234-5678",
    ),
    (DateQuestion(name="q", label="Q"), {"d": "1", "m": "AOÛT", "y": "2020"}, date(2020, 8, 1), "August\u00a01, 2020"),
    (
        DateQuestion(name="q", label="Q", approximate=True),
        {"d": "", "m": "3", "y": "2020"},
        date(2020, 3, 1),
        "March 2020",
    ),
    (DateQuestion(name="q", label="Q", approximate=True), {"d": "", "m": "", "y": "2020"}, date(2020, 1, 1), "2020"),
    (MonthQuestion(name="q", label="Q"), {"m": "Dec.", "y": "2020"}, date(2020, 12, 1), "December 2020"),
    (Integer(name="q", label="Q", maximum=9), " 7 ", 7, "7"),
    (Money(name="q", label="Q"), "12 500,50 $", Decimal("12500.50"), "$12,500.50"),
    (Money(name="q", label="Q"), "12,500", Decimal(12500), "$12,500.00"),
    (YesNo(name="q", label="Q"), "yes", True, "Yes"),
    (YesNo(name="q", label="Q"), "no", False, "No"),
    (Explained(name="q", label="Q", min_length=3), {"a": "yes", "x": "it was so"}, True, "Yes. it was so"),
    (Explained(name="q", label="Q"), {"a": "no", "x": ""}, False, "No"),
    (Explained(name="q", label="Q"), {"a": "no", "x": "typed before the no"}, False, "No"),
    (Choice(name="q", label="Q", choices=FEW), "b", "b", "Banana"),
    (Multi(name="q", label="Q", choices=FEW), ["b", "a"], ("a", "b"), "Apple, Banana"),
    (Multi(name="q", label="Q", choices=FEW), "b", ("b",), "Banana"),
    (Country(name="q", label="Q"), "NGA", "NGA", "Nigeria"),
    (Listed(name="q", label="Q", source=languages), "ig", "ig", "Igbo"),
    (Phone(name="q", label="Q"), "(613) 555-0142", "+1 613-555-0142", "+1 613-555-0142"),
    (Phone(name="q", label="Q"), "+33 1 99 00 12 34", "+33 1 99 00 12 34", "+33 1 99 00 12 34"),
    (Email(name="q", label="Q"), "Me@Mail.Example.COM", "Me@mail.example.com", "Me@mail.example.com"),
    (PostalCode(name="q", label="Q"), "k1a-0b1", "K1A 0B1", "K1A 0B1"),
    (PostalCode(name="q", label="Q"), "75001", "75001", "75001"),
    (Province(name="q", label="Q"), "quebec", "QC", "Quebec"),
    (Province(name="q", label="Q"), "Bavaria", "Bavaria", "Bavaria"),
]

WRONG: list[tuple[Question, Any]] = [
    (TextLine(name="q", label="Q", max_length=3), "four"),
    (LongText(name="q", label="Q", min_length=30), "short"),
    (NameText(name="q", label="Q"), "R2 D2"),
    (NameText(name="q", label="Q"), "FNU"),
    (Code(name="q", label="Q", pattern="[0-9]{8}", example="1234-5678"), "T01-12"),
    (DateQuestion(name="q", label="Q"), {"d": "30", "m": "2", "y": "2020"}),
    (DateQuestion(name="q", label="Q"), {"d": "x", "m": "2", "y": "2020"}),
    (DateQuestion(name="q", label="Q"), {"d": "3", "m": "brumaire", "y": "2020"}),
    (DateQuestion(name="q", label="Q"), {"d": "", "m": "2", "y": "2020"}),
    (DateQuestion(name="q", label="Q"), {"d": "2", "m": "", "y": "2020"}),
    (DateQuestion(name="q", label="Q"), {"d": "2", "m": "2", "y": ""}),
    (DateQuestion(name="q", label="Q"), {"d": "2", "m": "2", "y": "20"}),
    (DateQuestion(name="q", label="Q"), {"d": "2", "m": "2", "y": "9" * 30}),
    (DateQuestion(name="q", label="Q"), {"d": "9" * 30, "m": "2", "y": "2020"}),
    (DateQuestion(name="q", label="Q"), {"d": "2", "m": "9" * 5000, "y": "2020"}),
    (MonthQuestion(name="q", label="Q"), {"m": "9" * 30, "y": "2020"}),
    (MonthQuestion(name="q", label="Q"), {"m": "", "y": "2020"}),
    (Integer(name="q", label="Q", maximum=9), "ten"),
    (Integer(name="q", label="Q", maximum=9), "10"),
    (Money(name="q", label="Q"), "lots"),
    (Money(name="q", label="Q"), "-5"),
    (YesNo(name="q", label="Q"), "maybe"),
    (Explained(name="q", label="Q"), {"a": "yes", "x": "so"}),
    (Explained(name="q", label="Q", max_length=5), {"a": "no", "x": "far too long"}),
    (Explained(name="q", label="Q"), {"a": "perhaps", "x": ""}),
    (Choice(name="q", label="Q", choices=FEW), "z"),
    (Multi(name="q", label="Q", choices=FEW), ["a", "z"]),
    (Country(name="q", label="Q"), "Narnia"),
    (Phone(name="q", label="Q"), "call me"),
    (Phone(name="q", label="Q"), "12"),
    (Email(name="q", label="Q"), "me at home"),
    (Rows(name="q", label="Q", add_label="Add", items=()), "no rows"),
    (Rows(name="q", label="Q", add_label="Add", items=(), maximum=1), [{"row": "a"}, {"row": "b"}]),
]


@pytest.mark.parametrize(("question", "raw", "meaning", "shown"), GOOD)
def test_a_good_answer_is_read_and_shown(question: Question, raw: Any, meaning: object, shown: str) -> None:
    assert question.read(raw) == meaning
    assert question.show(raw) == shown
    assert list(question.check(raw, required=True)) == []


@pytest.mark.requirement("R3.62")
@pytest.mark.parametrize(("question", "raw"), WRONG, ids=lambda value: type(value).__name__)
def test_a_wrong_answer_is_marked_and_shown_as_typed(question: Question, raw: Any) -> None:
    found = list(question.check(raw, required=False))
    assert [finding.rule_id for finding in found] == ["wrong"]
    assert question.read(raw) is None
    for language in ("en", "fr"):
        with translation.override(language):
            text = found[0].text
            assert "{" not in text
            assert not any(word in text.lower() for word in ("invalid", "illegal", "forbidden"))
    if question.kind != "rows":
        typed = raw.values() if isinstance(raw, dict) else raw if isinstance(raw, list) else [raw]
        assert all(part in question.show(raw) for part in typed if part not in {"yes", "no"})


@pytest.mark.requirement("R3.46")
@pytest.mark.parametrize("question", [question for question, _raw in WRONG], ids=lambda value: type(value).__name__)
def test_an_empty_answer_is_missing_only_where_it_is_required(question: Question) -> None:
    nothing: tuple[object, ...] = (None, "", [], {})
    for empty in nothing:
        assert [f.rule_id for f in question.check(empty, required=True)] == ["missing"]
        assert list(question.check(empty, required=False)) == []
        assert question.show(empty) == ""
        assert question.read(empty) is None


ROWS = Rows(
    name="q",
    label="Q",
    add_label="Add",
    items=(TextLine(name="city", label="City"), Integer(name="years", label="Years", required=NEVER)),
)


def test_rows_are_read_shown_and_checked_one_by_one() -> None:
    raw = [{"row": "a", "city": "Oslo", "years": "3"}, {"row": "b", "city": "", "years": "many"}]
    assert ROWS.read(raw) == [{"row": "a", "city": "Oslo", "years": 3}, {"row": "b", "city": None, "years": None}]
    assert ROWS.show(raw) == "City: Oslo\nYears: 3\n\nYears: many"
    assert [(f.rule_id, f.row, f.fields) for f in ROWS.check(raw, required=True)] == [
        ("missing", "b", ("q",)),
        ("wrong", "b", ("q",)),
    ]
    assert next(ROWS.check("nothing like rows", required=False)).rule_id == "wrong"
    assert ROWS.show("x") == ""


JOBS = Rows(
    name="q",
    label="Q",
    add_label="Add",
    items=(
        MonthQuestion(name="from", label="From"),
        MonthQuestion(name="to", label="Until", required=NEVER),
        YesNo(name="paid", label="Were you paid?"),
        TextLine(name="wage", label="Wage", beside=("paid", "yes"), required=NEVER),
    ),
)


@pytest.mark.parametrize(
    ("language", "row", "pairs"),
    [
        (
            "en",
            {"paid": "yes", "wage": "20"},
            [("When", "from March 2020 until now"), ("Were you paid?", "Yes"), ("Wage", "20")],
        ),
        ("en", {"to": {"m": "5", "y": "2021"}}, [("When", "from March 2020 to May 2021")]),
        ("en", {"paid": "no", "wage": "20"}, [("When", "from March 2020 until now"), ("Were you paid?", "No")]),
        ("en", {"from": {}, "to": {"m": "5", "y": "2021"}}, [("Until", "May 2021")]),
        ("fr", {"to": {"m": "5", "y": "2021"}}, [("Quand", "mars 2020 à mai 2021")]),
        ("fr", {}, [("Quand", "mars 2020 à aujourd’hui")]),
    ],
)
def test_a_row_is_shown_as_labels_with_answers(
    language: str, row: dict[str, Any], pairs: list[tuple[str, str]]
) -> None:
    with translation.override(language):
        whole = {"row": "a", "from": {"m": "3", "y": "2020"}} | row
        assert JOBS.pairs(whole) == pairs
        assert JOBS.groups([whole]) == [pairs]
        assert pairs[0][1] in JOBS.show([whole])


def test_what_does_not_apply_to_a_row_reads_as_not_given() -> None:
    said = [{"row": "a", "paid": "no", "wage": "20"}]
    assert JOBS.counted(said) == [{"row": "a", "paid": "no"}]
    assert JOBS.read(said) == [{"row": "a", "from": None, "to": None, "paid": False, "wage": None}]
    assert JOBS.counted("no rows") == "no rows"


def test_a_base_question_takes_any_text() -> None:
    question = Question(name="q", label="Q")
    assert question.read(" any  thing ") == "any thing"
    assert question.verbatim(["a", 1]) == "a, 1"
    assert Multi(name="q", label="Q", choices=FEW).write("a") == ""
    assert Choice(name="q", label="Q", choices=FEW).write("z") == "z"


def test_conditions_combine_and_say_themselves() -> None:
    both = yes("has_other_names") & ~no("complied") | answered("reason", "initial")
    assert both.prose == "has_other_names is yes and not (complied is no) or reason is initial"
    assert ALWAYS.prose == "always"
    assert NEVER.prose == "never"


def test_values_are_written_in_the_readers_language() -> None:
    with translation.override("fr"):
        assert texts.fill("Le {day}: {sum}", {"day": date(2026, 3, 1), "sum": Decimal(1255)}) == (
            "Le 1er\u00a0mars\u00a02026: 1\u00a0255,00\u00a0$"
        )
    assert texts.fill("No places {here}", {}) == "No places {here}"
    assert texts.write(3) == "3"


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_are_added_on_the_calendar(start: date, months: int, end: date) -> None:
    assert dates.add_months(start, months) == end


def test_age_and_restoration() -> None:
    assert dates.age(date(2000, 2, 29), date(2026, 2, 28)) == 25
    assert dates.age(date(2000, 2, 29), date(2026, 3, 1)) == 26
    assert dates.restoration_last_day(date(2026, 1, 1), 90) == date(2026, 4, 1)


def test_country_and_language_lists_follow_the_language() -> None:
    assert dict(countries())["DEU"] == "Germany"
    with translation.override("fr"):
        assert dict(countries())["DEU"] == "Allemagne"
        assert dict(languages())["de"] == "allemand"


def test_machine_lines_of_the_standard_are_read() -> None:
    # The specimen of ICAO 9303.
    first = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
    second = "L898902C36UTO7408122F1204159ZE184226B<<<<<10"
    lines = read(first, second)
    assert lines is not None
    assert (lines.passport_number, lines.date_of_birth, lines.sex, lines.checks) == (
        "L898902C3",
        date(1974, 8, 12),
        "F",
        True,
    )
    assert lines.passport_expiry == date(2012, 4, 15)


def test_every_question_of_every_program_has_its_own_name() -> None:
    names = [question.name for section in PROGRAM.sections for question in section.questions]
    assert len(names) == len(set(names))
    assert PROGRAM.section("nowhere") is None
    assert PROGRAM.sections[0].page("nowhere") is None


def test_a_program_without_fees_and_rules_is_told_as_prose() -> None:
    section = Section(key="one", title="One", pages=(Page(key="p", title="Page", questions=(ROWS,)),))
    program = Program(
        code="tiny", letter="T", version=1, title="Tiny", summary="Small.", notice="", sections=(section,)
    )
    told = prose.explain(program, date(2026, 1, 1))
    assert "`years` Years (integer, optional)" in told
