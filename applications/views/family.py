"""The people of an application: add a member of the family, and have an adult confirm their own part."""

from datetime import date
from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from applications import programs
from applications.forms.answers import PageForm, filled, typed
from applications.forms.family import BornForm, ObjectionForm
from applications.program_kit.base import Facts, Page, Program
from applications.program_kit.findings import Finding
from applications.queries import family as people
from applications.services import family, parts
from applications.views.check import summary
from applications.views.common import (
    case_page,
    main_of,
    main_page,
    open_draft,
    other_language,
    place_of,
    review_of,
    user_of,
)
from applications.views.pages import UNPROCESSABLE
from documents.services.access import FileDamaged, NotYours
from documents.services.examining import FileRefused, StillChecking
from documents.services.slots import FilesClosed
from mycic import clock
from mycic.forms import read_form, render_form
from mycic.views import errors
from privacy.services.dossiers import DossierDestroyed

NOT_FOUND, CONFLICT = 404, 409
#: For how long the date of birth that opened a part is good for the next step, in seconds.
_OPENED_FOR = 3600
_SALT = "applications.part"


@require_http_methods(["GET", "POST"])
@main_page
def add(request: HttpRequest, key: UUID) -> HttpResponse:
    """Ask who is added; on POST add the person and lead to what is asked of them."""
    draft = open_draft(request, key)
    if not draft.program.may_add:
        raise Http404
    # One program adds people today; a choice between several would stand here.
    program = programs.get(draft.program.may_add[0])
    page = _asked_first(program)
    answers: dict[str, object] = {}
    found: list[Finding] = []
    if request.method == "POST":
        answers = typed(page.questions, request.POST)
        book = program.book(answers, Facts(policy_set=draft.case.policy_set), clock.today())
        found = list(book.check_page(page))
        toggle = other_language(request)
        if toggle:
            return toggle
        if not found:
            return _add(request, key, program, answers)
    form = PageForm(page.questions, filled(page.questions, answers), found, notice=program.notice)
    context = {
        "case": draft.case,
        "program": draft.program,
        "added": program,
        "form": form,
        "toggle_form": "answers",
    }
    return render(request, "applications/family_add.html", context, status=UNPROCESSABLE if found else 200)


def _asked_first(program: Program) -> Page:
    questions = tuple(program.places[name].question for name in program.asked_first)
    return Page(key="who", title=program.title, questions=questions)


def _add(request: HttpRequest, key: UUID, program: Program, answers: dict[str, object]) -> HttpResponse:
    try:
        case = family.add(owner=user_of(request), case_id=key, program=program.code, answers=answers, at=clock.now())
    except family.CannotBeAdded as refusal:
        return errors.error_page(request, CONFLICT, text=str(refusal))
    return redirect("applications:tasks", case.pk)


@require_POST
@case_page
def copy_page(request: HttpRequest, key: UUID, section: str, page: str) -> HttpResponse:
    """Take the answers of a page from another person of the application, then show the page to confirm them."""
    draft = open_draft(request, key)
    here = place_of(draft.program, section, page)
    try:
        other = UUID(request.POST.get("from", ""))
    except ValueError:
        raise Http404 from None
    family.copy_answers(
        owner=user_of(request), case_id=key, from_case=other, section=here[0], page=here[1], at=clock.now()
    )
    return redirect("applications:page", key, section, page)


@require_POST
@case_page
def copy_file(request: HttpRequest, key: UUID) -> HttpResponse:
    """Use a file of another person of the application in a place here."""
    try:
        slot, document = UUID(request.POST.get("slot", "")), UUID(request.POST.get("file", ""))
    except ValueError:
        raise Http404 from None
    try:
        family.copy_file(owner=user_of(request), case_id=key, slot_id=slot, document_id=document, at=clock.now())
    except NotYours:
        raise Http404 from None
    except (FilesClosed, FileRefused, StillChecking, FileDamaged) as refusal:
        return errors.error_page(request, CONFLICT, text=str(refusal))
    return redirect(f"{reverse('applications:documents', args=[key])}#slot-{slot}")


