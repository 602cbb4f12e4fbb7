"""Declare, sign, send, and the receipt."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries as people
from accounts.services.hashing import Busy
from accounts.services.signing import WrongPassword
from applications import programs, queries
from applications.choices import OPEN, WITH_SCHOOL, LetterKind, Status
from applications.forms.signing import SignForm
from applications.letters.paper import Language
from applications.program_kit import declaration, fees
from applications.queries import desk, payments
from applications.services import submission
from applications.views.common import case_page, main_page, open_draft, user_of, whole_of
from applications.workflow import CannotAdvance
from documents import queries as files
from mycic import clock, throttle
from mycic.exceptions import DomainError
from mycic.formats.text import local
from mycic.forms import render_form
from mycic.stepup import fresh_second_step_required
from mycic.views import errors
from privacy.services.dossiers import DossierBusy

CONFLICT = 409
#: Wrong passwords before signing pauses, and for how many seconds.
_BUCKET, _TRIES, _WINDOW = "sign", 5, 900
_BUSY_SECONDS = 5


@main_page
@require_POST
def sign_start(request: HttpRequest, key: UUID) -> HttpResponse:
    """Leave the check page: close the draft for signing, or go back to what is missing."""
    try:
        submission.make_ready(owner=user_of(request), case_id=key, at=clock.now())
    except submission.NotReady:
        return redirect("applications:check", key)
    return redirect("applications:sign", key)


@main_page
@fresh_second_step_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show the declaration; on POST sign and send. A second press leads to the same receipt."""
    user = user_of(request)
    case = queries.case_of(user, key)
    if case.submitted_at is not None:
        return redirect("applications:receipt", key)
    if case.status == Status.SIGNED_UNPAID:
        return redirect("applications:pay", key)
    draft = open_draft(request, key)
    if draft.case.status != Status.READY_TO_SIGN:
        return redirect("applications:check", key)
    is_post = request.method == "POST"
    form = SignForm(request.POST if is_post else None, shown_name=people.profile(user).full_name)
    if is_post and form.is_valid():
        answer = _sign(request, key, form)
        if answer is not None:
            return answer
    return _sign_page(request, draft, form)


def _sign(request: HttpRequest, key: UUID, form: SignForm) -> HttpResponse | None:
    user = user_of(request)
    # Counted before the outcome is known: of many tries at one moment only as many are heard as are allowed.
    if not throttle.allow(_BUCKET, str(user.pk), limit=_TRIES, per_seconds=_WINDOW):
        return _slow_down(request)
    try:
        done = submission.sign(
            owner=user,
            case_id=key,
            password=form.cleaned_data["password"],
            language=_language(request),
            at=clock.now(),
        )
        answer: HttpResponse = redirect("applications:receipt" if done.submitted_at else "applications:pay", key)
    except WrongPassword as refusal:
        form.add_error("password", str(refusal))
        return None
    except (submission.NotReady, submission.ChangedMeanwhile, CannotAdvance, DossierBusy) as refusal:
        answer = _again(request, key, refusal)
    except Busy:
        text = _("Many people sign at this moment. Nothing was sent. Go back and sign again in a few seconds.")
        answer = errors.error_page(request, 503, text=text, retry_after=_BUSY_SECONDS)
    throttle.give_back(_BUCKET, str(user.pk), per_seconds=_WINDOW)
    return answer


def _slow_down(request: HttpRequest) -> HttpResponse:
    return errors.error_page(
        request,
        429,
        text=_("The password was wrong too many times. Nothing was sent. Your draft is as it was."),
        retry_after=throttle.retry_after(per_seconds=_WINDOW),
    )


def _sign_page(request: HttpRequest, draft: queries.Draft, form: SignForm) -> HttpResponse:
    whole = whole_of(request, draft.case.pk)
    context = {
        "case": draft.case,
        "program": draft.program,
        "people": [review.draft.who for review in whole.reviews] if whole.members else [],
        "documents": sum(len(files.manifest(review.draft.case.dossier)) for review in whole.reviews),
        "fee_lines": whole.fee_lines,
        "fee_total": fees.total(whole.fee_lines),
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
    paid = payments.paid_for(case) if case.is_main else None
    others = [each for each in queries.together(case.application_id) if each.pk != case.pk]
    who = queries.names([case.pk, *(each.pk for each in others)]) if others else {}
    letters = {letter.kind: letter for letter in case.letters.all()}
    if LetterKind.SUBMISSION not in letters:
        raise Http404
    sent_on = local(case.submitted_at).date()
    context = {
        "case": case,
        "program": programs.get(case.program),
        "record": letters[LetterKind.SUBMISSION],
        "confirmation": letters.get(LetterKind.CONFIRMATION),
        "paid": paid,
        "charges": payments.receipt(paid, who) if paid else None,
        "who": who.get(case.pk, ""),
        "others": [{"who": who.get(each.pk, ""), "number": each.number, "key": each.pk} for each in others],
        "review_until": desk.target(case, sent_on, sent_on).day,
        "is_new": case.status in OPEN,
        "with_school": case.status in WITH_SCHOOL,
    }
    return render(request, "applications/receipt.html", context)


def _again(request: HttpRequest, key: UUID, refusal: DomainError) -> HttpResponse:
    return render(request, "applications/sign_again.html", {"key": key, "reason": refusal}, status=CONFLICT)


def _language(request: HttpRequest) -> Language:
    return cast("Language", getattr(request, "LANGUAGE_CODE", "en"))
