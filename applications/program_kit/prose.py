"""A program told as a page of Markdown, for docs/programs.md and for people who do not read code."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from datetime import date

from applications.program_kit import tables
from applications.program_kit.base import DocumentRule, FeeRule, Page, Program, Rule, Section
from applications.program_kit.conditions import ALWAYS, NEVER, Condition
from applications.program_kit.questions import Question, Rows
from applications.program_kit.screening import COMMON_GATE, Decision, SelfAssessment


def explain(program: Program, on: date) -> str:
    """Return a program as Markdown.

    Args:
        program: which one.
        on: the day on which fees are read.
    """
    return "\n".join(_lines(program, on)) + "\n"


def _lines(program: Program, on: date) -> Iterator[str]:
    yield f"## {program.title} (`{program.code}`, version {program.version})"
    yield ""
    yield str(program.summary)
    yield ""
    yield f"Letter of the case number: {program.letter}. Workflow: {program.workflow}. Rules: {program.policy_set}."
    yield ""
    yield "### Questions"
    for section in program.sections:
        yield from _section(section)
    yield ""
    yield "### Rules across the answers"
    yield ""
    yield from map(_rule, program.rules)
    yield ""
    yield "### Documents"
    yield ""
    yield from map(_document, program.documents)
    yield ""
    yield f"### Fees on {on.isoformat()}"
    yield ""
    yield from (_fee(fee, program, on) for fee in program.fees)
    yield from _permits(program)
    for assessment in program.self_assessment:
        yield from _assessment(assessment)


def _section(section: Section) -> Iterator[str]:
    yield ""
    yield f"#### {section.title}"
    yield ""
    for page in section.pages:
        yield from _page(page)


def _page(page: Page) -> Iterator[str]:
    yield f"- **{page.title}**{_when(page.shown)}"
    for question in page.questions:
        yield f"  - {_question(question)}"
        if isinstance(question, Rows):
            yield from (f"    - {_question(item)}" for item in question.items)


def _question(question: Question) -> str:
    need = "" if question.required is ALWAYS else _need(question.required)
    shown = "" if question.shown is ALWAYS else f", asked when {question.shown.prose}"
    return f"`{question.name}` {question.label} ({question.kind}{shown}{need})"


def _need(condition: Condition) -> str:
    return ", optional" if condition is NEVER else f", required when {condition.prose}"


def _permits(program: Program) -> Iterator[str]:
    if program.permits:
        yield ""
        yield "### What an approval leads to"
        yield ""
    for permit in program.permits:
        shown = ", ".join(f"`{name}`" for name in permit.shows if name in program.places)
        prints = f", with {shown}" if shown else ""
        yield f"- {permit.kind.value} {permit.kind.label}{_when(permit.when)}{prints}"


def _when(condition: Condition) -> str:
    return "" if condition is ALWAYS else f" (when {condition.prose})"


def _rule(rule: Rule) -> str:
    return f"- {inspect.getdoc(rule)}"


def _document(rule: DocumentRule) -> str:
    if rule.required is NEVER:
        return f"- {rule.code} {rule.title}: optional{_when(rule.offered)}"
    return f"- {rule.code} {rule.title}: required{_when(rule.required)}"


def _fee(fee: FeeRule, program: Program, on: date) -> str:
    row = tables.find("fees", fee.code, program.policy_set, on)
    amount = f"{row.value} CAD, {row.source}" if row else "no amount holds on this day"
    return f"- {fee.code} {fee.title}: {amount}{_when(fee.when)}"


def _assessment(assessment: SelfAssessment) -> Iterator[str]:
    yield ""
    yield f"### Self-assessment: {assessment.title}"
    yield ""
    yield "| Row | When | Outcome | Source |"
    yield "|---|---|---|---|"
    yield from map(_decision, (*COMMON_GATE, *assessment.table))


def _decision(row: Decision) -> str:
    goes_on = ", and go on" if row.goes_on else ""
    return f"| {row.code} | {row.when.prose} | {row.outcome}{goes_on} | {row.source} |"