@never_cache
@require_http_methods(["GET", "POST"])
@case_page
def part(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show how far an adult's confirmation is; on POST make the link, which is shown this once."""
    draft = open_draft(request, key)
    if draft.case.is_main:
        raise Http404
    user, review = user_of(request), review_of(request, draft)
    url = ""
    if request.method == "POST":
        secret = parts.make_link(owner=user, case_id=key, at=clock.now())
        url = request.build_absolute_uri(reverse("applications:own_part", args=[secret]))
    link, objection = parts.state(user, key)
    context = {
        "case": draft.case,
        "main": main_of(draft.case),
        "who": draft.who,
        "is_adult": people.is_adult(review),
        "can_confirm": review.can_send,
        "is_confirmed": not people.unconfirmed([review]),
        "link": link,
        "objection": objection,
        "url": url,
    }
    return render(request, "applications/part.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def own_part(request: HttpRequest, secret: str) -> HttpResponse:
    """Let somebody without an account read their own part, confirm it, or say what is wrong."""
    try:
        if request.method == "POST" and "opened" in request.POST:
            return _answer(request, secret)
        return _open(request, secret)
    except (parts.NoSuchLink, DossierDestroyed):
        context = {"reason": parts.NoSuchLink()}
        return render(request, "applications/own_part_refused.html", context, status=NOT_FOUND)


def _open(request: HttpRequest, secret: str) -> HttpResponse:
    parts.check_link(secret, at=clock.now())
    form = read_form(request, BornForm)
    if form.is_valid():
        born: date = form.cleaned_data["birth_date"]
        try:
            opened = parts.open_part(secret, born, at=clock.now())
        except parts.WrongBirthday as refusal:
            form.add_error("birth_date", str(refusal))
        else:
            return _show(request, opened, born, ObjectionForm())
    return render_form(request, "applications/own_part_open.html", {"toggle_form": "born"}, form)


def _show(
    request: HttpRequest, opened: parts.Part, born: date, form: ObjectionForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = summary(parts.review(opened)) | {
        "documents": parts.documents(opened),
        "opened": signing.dumps([born.isoformat(), str(opened.link.pk)], salt=_SALT),
        "seen": parts.fingerprint(opened),
        "refusal": refusal,
        "form": form,
    }
    return render(request, "applications/own_part.html", context, status=status)


def _answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Take what the person says about the part that they have read."""
    born = _born(request, secret)
    if born is None:
        return redirect("applications:own_part", secret)
    if "wrong" in request.POST:
        return _object(request, secret, born)
    try:
        parts.confirm(secret, born, seen=request.POST.get("seen", ""), at=clock.now())
    except parts.ChangedSince as refusal:
        again = parts.open_part(secret, born, at=clock.now())
        return _show(request, again, born, ObjectionForm(), refusal=str(refusal), status=CONFLICT)
    except parts.WrongBirthday:
        return redirect("applications:own_part", secret)
    return render(request, "applications/own_part_done.html", {"confirmed": True})


def _object(request: HttpRequest, secret: str, born: date) -> HttpResponse:
    form = ObjectionForm(request.POST)
    try:
        if form.is_valid():
            parts.object_to(secret, born, text=form.cleaned_data["text"], at=clock.now())
            return render(request, "applications/own_part_done.html", {"confirmed": False})
        opened = parts.open_part(secret, born, at=clock.now())
    except parts.WrongBirthday:
        return redirect("applications:own_part", secret)
    return _show(request, opened, born, form, status=UNPROCESSABLE)


def _born(request: HttpRequest, secret: str) -> date | None:
    """Return the date of birth with which this very part was opened a while ago; None if that is not so any more."""
    link = parts.check_link(secret, at=clock.now())
    try:
        born, of = signing.loads(request.POST["opened"], salt=_SALT, max_age=_OPENED_FOR)
    except signing.BadSignature:
        return None
    return date.fromisoformat(born) if of == str(link.pk) else None
