"""All that a second program writes: this module. It asks one question of every kind there is."""

from applications.program_kit import questions
from applications.program_kit.base import FeeRule, Page, Program, Section
from applications.program_kit.conditions import ALWAYS
from applications.program_kit.documents import slot

_COLOURS = (("red", "Red"), ("blue", "Blue"))
QUESTIONS: tuple[questions.Question, ...] = (
    questions.TextLine(name="line", label="A line", max_length=20),
    questions.LongText(name="story", label="A story", max_length=40),
    questions.NameText(name="name", label="A name"),
    questions.Code(name="code", label="A code", pattern=r"\d{8}", example="1234-5678"),
    questions.Phone(name="phone", label="A number"),
    questions.Email(name="mail", label="An address"),
    questions.Integer(name="count", label="A count", maximum=50),
    questions.Money(name="money", label="An amount"),
    questions.DateQuestion(name="day", label="A day"),
    questions.DateQuestion(name="about", label="About when", approximate=True),
    questions.MonthQuestion(name="month", label="A month"),
    questions.YesNo(name="sure", label="Are you sure?"),
    questions.Explained(name="why", label="Did it happen?"),
    questions.Choice(name="colour", label="A colour", choices=_COLOURS),
    questions.Multi(name="colours", label="Some colours", choices=_COLOURS),
    questions.Country(name="country", label="A country"),
    questions.Listed(name="listed", label="One of a list", source=lambda: _COLOURS),
)
GROUP = questions.Rows(name="rows", label="Some people", add_label="Add one", maximum=3, items=QUESTIONS)
PROGRAM = Program(
    code="every-kind",
    letter="V",
    version=1,
    title="A permit that asks everything",
    summary="One question of every kind.",
    sections=(
        Section(
            key="all",
            title="Everything",
            group="About you",
            pages=tuple(Page(key=each.name, title=each.label, questions=(each,)) for each in (*QUESTIONS, GROUP)),
        ),
    ),
    documents=(slot("D19", required=ALWAYS),),
    fees=(FeeRule(code="F01", title="The fee"),),
    notice="study-permit",
)
#: A right answer of every kind, as a browser sends it.
RIGHT: dict[str, dict[str, object]] = {
    "line": {"line": "Short"},
    "story": {"story": "One line\r\nand another"},
    "name": {"name": "Nguyễn"},
    "code": {"code": "1234-5678"},
    "phone": {"phone": "613-555-0142"},
    "mail": {"mail": "amara@mail.example"},
    "count": {"count": "7"},
    "money": {"money": "12 500,00"},
    "day": {"day_0": "17", "day_1": "avril", "day_2": "1999"},
    "about": {"about_0": "", "about_1": "", "about_2": "1999"},
    "month": {"month_0": "4", "month_1": "2016"},
    "sure": {"sure": "yes"},
    "why": {"why": "no", "why_x": ""},
    "colour": {"colour": "red"},
    "colours": {"colours": ["red", "blue"]},
    "country": {"country": "NGA"},
    "listed": {"listed": "blue"},
}
#: Wrong ones, with the texts that a person typed; what a list cannot offer was typed by no honest browser.
WRONG: dict[str, dict[str, object]] = {
    "line": {"line": "This line is <b>longer</b> than 20 “signs”"},
    "story": {"story": "A story that is quite a bit longer than it may be, l’été & all"},
    "name": {"name": "R2-D2 & “friends”"},
    "code": {"code": "12-34-wrong"},
    "phone": {"phone": "call me {{maybe}}"},
    "mail": {"mail": "amara at mail"},
    "count": {"count": "51 ou 52"},
    "money": {"money": "about 12k"},
    "day": {"day_0": "31", "day_1": "févr.", "day_2": "2001"},
    "about": {"about_0": "", "about_1": "13", "about_2": "MMXX"},
    "month": {"month_0": "Brumaire", "month_1": "2016"},
    "sure": {"sure": "perhaps"},
    "why": {"why": "yes", "why_x": "Too short"},
    "colour": {"colour": "mauve"},
    "colours": {"colours": ["red", "mauve"]},
    "country": {"country": "Atlantis"},
    "listed": {"listed": "mauve"},
}
