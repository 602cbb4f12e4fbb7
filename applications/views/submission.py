"""Declare, sign, send, and the receipt."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries as people
from accounts.services.signing import WrongPassword
from applications import completeness, programs, queries
from applications.choices import LetterKind, Status
from applications.forms.signing import SignForm
from applications.letters.paper import Language
from applications.program_kit import declaration
from applications.services import submission
from applications.views.common import case_page, open_draft, user_of
from mycic import clock
from mycic.exceptions import DomainError
from mycic.forms import render_form
from mycic.stepup import fresh_second_step_required

CONFLICT = 409


@case_page
@require_POST
def sign_start(request: HttpRequest, key: UUID) -> HttpResponse:
    """Leave the check page: close the draft for signing, or go back to what is missing."""
    try:
        submission.make_ready(owner=user_of(request), case_id=key, at=clock.now())
    except submission.NotReady:
        return redirect("applications:check", key)
    return redirect("applications:sign", key)


@case_page
@fresh_second_step_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the declaration; on POST sign and send. A second press leads to the same receipt."""
    user = user_of(request)
    case = queries.case_of(user, key)
    if case.submitted_at is not None:
        return redirect("applications:receipt", key)
    draft = open_draft(request, key)
    if draft.case.status != Status.READY_TO_SIGN:
        return redirect("applications:check", key)
    form = SignForm(request.POST or None, shown_name=people.profile(user).full_name)
    if request.method == "POST" and form.is_valid():
        try:
            submission.sign_and_send(
                owner=user,
                case_id=key,
                password=form.cleaned_data["password"],
                language=_language(request),
                at=clock.now(),
            )
        except WrongPassword as refusal:
            form.add_error("password", str(refusal))
        except (submission.NotReady, submission.ChangedMeanwhile) as refusal:
            return _again(request, key, refusal)
        else:
            return redirect("applications:receipt", key)
    context = {
        "case": case,
        "program": draft.program,
        "review": completeness.review(user, draft, today=clock.today()),
        "points": declaration.points(_language(request)),
        "shown_name": form.shown_name,
    }
    return render_form(request, "applications/sign.html", context, form)


@case_page
@require_safe
def receipt(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what was received, when, under which number, and what happens next."""
    case = queries.case_of(user_of(request), key)
    if case.submitted_at is None:
        return redirect("applications:tasks", key)
    letters = {letter.kind: letter for letter in case.letters.all()}
    if LetterKind.SUBMISSION not in letters:
        raise Http404
    context = {
        "case": case,
        "program": programs.get(case.program),
        "record": letters[LetterKind.SUBMISSION],
        "confirmation": letters.get(LetterKind.CONFIRMATION),
    }
    return render(request, "applications/receipt.html", context)


def _again(request: HttpRequest, key: UUID, refusal: DomainError) -> HttpResponse:
    return render(request, "applications/sign_again.html", {"key": key, "reason": refusal}, status=CONFLICT)


def _language(request: HttpRequest) -> Language:
    return cast("Language", getattr(request, "LANGUAGE_CODE", "en"))
