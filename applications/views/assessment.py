"""Self-assessment: anonymous, without a cookie; the answers travel in a sealed token inside the page's form."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import programs
from applications.forms.answers import PageForm, filled, typed
from applications.program_kit import fees, tables
from applications.program_kit.base import AnswerBook, Facts, Page, Program
from applications.program_kit.conditions import ALWAYS
from applications.program_kit.dates import restoration_last_day
from applications.program_kit.findings import Finding
from applications.program_kit.screening import Assessment, Outcome, SelfAssessment, carried
from applications.services import results
from mycic import clock, references, throttle, whence
from mycic.crypto import tokens
from mycic.crypto.errors import CannotOpen
from mycic.forms.base import SWITCH
from mycic.views import errors

BAD_REQUEST, UNPROCESSABLE = 400, 422
#: For how long a page that was left open can be sent.
_LIFE = timedelta(hours=4)
_PURPOSE = "assessment"
#: Results that can be kept from one place, and for how many seconds it counts.
_BUCKET, _TRIES, _WINDOW = "keep-result", 30, 3600

_VERDICTS = {
    Outcome.ELIGIBLE: (_("You can apply"), "success"),
    Outcome.ELIGIBLE_RESTORE: (_("You can apply, and ask to have your status restored"), "success"),
    Outcome.NOT_NEEDED: (_("You do not need this permit"), "info"),
    Outcome.NOT_YET: (_("It is too early"), "info"),
    Outcome.NOT_ELIGIBLE: (_("You do not seem to be eligible"), "info"),
    Outcome.NEED_PREREQ: (_("Something is needed first"), "info"),
    Outcome.OTHER_PROGRAM: (_("Another application fits better"), "info"),
    Outcome.OUTSIDE_CANADA: (_("You must apply from outside Canada"), "info"),
    Outcome.OFFICER_REVIEW: (_("An officer must look at this"), "info"),
    Outcome.RENEW_PASSPORT: (_("Renew your passport first"), "info"),
}


@dataclass(frozen=True)
class Asked:
    """One self-assessment with the answers so far."""

    program: Program
    assessment: SelfAssessment
    answers: dict[str, Any]

    @property
    def facts(self) -> Facts:
        """The policy set of the program."""
        return Facts(policy_set=self.program.policy_set)

    @property
    def book(self) -> AnswerBook:
        """The answers, open for reading."""
        return self.assessment.program.book(self.answers, self.facts, clock.today())

    @property
    def pages(self) -> list[Page]:
        """The pages that apply, given the answers so far."""
        book = self.book
        return [page for page in self.assessment.pages if page.shown(book)]

    def page(self, key: str) -> Page:
        """Return a page by its key, or answer 404."""
        found = next((page for page in self.assessment.pages if page.key == key), None)
        if found is None:
            raise Http404
        return found

    def following(self, page: Page) -> Page | None:
        """Return the next page; None when all is asked, or when the gate has settled it."""
        if self.is_settled:
            return None
        order = self.assessment.pages
        return next((each for each in self.pages if order.index(each) > order.index(page)), None)

    def before(self, page: Page) -> Page | None:
        """Return the page before, if there is one."""
        order = self.assessment.pages
        return next((each for each in reversed(self.pages) if order.index(each) < order.index(page)), None)

    def number(self, page: Page) -> int:
        """Return the place of a page among those that apply; an address can name one that does not."""
        order = self.assessment.pages
        return 1 + sum(order.index(each) < order.index(page) for each in self.pages)

    @property
    def is_settled(self) -> bool:
        """Tell whether nothing more is to be asked."""
        return self.assessment.settled(self.answers, self.facts, clock.today()) is not None

    def result(self) -> Assessment:
        """Return what the table says."""
        return self.assessment.assess(self.answers, self.facts, clock.today())

    def token(self) -> str:
        """Return the answers for the next request."""
        return tokens.give(self.answers, purpose=_PURPOSE, until=clock.now() + _LIFE)


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """List what can be checked."""
    return render(request, "applications/assessment_choose.html", {"programs": programs.all()})


@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, code: str) -> HttpResponse:
    """Ask page by page, then say what fits; on GET the first page, with nothing answered."""
    try:
        program, assessment = programs.assessment(code)
    except programs.NoSuchProgram:
        raise Http404 from None
    if request.method != "POST":
        asked = Asked(program, assessment, {})
        return _show(request, asked, asked.pages[0])
    try:
        kept = tokens.take(request.POST.get("state", ""), purpose=_PURPOSE, at=clock.now())
    except CannotOpen:
        return _start_again(request)
    return _answer(request, Asked(program, assessment, _known(assessment, kept)))


def _known(assessment: SelfAssessment, kept: object) -> dict[str, Any]:
    """Return the answers of a token that this self-assessment asks for: those of another one may come along."""
    names = {question.name for question in assessment.questions}
    return {name: value for name, value in kept.items() if name in names} if isinstance(kept, dict) else {}


def _answer(request: HttpRequest, asked: Asked) -> HttpResponse:
    post = request.POST
    if "show" in post:
        return _show(request, asked, asked.page(post["show"]))
    if "page" not in post:
        return _go_on(request, asked, None)
    page = asked.page(post["page"])
    asked.answers.update(typed(page.questions, post))
    if SWITCH in post:
        return _show(request, asked, page)
    if "back" in post:
        return _show(request, asked, asked.before(page) or page)
    found = list(asked.book.check_page(page))
    if found:
        return _show(request, asked, page, found)
    return _go_on(request, asked, asked.following(page))


def _go_on(request: HttpRequest, asked: Asked, page: Page | None) -> HttpResponse:
    if page is not None:
        return _show(request, asked, page)
    wrong = None if asked.is_settled else _first_open(asked)
    return _show(request, asked, wrong) if wrong else _result(request, asked)


def _first_open(asked: Asked) -> Page | None:
    """Return the first page that is not answered, for who comes with the answers of another self-assessment."""
    book = asked.book
    return next((page for page in asked.pages if any(True for _found in book.check_page(page))), None)


def _show(request: HttpRequest, asked: Asked, page: Page, found: list[Finding] | None = None) -> HttpResponse:
    form = PageForm(page.questions, filled(page.questions, asked.answers), found or (), notice="")
    before = asked.before(page)
    context = {
        "asked": asked,
        "page": page,
        "form": form,
        "state": asked.token(),
        "has_back": before is not None,
        "number": asked.number(page),
        "toggle_form": "questions",
        "toggle_shows_back": True,
    }
    status = UNPROCESSABLE if found else 200
    return render(request, "applications/assessment_page.html", context, status=status)


def _result(request: HttpRequest, asked: Asked) -> HttpResponse:
    result = asked.result()
    title, tone = _VERDICTS[result.decision.outcome]
    book = _as_application(asked, result)
    lines = fees.lines(asked.program, book, clock.today())
    context = {
        "asked": asked,
        "result": result,
        "title": title,
        "tone": tone,
        "may_apply": result.decision.may_apply and result.decision.outcome != Outcome.OTHER_PROGRAM,
        "other": _other(result.decision.program),
        "others": [(note, _other(note.program)) for note in result.notes],
        "restore_by": _restore_by(asked, result),
        "documents": [rule for rule in asked.program.documents if rule.required(book)],
        "fee_lines": lines,
        "fee_total": fees.total(lines),
        "days": tables.find("processing", asked.program.code, asked.program.policy_set, clock.today()),
        "rows": _rows(asked),
        "state": asked.token(),
        "toggle_form": "again",
        "toggle_shows_back": True,
    }
    return render(request, "applications/assessment_result.html", context)


def _as_application(asked: Asked, result: Assessment) -> AnswerBook:
    restoring = result.decision.outcome == Outcome.ELIGIBLE_RESTORE
    return asked.program.book(carried(asked.answers, restoring=restoring), asked.facts, clock.today())


def _restore_by(asked: Asked, result: Assessment) -> Any:
    lost = asked.book.day("status_expiry")
    if result.decision.outcome != Outcome.ELIGIBLE_RESTORE or lost is None:
        return None
    return restoration_last_day(lost, tables.limit("restoration_days", asked.program.policy_set, clock.today()))


def _other(code: str) -> Program | None:
    try:
        return programs.get(code) if code else None
    except programs.NoSuchProgram:
        return None


def _rows(asked: Asked) -> list[dict[str, Any]]:
    book = asked.book
    return [
        {"key": question.label, "value": question.show(book.raw(question.name)), "page": page.key}
        for page in asked.pages
        for question in page.questions
        if book.raw(question.name)
    ]


@require_POST
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Keep the result under a code that the person takes along; only they can open it again."""
    try:
        program, assessment = programs.assessment(code)
        kept = tokens.take(request.POST.get("state", ""), purpose=_PURPOSE, at=clock.now())
    except programs.NoSuchProgram:
        raise Http404 from None
    except CannotOpen:
        return _start_again(request)
    if program.is_added:
        # It begins inside the application of another person, where no code is asked for.
        raise Http404
    asked = Asked(program, assessment, _known(assessment, kept))
    born = asked.book.day("date_of_birth")
    if born is None:
        return _go_on(request, asked, None)
    if not throttle.allow(_BUCKET, whence.place(request), limit=_TRIES, per_seconds=_WINDOW):
        text = _("Many results were kept from here in a short time. Print this page, or try again later.")
        return errors.error_page(request, 429, text=str(text), retry_after=throttle.retry_after(per_seconds=_WINDOW))
    result = results.keep(assessment=code, answers=asked.answers, born=born, at=clock.now())
    context = {
        "asked": asked,
        "code": references.display_code(result.code),
        "last_day": result.last_day,
        "state": asked.token(),
    }
    return render(request, "applications/assessment_kept.html", context)


@require_safe
def program(request: HttpRequest, code: str) -> HttpResponse:
    """Show every question, document, rule and fee of a program, for reading and printing before anything is started."""
    try:
        chosen = programs.get(code)
    except programs.NoSuchProgram:
        raise Http404 from None
    today = clock.today()
    context = {
        "program": chosen,
        "sections": chosen.sections,
        "documents": [(rule, rule.required is ALWAYS) for rule in chosen.documents],
        "fees": [(fee, tables.find("fees", fee.code, chosen.policy_set, today)) for fee in chosen.fees],
        "days": tables.find("processing", chosen.code, chosen.policy_set, today),
        "today": today,
    }
    return render(request, "applications/program.html", context)


def _start_again(request: HttpRequest) -> HttpResponse:
    text = _("This page was open for too long, or it was changed on the way. We keep no answers. Please start again.")
    return errors.error_page(request, BAD_REQUEST, text=str(text))
