"""The acts that send a letter: fill in, read the letter in both languages, then send it or change it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from applications import queries
from applications.admin import step
from applications.admin.acts import too_late
from applications.admin.opening import UNPROCESSABLE, case_page, officer_of, record
from applications.admin.pages import LETTER_ACTS, case_context
from applications.choices import Action, LetterKind, Part
from applications.forms.desk import (
    AbandonForm,
    ApproveForm,
    CancelForm,
    CodeForm,
    IssueForm,
    LastDayForm,
    OutgoingForm,
    RefuseForm,
    RequestForm,
    ReturnForm,
)
from applications.letters import twin, wording
from applications.letters.facts import Approval, Cancelled, DocumentRequest, Facts, Returned
from applications.letters.paper import LANGUAGES
from applications.models import Case
from applications.program_kit.waiting import PASSPORT
from applications.services import closing, decisions, permits, petitions, requests, review
from applications.services.snapshot import both
from applications.workflow import CannotAdvance, may
from mycic import clock
from mycic.exceptions import DomainError
from mycic.formats.text import date_text
from mycic.forms import read_form
from mycic.forms.base import SWITCH
from privacy.choices import ActorRole

if TYPE_CHECKING:
    from accounts.models import User

#: What the browser adds to what was typed; everything else is carried from page to page.
_NOT_TYPED = {"csrfmiddlewaretoken", "stage", "code", SWITCH}


@dataclass(frozen=True, kw_only=True)
class LetterAct:
    """One act: its form, the letter it sends, the service that does it.

    Attributes:
        action: the workflow's action.
        kind: finds which letter it is, from what it says.
        form: what the officer fills in.
        facts: what the letter says, from the form.
        run: does it.
        title: heading of its page.
        lead: what will happen, in a sentence.
        button: what the last button says.
        done: what is said afterwards.
        is_decision: whether it needs a recent second step.
    """

    action: Action
    kind: Callable[[Any], LetterKind]
    form: type[OutgoingForm]
    facts: Callable[[Case, Any], Facts]
    run: Callable[["User", Case, Any, datetime], object]
    title: Promise
    lead: Promise
    button: Promise
    done: Promise
    is_decision: bool = False


def _always(kind: LetterKind) -> Callable[[Any], LetterKind]:
    return lambda _facts: kind


def _request_facts(case: Case, form: RequestForm) -> Facts:
    items = tuple(both(item.title) if isinstance(item.title, Promise) else form.words("other") for item in form.items())
    return DocumentRequest(
        **review.basics(case),
        items=tuple(item for item in items if item is not None),
        last_day=requests.counted_day(form.cleaned_data["last_day"]),
        note=form.words("note"),
    )


def _request(officer: "User", case: Case, form: RequestForm, at: datetime) -> object:
    return requests.ask(
        officer=officer,
        case_id=case.pk,
        items=form.items(),
        note=form.words("note"),
        last_day=form.cleaned_data["last_day"],
        at=at,
        request_id=form.cleaned_data["request_id"],
    )


def _return_facts(case: Case, form: ReturnForm) -> Facts:
    return Returned(**review.basics(case), missing=form.missing())


def _return(officer: "User", case: Case, form: ReturnForm, at: datetime) -> object:
    return review.return_incomplete(officer=officer, case_id=case.pk, missing=form.missing(), at=at)


def _approve_facts(case: Case, form: ApproveForm) -> Facts:
    said = form.reasons()
    return Approval(**review.basics(case), valid_until=said.valid_until, conditions=said.conditions, note=said.words)


def _approve(officer: "User", case: Case, form: ApproveForm, at: datetime) -> object:
    return decisions.approve(officer=officer, case_id=case.pk, reasons=form.reasons(), at=at)


def _refuse_facts(case: Case, form: RefuseForm) -> Facts:
    said = form.content()
    if said.words is None:
        raise ValueError("a refusal has reasons in both languages")
    return decisions.refusal(case, grounds=said.grounds, words=said.words, told_on=clock.today())


def _refuse(officer: "User", case: Case, form: RefuseForm, at: datetime) -> object:
    return decisions.propose_refusal(officer=officer, case_id=case.pk, reasons=form.content(), at=at)


def _abandon_facts(case: Case, form: AbandonForm) -> Facts:
    return closing.abandoned(case, form.words("note"))


def _abandon(officer: "User", case: Case, form: AbandonForm, at: datetime) -> object:
    return closing.abandon(officer=officer, case_id=case.pk, note=form.words("note"), at=at)


def _cancel_facts(case: Case, form: CancelForm) -> Facts:
    return Cancelled(**review.basics(case), reasons=form.reasons())


def _cancel(officer: "User", case: Case, form: CancelForm, at: datetime) -> object:
    return closing.cancel(officer=officer, case_id=case.pk, reasons=form.reasons(), at=at)


def _issue_facts(case: Case, form: IssueForm) -> Facts:
    said = form.cleaned_data
    return permits.facts(case, number=said["number"], valid_until=said["valid_until"], issued_on=clock.today())


def _issue(officer: "User", case: Case, form: IssueForm, at: datetime) -> object:
    said = form.cleaned_data
    return permits.issue(
        officer=officer, case_id=case.pk, number=said["number"], valid_until=said["valid_until"], at=at
    )


ACTS: dict[str, LetterAct] = {
    LETTER_ACTS[act.action]: act
    for act in (
        LetterAct(
            action=Action.ASK,
            kind=_always(LetterKind.REQUEST),
            form=RequestForm,
            facts=_request_facts,
            run=_request,
            title=_("Request documents"),
            lead=_("The applicant gets a letter in both languages and a place for each document."),
            button=_("Send the request"),
            done=_("The request was sent."),
        ),
        LetterAct(
            action=Action.RETURN_INCOMPLETE,
            kind=_always(LetterKind.RETURNED),
            form=ReturnForm,
            facts=_return_facts,
            run=_return,
            title=_("Return as incomplete"),
            lead=_("The case is closed without a decision. The letter lists what is missing."),
            button=_("Return the application"),
            done=_("The application was returned."),
            is_decision=True,
        ),
        LetterAct(
            action=Action.APPROVE,
            kind=_always(LetterKind.APPROVAL),
            form=ApproveForm,
            facts=_approve_facts,
            run=_approve,
            title=_("Approve"),
            lead=_("The case is closed, and the applicant gets the letter at once."),
            button=_("Approve and send the letter"),
            done=_("The application is approved. The letter is in the applicant's account."),
            is_decision=True,
        ),
        LetterAct(
            action=Action.PROPOSE_REFUSAL,
            kind=_always(LetterKind.REFUSAL),
            form=RefuseForm,
            facts=_refuse_facts,
            run=_refuse,
            title=_("Propose to refuse"),
            lead=_("Nothing goes to the applicant until a second officer confirms it."),
            button=_("Propose to refuse"),
            done=_("Your proposal waits for a second officer."),
            is_decision=True,
        ),
        LetterAct(
            action=Action.ABANDON,
            kind=_always(LetterKind.ABANDONED),
            form=AbandonForm,
            facts=_abandon_facts,
            run=_abandon,
            title=_("Close without an answer"),
            lead=_("The case is closed without a decision, because nobody answered in time."),
            button=_("Close the case and send the letter"),
            done=_("The case is closed. The letter is in the applicant's account."),
            is_decision=True,
        ),
        LetterAct(
            action=Action.CANCEL,
            kind=_always(LetterKind.CANCELLED),
            form=CancelForm,
            facts=_cancel_facts,
            run=_cancel,
            title=_("Cancel"),
            lead=_("For a case that is not needed, or that was our error. Every fee goes back."),
            button=_("Cancel the case and send the letter"),
            done=_("The case is cancelled. The letter is in the applicant's account."),
            is_decision=True,
        ),
        LetterAct(
            action=Action.ISSUE,
            kind=attrgetter("kind"),
            form=IssueForm,
            facts=_issue_facts,
            run=_issue,
            title=_("Issue the permit"),
            lead=_("The applicant gets a letter that says what the document says."),
            button=_("Issue the permit and send the letter"),
            done=_("The permit is issued. The letter is in the applicant's account."),
            is_decision=True,
        ),
        LetterAct(
            action=Action.REISSUE,
            kind=attrgetter("kind"),
            form=IssueForm,
            facts=_issue_facts,
            run=_issue,
            title=_("Issue the permit again"),
            lead=_("The new document takes the place of the one before. Its letter does not count any more."),
            button=_("Issue it again and send the letter"),
            done=_("The new permit is issued. The letter is in the applicant's account."),
            is_decision=True,
        ),
    )
}


@case_page
def page(request: HttpRequest, case: Case, act: str) -> HttpResponse:
    """Show the form of an act, then the letter; send it when the officer has read it."""
    wanted = ACTS.get(act)
    if wanted is None:
        raise Http404
    if case.officer_id != officer_of(request).pk:
        typed = wanted.form(request.POST or None, case=case).typed()
        return too_late(request, case, review.NotYourCase(), typed=typed)
    # The form of an approval knows the answers, and each letter is written from them: first of all it is on record.
    record(request, case, part=Part.DECISION)
    form = _form(request, case, wanted)
    if not may(case.status, wanted.action, ActorRole.OFFICER) and not _is_second_press(request, form):
        return too_late(request, case, CannotAdvance(), typed=form.typed())
    if request.method != "POST" or request.POST.get("stage") == "change" or not form.is_valid():
        return _fill_in(request, case, wanted, form)
    code = step.form_for(request, is_needed=wanted.is_decision)
    if request.POST.get("stage") == "send" and step.passed(request, code):
        return _send(request, case, wanted, form)
    try:
        return _read(request, case, wanted, form, code)
    except DomainError as refusal:
        return too_late(request, case, refusal, typed=form.typed())


def _form(request: HttpRequest, case: Case, act: LetterAct) -> OutgoingForm:
    extra = _known(case, act)
    if request.POST.get("stage") == "read":  # the letter that is read stays on the screen in the other language
        return act.form(request.POST, case=case, **extra)
    return read_form(request, act.form, case=case, **extra)


def _known(case: Case, act: LetterAct) -> dict[str, Any]:
    """Return what is known of the last day of a permit before the officer says it."""
    if act.form is ApproveForm:
        caps = dict(_caps(case))
        return {"passport_ends": caps.get(PASSPORT.code), "initial": {"valid_until": min(caps.values(), default=None)}}
    if act.form is IssueForm:
        ends = dict(_caps(case)).get(PASSPORT.code)
        return {"passport_ends": ends, "initial": {"valid_until": petitions.valid_until(case)}}
    return {}


def _caps(case: Case) -> tuple[tuple[str, date], ...]:
    """Return what the permit cannot outlast, as the answers said at sending."""
    how = queries.waiting_of(case)
    return how.caps if how else ()


def _is_second_press(request: HttpRequest, form: OutgoingForm) -> bool:
    return isinstance(form, RequestForm) and request.POST.get("stage") == "send" and form.is_valid()


def _fill_in(request: HttpRequest, case: Case, act: LetterAct, form: OutgoingForm) -> HttpResponse:
    is_wrong = request.method == "POST" and bool(form.errors)
    context = case_context(request, case, "change") | {
        "act": act,
        "form": form,
        "errors": is_wrong,
        "toggle_form": "typed",
    }
    if isinstance(form, LastDayForm) and form.passport_ends:
        context["passport_ends"] = date_text(form.passport_ends)
    return render(request, "desk/case/act.html", context, status=UNPROCESSABLE if is_wrong else 200)


def _read(request: HttpRequest, case: Case, act: LetterAct, form: OutgoingForm, code: CodeForm | None) -> HttpResponse:
    is_wrong = code is not None and code.is_bound and bool(code.errors)
    facts = act.facts(case, form)
    context = case_context(request, case, "change") | {
        "act": act,
        "papers": papers(act.kind(facts), facts, clock.now()),
        "carried": [
            (name, value) for name, values in request.POST.lists() if name not in _NOT_TYPED for value in values
        ],
        "form": code,
        "errors": is_wrong,
        "toggle_form": "typed",
        "enter_name": "stage",
        "enter_value": "send",
    }
    return render(request, "desk/case/read.html", context, status=UNPROCESSABLE if is_wrong else 200)


def papers(kind: LetterKind, facts: Facts, at: datetime) -> list[SafeString]:
    """Return a letter as its readers will see it, in each language."""
    return [twin.html(wording.compose(kind, facts, language=language, at=at)) for language in LANGUAGES]


def _send(request: HttpRequest, case: Case, act: LetterAct, form: OutgoingForm) -> HttpResponse:
    try:
        act.run(officer_of(request), case, form, clock.now())
    except DomainError as refusal:
        return too_late(request, case, refusal, typed=form.typed())
    messages.success(request, str(act.done))
    return redirect("admin:applications_case_change", case.pk)
