"""All that a new program writes: one module like this one."""

from collections.abc import Iterator

from applications.program_kit.base import AnswerBook, FeeRule, Page, Program, Section
from applications.program_kit.documents import slot
from applications.program_kit.findings import Finding, warning
from applications.program_kit.questions import Choice


def warm(book: AnswerBook) -> Iterator[Finding]:
    """T01: red is a warm colour."""
    if book.choice("colour") == "red":
        yield warning("T01", "Red is a warm colour.", "colour")


PROGRAM = Program(
    code="tiny",
    letter="V",
    version=1,
    title="A tiny permit",
    summary="It asks one question.",
    notice="study-permit",
    sections=(
        Section(
            key="wish",
            title="Your wish",
            group="About you",
            pages=(
                Page(
                    key="colour",
                    title="Colour",
                    questions=(
                        Choice(name="colour", label="Which colour?", choices=(("red", "Red"), ("blue", "Blue"))),
                    ),
                ),
            ),
        ),
    ),
    rules=(warm,),
    documents=(slot("D01"),),
    fees=(FeeRule(code="F01", title="The fee"),),
)
