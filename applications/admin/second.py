"""The second officer: read the proposed refusal, then confirm it or send it back."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.admin import step
from applications.admin.acts import too_late
from applications.admin.letter_acts import papers
from applications.admin.opening import UNPROCESSABLE, case_page, officer_of, reason_for, record
from applications.admin.pages import case_context
from applications.admin.papers import decision_lines
from applications.choices import LetterKind, Part
from applications.forms.desk import CodeForm
from applications.letters.facts import Bilingual
from applications.models import Case
from applications.queries import desk as found
from applications.services import decisions
from applications.workflow import CannotAdvance
from mycic import clock
from mycic.exceptions import DomainError
from mycic.forms.base import SWITCH


@case_page
def page(request: HttpRequest, case: Case) -> HttpResponse:
    """Show the proposal with the letter that would go out; on POST settle it."""
    if request.method == "POST" and SWITCH not in request.POST:
        return _settle(request, case)
    return _show(request, case, step.form_for(request, is_needed=True))


def _show(request: HttpRequest, case: Case, code: CodeForm | None) -> HttpResponse:
    record(request, case, part=Part.DECISION)
    proposal = found.proposal(found.decisions(case))
    if proposal is None:
        return too_late(request, case, CannotAdvance())
    if proposal.proposed_by_id == officer_of(request).pk:
        return too_late(request, case, decisions.NeedsSecondOfficer())
    if proposal.reasons is None:
        raise Http404
    words = Bilingual(proposal.reasons["en"], proposal.reasons["fr"])
    facts = decisions.refusal(case, grounds=proposal.grounds, words=words, told_on=clock.today())
    is_wrong = code is not None and code.is_bound and bool(code.errors)
    context = case_context(request, case, "change") | {
        "proposal": decision_lines(proposal),
        "papers": papers(LetterKind.REFUSAL, facts, clock.now()),
        "form": code,
        "errors": is_wrong,
        "toggle_form": "typed",
        "enter_name": "act",
        "enter_value": "confirm",
    }
    return render(request, "desk/case/second.html", context, status=UNPROCESSABLE if is_wrong else 200)


def _settle(request: HttpRequest, case: Case) -> HttpResponse:
    reason_for(request, case)
    settle, done = {
        "confirm": (decisions.confirm_refusal, _("The refusal is final. The letter is in the applicant's account.")),
        "send_back": (decisions.send_back, _("The case went back to the officer for review.")),
    }.get(request.POST.get("act", ""), (None, ""))
    if settle is None:
        raise Http404
    code = step.form_for(request, is_needed=True)
    if not step.passed(request, code):
        return _show(request, case, code)
    try:
        settle(officer=officer_of(request), case_id=case.pk, at=clock.now())
    except DomainError as refusal:
        return too_late(request, case, refusal)
    messages.success(request, done)
    return redirect("admin:applications_case_change", case.pk)
