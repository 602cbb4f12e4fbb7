"""The kinds of questions: how an answer is read, and what is said when it cannot be read.

Each keeps what was typed: reading never changes the stored answer, and a wrong one is shown back as it is.
"""

from applications.program_kit.questions.base import Question, Wrong, tidy
from applications.program_kit.questions.dates import DateQuestion, MonthQuestion
from applications.program_kit.questions.numbers import Integer, Money
from applications.program_kit.questions.options import Choice, Country, Explained, Listed, Multi, YesNo
from applications.program_kit.questions.rows import Rows
from applications.program_kit.questions.text import Code, Email, LongText, NameText, Phone, TextLine

__all__ = [
    "Choice",
    "Code",
    "Country",
    "DateQuestion",
    "Email",
    "Explained",
    "Integer",
    "Listed",
    "LongText",
    "Money",
    "MonthQuestion",
    "Multi",
    "NameText",
    "Phone",
    "Question",
    "Rows",
    "TextLine",
    "Wrong",
    "YesNo",
    "tidy",
]
