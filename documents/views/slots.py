"""The documents of one application: what is asked for, adding files, and saying that a paper cannot be had."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.decorators import enrolled_required
from documents import policies, queries
from documents.forms import ExplanationForm
from documents.handlers import SealingUploadHandler
from documents.models import Document
from documents.services import slots, uploads
from documents.services.receiving import Receiving, Reception
from documents.views import lookup
from mycic import clock
from mycic.exceptions import DomainError
from mycic.forms import read_form, render_form
from mycic.views import errors
from privacy.decorators import check_session_token
from privacy.services import dossiers

if TYPE_CHECKING:
    from documents.models import Slot
    from privacy.models import Dossier

_UNPROCESSABLE = 422


@enrolled_required
@require_GET
def page(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show everything that is asked for on a dossier, with its files."""
    context = _page_context(lookup.own_dossier(request, dossier_id))
    return render(request, "documents/slots.html", {**context, "next": lookup.asked_for(request)})


@enrolled_required
@require_POST
def add(request: HttpRequest, dossier_id: UUID, slot_id: UUID) -> HttpResponse:
    """Receive one or more files for a slot."""
    slot = lookup.own_slot(request, dossier_id, slot_id)
    return receive(request, slot)


# The files are sealed while they arrive, so nobody may read the body before the handler is in place.
add.reads_own_body = True  # type: ignore[attr-defined]


@enrolled_required
@require_http_methods(["GET", "POST"])
def cannot_get(request: HttpRequest, dossier_id: UUID, slot_id: UUID) -> HttpResponse:
    """Take the reason why a document cannot be had."""
    slot = lookup.own_slot(request, dossier_id, slot_id)
    if policies.may_add(slot.dossier) and not policies.may_explain(slot.dossier, slot):
        text = _("You sent this explanation already, so it stays. You can add a file or write to us.")
        return errors.error_page(request, 409, text=text)
    initial = {"explanation": queries.explanation(slot)}
    form = read_form(request, ExplanationForm, initial=initial)
    if request.method == "POST" and form.is_valid():
        return _explain(request, slot, form.cleaned_data["explanation"])
    context = {
        "title": queries.title(slot),
        "slot": slot,
        "back_url": lookup.way_back(request, dossier_id),
        "has_one": initial["explanation"],
        "toggle_form": "explanation",
        "toggle_shows_back": True,
    }
    return render_form(request, "documents/cannot_get.html", context, form)


@enrolled_required
@require_POST
def take_back(request: HttpRequest, dossier_id: UUID, slot_id: UUID) -> HttpResponse:
    """Take an explanation back."""
    return _explain(request, lookup.own_slot(request, dossier_id, slot_id), "")


def receive(request: HttpRequest, slot: "Slot", replaces: Document | None = None) -> HttpResponse:
    """Receive files into a slot, or one file in the place of another."""
    if not policies.may_add(slot.dossier):
        return errors.error_page(request, 409, text=_("This application is closed. No files can be added."))
    generation = replaces.generation + 1 if replaces else 1
    with Reception(dossiers.unlock(slot.dossier), slot.dossier, generation=generation) as reception:
        request.upload_handlers = [SealingUploadHandler(reception)]
        expected = request.POST.get("sha256", "")
        if not check_session_token(request):
            raise PermissionDenied
        problems = [] if reception.files else [_("We did not receive a file. Choose a file, then send it.")]
        for file in reception.files:
            file.expect(expected if len(reception.files) == 1 else "")
            try:
                problems += _take(request, slot, reception, file, replaces)
            except dossiers.DossierDestroyed as refusal:
                return _answer_gone(request, slot, refusal)
    return _answer(request, slot, problems)


def _take(
    request: HttpRequest, slot: "Slot", reception: Reception, file: Receiving, replaces: Document | None
) -> list[str]:
    """Accept one file; return the sentence if it is not taken.

    Raises:
        DossierDestroyed: the draft ended meanwhile.
    """
    reception.keep(file)
    try:
        taken = uploads.accept(user=lookup.reader(request), slot=slot, file=file, at=clock.now(), replaces=replaces)
    except DomainError as refusal:
        reception.give_up(file)
        if isinstance(refusal, dossiers.DossierDestroyed):
            raise
        return [f"{file.shown_name}: {refusal}"]
    if taken.is_repeat:
        reception.give_up(file)
        messages.info(request, _("%(name)s was already here. It was not added again.") % {"name": file.shown_name})
        return []
    messages.success(request, _("We received %(name)s.") % {"name": file.shown_name})
    return []


def _answer(request: HttpRequest, slot: "Slot", problems: list[str]) -> HttpResponse:
    """Answer a script with JSON and everybody else with a page; refused files leave the others in place."""
    way_back = lookup.way_back(request, slot.dossier_id)
    if _is_script(request):
        return _as_data(problems, way_back, status=_UNPROCESSABLE if problems else 200)
    if not problems:
        return redirect(f"{way_back}#slot-{slot.pk}")
    shown = _page_context(slot.dossier)
    # A slot that is full shows no field to lead to.
    target = "file" if any(view.id == slot.pk and view.can_add for view in shown["slots"]) else "slot"
    links = [{"id": f"{target}-{slot.pk}", "text": problem} for problem in problems]
    context = {**shown, "problems": links, "bad_slot": slot.pk, "page_error": True, "next": way_back}
    return render(request, "documents/slots.html", context, status=_UNPROCESSABLE)


def _answer_gone(request: HttpRequest, slot: "Slot", refusal: dossiers.DossierDestroyed) -> HttpResponse:
    """Answer for a draft that ended while its file travelled: there is no page to show any more."""
    if _is_script(request):
        return _as_data([str(refusal)], lookup.way_back(request, slot.dossier_id), status=409)
    return errors.error_page(request, 409, text=str(refusal))


def _is_script(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def _as_data(problems: list[str], way_back: str, *, status: int) -> JsonResponse:
    return JsonResponse({"problems": problems, "next": way_back}, status=status)


def _page_context(dossier: "Dossier") -> dict[str, Any]:
    return {"slots": queries.slots(dossier), "dossier": dossier, **queries.limits()}


def _explain(request: HttpRequest, slot: "Slot", text: str) -> HttpResponse:
    try:
        slots.explain(slot, text, user=lookup.reader(request), at=clock.now())
    except (slots.FilesClosed, dossiers.DossierDestroyed) as refusal:
        return errors.error_page(request, 409, text=str(refusal))
    messages.success(request, _("Your explanation is saved.") if text else _("Your explanation is removed."))
    return redirect(f"{lookup.way_back(request, slot.dossier_id)}#slot-{slot.pk}")
