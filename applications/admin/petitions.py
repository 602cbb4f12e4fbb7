"""Answer what an applicant asked of us."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from applications.admin import step
from applications.admin.acts import too_late
from applications.admin.opening import UNPROCESSABLE, case_page, officer_of, record
from applications.admin.pages import case_context
from applications.choices import Part, PetitionState
from applications.forms.desk import CodeForm, PetitionAnswerForm
from applications.models import Case
from applications.queries import petitions as made
from applications.services import petitions
from mycic import clock
from mycic.exceptions import DomainError
from mycic.forms import read_form
from mycic.forms.base import SWITCH


@case_page
def page(request: HttpRequest, case: Case) -> HttpResponse:
    """Show what was asked, the oldest open one with the form of its answer; on POST answer it."""
    record(request, case, part=Part.DECISION)
    form = read_form(request, PetitionAnswerForm, case=case)
    code = step.form_for(request, is_needed=True)
    if request.method == "POST" and SWITCH not in request.POST:
        return _answer(request, case, form, code)
    return _show(request, case, form, code)


def _answer(request: HttpRequest, case: Case, form: PetitionAnswerForm, code: CodeForm | None) -> HttpResponse:
    is_right = form.is_valid()
    words = form.words("answer") if is_right else None
    if words is None or not step.passed(request, code):
        return _show(request, case, form, code, is_wrong=True)
    try:
        request_id = UUID(request.POST.get("request", ""))
    except ValueError:
        raise Http404 from None
    try:
        petitions.answer(
            officer=officer_of(request),
            case_id=case.pk,
            request_id=request_id,
            grant=form.cleaned_data["grant"] == "yes",
            words=words,
            at=clock.now(),
        )
    except DomainError as refusal:
        return too_late(request, case, refusal, typed=form.typed())
    messages.success(request, _("Your answer is in the applicant's account."))
    return redirect("admin:applications_case_petitions", case.pk)


def _show(
    request: HttpRequest, case: Case, form: PetitionAnswerForm, code: CodeForm | None, *, is_wrong: bool = False
) -> HttpResponse:
    found = made.asked(case)
    waiting = [each for each in found if each.state == PetitionState.OPEN and not made.is_moot(case, each)]
    context = case_context(request, case, "letters") | {
        "asked": found,
        "waiting": waiting[-1] if waiting else None,
        "form": form,
        "fee_days": made.days_to_pay(clock.today()).days,
        "code": code,
        "errors": is_wrong,
        "toggle_form": "typed" if waiting else "",
    }
    return render(request, "desk/case/petitions.html", context, status=UNPROCESSABLE if is_wrong else 200)
