"""What every page of an application does first: find the case, or answer with the right status."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse, translate_url

from accounts.decorators import enrolled_required
from applications import completeness, queries
from applications.choices import Status
from applications.models import Case
from applications.program_kit.base import Page, Program, Section
from applications.services import drafts
from mycic import clock
from mycic.views import errors
from privacy.services.dossiers import DossierDestroyed

if TYPE_CHECKING:
    from accounts.models import User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def case_page(view: View[P]) -> View[P]:
    """Guard a page of one case: 404 for somebody else's or none, 410 for an expired draft, the case page once sent."""

    @enrolled_required
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except queries.NoSuchCase:
            raise Http404 from None
        except DossierDestroyed:
            return render(request, "applications/gone.html", status=410)
        except drafts.TooMuchText as refusal:
            return errors.error_page(request, 413, text=str(refusal))
        except drafts.NotADraft:
            return sent(request, cast("UUID", kwargs["key"]))
        except drafts.SignedAlready as refusal:
            return signed(request, cast("UUID", kwargs["key"]), refusal)

    return guarded


def main_of(case: Case) -> Case:
    """Return the main case of the application of a member of the family."""
    return next(iter(queries.together(case.application_id)))


def main_page(view: View[P]) -> View[P]:
    """Guard a page that an application has once: asked for a member of the family, lead to that of the main person."""

    @case_page
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        case = queries.case_of(user_of(request), cast("UUID", kwargs["key"]))
        if case.is_main:
            return view(request, *args, **kwargs)
        main = main_of(case)
        match = request.resolver_match
        return redirect(f"applications:{match.url_name if match else 'tasks'}", main.pk)

    return guarded


def sent(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer for a draft page of an application that was sent: its case page shows what may still be changed."""
    if request.method == "GET":
        return redirect("applications:case", key)
    return render(request, "applications/already_sent.html", {"key": key}, status=409)


def signed(request: HttpRequest, key: UUID, refusal: drafts.SignedAlready) -> HttpResponse:
    """Answer for a draft page of an application that waits for its payment: there it can be opened again."""
    if request.method == "GET":
        return redirect("applications:pay", key)
    return render(request, "applications/signed_already.html", {"key": key, "reason": refusal}, status=409)


def address_of(name: str) -> Callable[[UUID], str]:
    """Return what gives the address of a page for each case of a list: worked out once, then only the id differs."""
    before, after = reverse(name, args=[UUID(int=0)]).split(str(UUID(int=0)))
    return lambda key: f"{before}{key}{after}"


def user_of(request: HttpRequest) -> "User":
    """Return the signed-in person."""
    return cast("User", request.user)


def open_draft(request: HttpRequest, key: UUID, *, to_change: bool = True) -> queries.Draft:
    """Return the person's own draft.

    Args:
        request: of the person.
        key: of the case.
        to_change: whether a signed one is refused.

    Raises:
        NoSuchCase: not theirs, or gone.
        NotADraft: it was sent.
        SignedAlready: it waits for its payment.
        DossierDestroyed: it expired.
    """
    draft = queries.draft_of(user_of(request), key)
    _refuse_done(draft.case, to_change=to_change)
    return draft


def place_of(program: Program, section: str, page: str) -> tuple[Section, Page]:
    """Return the section and page of an address, or answer 404."""
    found = program.section(section)
    shown = found.page(page) if found else None
    if found is None or shown is None:
        raise Http404
    return found, shown


def review_of(request: HttpRequest, draft: queries.Draft) -> completeness.Review:
    """Return everything there is to say about a draft today."""
    return completeness.review(user_of(request), draft, today=clock.today())


def whole_of(request: HttpRequest, key: UUID, *, to_change: bool = True) -> completeness.Together:
    """Return everything there is to say today about everybody in the application of one of its drafts.

    Args:
        request: of the person.
        key: of any case of the application.
        to_change: whether a signed one is refused.

    Raises:
        NoSuchCase, NotADraft, SignedAlready, DossierDestroyed: as ``open_draft``.
    """
    whole = completeness.whole(user_of(request), key, today=clock.today())
    _refuse_done(whole.main.draft.case, to_change=to_change)
    return whole


def _refuse_done(case: Case, *, to_change: bool) -> None:
    if not case.is_draft:
        raise drafts.NotADraft
    if to_change and case.status == Status.SIGNED_UNPAID:
        raise drafts.SignedAlready


def other_language(request: HttpRequest) -> HttpResponse | None:
    """Return the same page in the other language, if the toggle inside the form was pressed."""
    wanted = request.POST.get("switch_language", "")
    if wanted not in {"en", "fr"}:
        return None
    return redirect(translate_url(request.get_full_path(), wanted))
