"""Desk pages: nothing opens without being recorded first, nothing changes but through services."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin import AdminSite
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.models import User
from accounts.sessions import SessionStore
from mycic import clock
from privacy import desk, registry
from privacy.choices import Access, DossierKind, OpenReason
from privacy.desk import AuditedAdmin
from privacy.models import Dossier, DossierKey, Event

pytestmark = pytest.mark.django_db


class KeyPage(AuditedAdmin):
    """Stands in for a page of another app: a row that belongs to a dossier."""

    list_filter = ("version",)

    def show(self, *_: Any) -> HttpResponse:
        # What the ledger knew before any content was made.
        return HttpResponse(json.dumps(Event.objects.filter(kind="desk.record_opened").count()))

    def ask_for_reason(self, *_: Any, invalid: bool) -> HttpResponse:
        return HttpResponse("why?", status=422 if invalid else 200)


@pytest.fixture
def page() -> KeyPage:
    return KeyPage(DossierKey, AdminSite())


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> Callable[[Access], None]:
    def set_to(access: Access) -> None:
        monkeypatch.setattr(registry, "_guards", {DossierKind.CASE: lambda _user, _dossier: access})

    return set_to


def ask(user: Any, method: str = "get", **data: str) -> HttpRequest:
    request = getattr(RequestFactory(), method)("/desk/x/", data)
    request.user = user
    request.session = SessionStore()
    request._dont_enforce_csrf_checks = True
    return request  # type: ignore[no-any-return]


def openings() -> list[dict[str, Any]]:
    return list(Event.objects.filter(kind="desk.record_opened").order_by("pk").values_list("facts", flat=True))


@pytest.mark.requirement("R3.95")
def test_the_assigned_officer_s_opening_is_recorded_before_content(
    page: KeyPage, draft: Dossier, colleague: User, guarded: Callable[[Access], None]
) -> None:
    guarded(Access.ASSIGNED)
    answer = page.change_view(ask(colleague), str(draft.pk))
    assert answer.content == b"1"
    assert openings() == [{"part": "dossierkey"}]


@pytest.mark.requirement("R3.95")
def test_every_opening_counts(
    page: KeyPage, draft: Dossier, colleague: User, guarded: Callable[[Access], None]
) -> None:
    guarded(Access.ASSIGNED)
    for _ in range(3):
        page.change_view(ask(colleague), str(draft.pk))
    assert len(openings()) == 3


@pytest.mark.requirement("R3.95")
def test_if_it_cannot_be_recorded_nothing_is_shown(
    page: KeyPage, draft: Dossier, colleague: User, guarded: Callable[[Access], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded(Access.ASSIGNED)
    shown: list[int] = []
    monkeypatch.setattr(page, "show", lambda *_: shown.append(1))

    def away(*_: object, **__: object) -> None:
        raise RuntimeError("the ledger is away")

    monkeypatch.setattr("privacy.desk.ledger.record", away)
    with pytest.raises(RuntimeError):
        page.change_view(ask(colleague), str(draft.pk))
    assert shown == []


def test_nobody_s_file_and_a_missing_one_are_the_same(
    page: KeyPage, draft: Dossier, colleague: User, guarded: Callable[[Access], None]
) -> None:
    guarded(Access.NOBODY)
    with pytest.raises(Http404):
        page.change_view(ask(colleague), str(draft.pk))
    with pytest.raises(Http404):
        page.change_view(ask(colleague), "00000000-0000-0000-0000-000000000000")
    with pytest.raises(Http404):
        page.change_view(ask(colleague), "nonsense")
    assert openings() == []


@pytest.mark.requirement("R3.95")
def test_an_officer_without_the_assignment_gives_a_reason_first(
    page: KeyPage, draft: Dossier, colleague: User, guarded: Callable[[Access], None]
) -> None:
    guarded(Access.REASON_NEEDED)
    assert page.change_view(ask(colleague), str(draft.pk)).content == b"why?"
    assert page.change_view(ask(colleague, "post", reason="curious"), str(draft.pk)).status_code == 422
    assert openings() == []
    asked = ask(colleague, "post", reason="complaint")
    assert page.change_view(asked, str(draft.pk)).status_code == 302
    again = ask(colleague)
    again.session = asked.session
    assert page.change_view(again, str(draft.pk)).content == b"1"
    assert openings() == [{"part": "dossierkey", "reason": "complaint"}]


def test_a_reason_holds_for_half_an_hour_and_one_file(draft: Dossier, old_draft: Dossier, colleague: User) -> None:
    at = clock.now()
    request = ask(colleague)
    desk.give_reason(request, draft.pk, OpenReason.COVER, at=at)
    assert desk.reason_given(request, draft.pk, at=at + timedelta(minutes=29)) is OpenReason.COVER
    assert desk.reason_given(request, draft.pk, at=at + timedelta(minutes=31)) is None
    assert desk.reason_given(request, draft.pk, at=at - timedelta(minutes=1)) is None
    assert desk.reason_given(request, old_draft.pk, at=at) is None


def test_a_session_keeps_no_reason_that_is_over(draft: Dossier, old_draft: Dossier, colleague: User) -> None:
    at, request = clock.now(), ask(colleague)
    desk.give_reason(request, draft.pk, OpenReason.COVER, at=at)
    desk.give_reason(request, old_draft.pk, OpenReason.ENQUIRY, at=at + timedelta(minutes=20))
    assert desk.reason_given(request, draft.pk, at=at + timedelta(minutes=20)) is OpenReason.COVER
    desk.give_reason(request, old_draft.pk, OpenReason.ENQUIRY, at=at + timedelta(minutes=31))
    assert list(request.session["desk_reasons"]) == [str(old_draft.pk)]


def test_the_page_only_looks(page: KeyPage, colleague: User, person: User) -> None:
    request = ask(colleague)
    assert not page.has_add_permission(request)
    assert not page.has_change_permission(request)
    assert not page.has_delete_permission(request)
    assert page.has_module_permission(request)
    assert not page.has_view_permission(ask(person))
    assert not page.has_view_permission(ask(AnonymousUser()))
    assert page.get_actions(request) == {}
    assert not page.to_field_allowed(request, "kek_id")
    with pytest.raises(Http404):
        page.history_view(request, "1")


def test_only_offered_filters_look_anything_up(page: KeyPage) -> None:
    assert page.lookup_allowed("version", "1")
    assert not page.lookup_allowed("dossier__owner__password__startswith", "a")


def test_the_question_for_a_reason_is_a_page_of_its_own(draft: Dossier, colleague: User) -> None:
    site = AdminSite()
    plain = AuditedAdmin(DossierKey, site)
    request = ask(colleague)
    answer = plain.ask_for_reason(request, draft.key, invalid=True)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert all(f'value="{code}"' in html for code in OpenReason.values)


def test_the_plain_page_shows_the_record(
    draft: Dossier, colleague: User, guarded: Callable[[Access], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    guarded(Access.ASSIGNED)
    plain = AuditedAdmin(DossierKey, AdminSite())
    monkeypatch.setattr(
        "django.contrib.admin.ModelAdmin.change_view", lambda *_args: HttpResponse("the admin's own page")
    )
    assert plain.change_view(ask(colleague), str(draft.pk)).content == b"the admin's own page"
