"""What an applicant may still do after sending: correct an answer, withdraw."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from applications import queries
from applications.choices import OPEN, Status
from applications.forms.answers import filled, typed
from applications.forms.changes import CorrectionForm, WithdrawForm
from applications.models import Case
from applications.program_kit.base import Facts, Place
from applications.program_kit.findings import Finding, error
from applications.queries import desk, sent
from applications.services import changes
from applications.views.cases import frame, sent_page
from applications.views.common import user_of
from applications.workflow import CannotAdvance
from mycic import clock
from mycic.forms import render_form
from mycic.forms.base import SWITCH
from mycic.stepup import fresh_second_step_required
from mycic.views import errors


@sent_page
@require_safe
def answers(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what was sent, section by section, with the corrections beside it."""
    found = sent.sent_of(user_of(request), key)
    draft = queries.opened(found)
    book = draft.book(Facts(policy_set=found.policy_set), clock.today())
    corrections: dict[str, list[desk.CorrectionView]] = {}
    for each in desk.corrections(found):
        corrections.setdefault(each.question, []).append(each)
    sections = [
        {
            "title": section.title,
            "rows": [
                _row(draft, place, corrections.get(question.name, []))
                for page in section.pages
                if page.shown(book)
                for question in page.questions
                if question.shown(book) and (place := draft.program.places[question.name])
            ],
        }
        for section in draft.program.sections
    ]
    context = frame(found) | {"sections": [section for section in sections if section["rows"]]}
    return render(request, "applications/case_answers.html", context)


@sent_page
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, key: UUID, question: str) -> HttpResponse:
    """Take the right answer to one question and why the first was wrong; what was signed stays."""
    found = sent.sent_of(user_of(request), key)
    draft = queries.opened(found)
    place = draft.program.places.get(question)
    if place is None:
        raise queries.NoSuchCase
    if found.status not in OPEN:
        return errors.error_page(request, 409, text=str(changes.TooLateToCorrect()))
    present = changes.present_answer(draft, question)
    form = CorrectionForm(place.question, _boxes(place, present), notice=draft.program.notice)
    if SWITCH in request.POST:  # the language toggle brings what was typed along; it is judged when it is sent
        form = CorrectionForm(place.question, request.POST, notice=draft.program.notice)
    elif request.method == "POST":
        now_is = _typed(place, request)
        form = CorrectionForm(
            place.question, request.POST, notice=draft.program.notice, judged=_judged(draft, place, now_is)
        )
        if form.is_valid():
            answer = _keep(request, found, form, question, now_is)
            if answer is not None:
                return answer
    context = frame(found) | {
        "label": place.question.label,
        "section": place.section,
        "old": show(place, present),
        "back_url": reverse("applications:case_answers", args=[key]),
        "toggle_form": "correction",
        "toggle_shows_back": True,
    }
    return render_form(request, "applications/case_correct.html", context, form)


def _keep(
    request: HttpRequest, found: Case, form: CorrectionForm, question: str, now_is: object
) -> HttpResponse | None:
    why = request.POST["why"].strip()
    try:
        kept = changes.correct(
            owner=user_of(request), case_id=found.pk, question=question, now_is=now_is, why=why, at=clock.now()
        )
    except changes.TooLateToCorrect as refusal:
        return errors.error_page(request, 409, text=str(refusal))
    # The same form sent twice leads to the same place; an answer that says nothing new is asked again.
    if kept is None and not any((each.question, each.why) == (question, why) for each in desk.corrections(found)):
        form.add_error(question, _("This is the answer that we have already. Change it, or go back."))
        return None
    messages.success(request, _("We have received your correction. Your signed answers stay as they were."))
    return redirect(f"{reverse('applications:case_answers', args=[found.pk])}#answer-{question}")


@sent_page
@fresh_second_step_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what withdrawing means and ask; on POST withdraw. A second press leads to the same case page."""
    found = sent.sent_of(user_of(request), key)
    if found.status == Status.WITHDRAWN:
        return redirect("applications:case", key)
    if found.status not in OPEN:
        return _closed(request)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            changes.withdraw(owner=user_of(request), case_id=key, at=clock.now())
        except CannotAdvance:
            found = sent.sent_of(user_of(request), key)
            return redirect("applications:case", key) if found.status == Status.WITHDRAWN else _closed(request)
        messages.success(request, _("Your application is withdrawn."))
        return redirect("applications:case", key)
    return render_form(request, "applications/case_withdraw.html", frame(found), form)


def _closed(request: HttpRequest) -> HttpResponse:
    text = _("This case is closed already, so it cannot be withdrawn. Open its page to see where it stands.")
    return errors.error_page(request, 409, text=text)


def _row(draft: queries.Draft, place: Place, corrections: list[desk.CorrectionView]) -> dict[str, Any]:
    question = place.question
    return {
        "name": question.name,
        "key": question.label,
        "value": question.show(draft.answers.get(question.name)),
        "groups": question.groups(draft.answers.get(question.name)),
        "corrections": [
            {"now": show(place, each.now), "why": each.why, "made_at": each.made_at, "seen_at": each.seen_at}
            for each in corrections
        ],
        "url": reverse("applications:case_correct", args=[draft.case.pk, question.name]),
    }


def show(place: Place, value: object) -> str:
    """Return an answer as text; a repeated group is corrected in words."""
    is_words = place.question.kind == "rows" and isinstance(value, str)
    return str(value) if is_words else place.question.show(value)


def _boxes(place: Place, value: object) -> dict[str, Any]:
    if place.question.kind == "rows":
        return {place.question.name: value if isinstance(value, str) else ""}
    return filled([place.question], {place.question.name: value})


def _typed(place: Place, request: HttpRequest) -> object:
    name = place.question.name
    if place.question.kind == "rows":
        return request.POST.get(name, "").strip()
    return typed([place.question], request.POST)[name]


def _judged(draft: queries.Draft, place: Place, now_is: object) -> list[Finding]:
    question = place.question
    book = draft.book(Facts(policy_set=draft.case.policy_set), clock.today())
    if question.kind == "rows":
        return [] if now_is else [error("missing", _("Write what is right"), question.name)]
    return list(question.check(now_is, required=question.required(book)))
