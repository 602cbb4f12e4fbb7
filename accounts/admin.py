"""The desk's page for officers: a supervisor invites, a second one says yes (decisions 24, 72)."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import Role
from accounts.forms import InviteForm
from accounts.models import Invitation, User
from accounts.services import officers
from mycic import clock
from mycic.exceptions import DomainError
from mycic.forms import read_form, render_form
from mycic.forms.base import SWITCH, UNPROCESSABLE
from mycic.stepup import fresh_second_step_required

# Their own pages would let a flag in the database read and change every address, past the ledger.
admin.site.unregister([EmailAddress, Group])


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # not subscriptable at run time
    """One page: those who wait, and a form for the next one. Nothing else of the admin is open."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the page to supervisors only."""
        return getattr(request.user, "role", "") == Role.SUPERVISOR

    def has_view_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """Only the list page, never one row."""
        return obj is None and self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """The service adds."""
        del request
        return False

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """Nothing is edited."""
        del request, obj
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """Nothing is deleted."""
        del request, obj
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Invite, or say yes as the second person; a fresh second step comes first."""
        del extra_context
        if not self.has_module_permission(request):
            raise Http404
        answer = fresh_second_step_required(_page)(request)
        assert isinstance(answer, HttpResponse)  # noqa: S101 - no stream here
        return answer


def _page(request: HttpRequest) -> HttpResponse:
    boss, at, link = request.user, clock.now(), ""
    assert isinstance(boss, User)  # noqa: S101 - settled by the guard
    form = read_form(request, InviteForm) if {"username", SWITCH} & request.POST.keys() else InviteForm()
    refused: DomainError | None = None
    try:
        if "confirm" in request.POST:
            officers.confirm(_row(request.POST["confirm"]), by=boss, at=at)
            return redirect("admin:accounts_invitation_changelist")
        if form.is_valid():
            data = form.cleaned_data
            token = officers.invite(
                username=data["username"],
                email=data["email"],
                role=Role(data["role"]),
                unit=data["unit"],
                by=boss,
                at=at,
            )
            link = request.build_absolute_uri(reverse("accounts:invitation", args=[token]))
    except DomainError as error:
        refused = error
    context = {
        **admin.site.each_context(request),
        "title": _("Invite an officer"),
        "link": link,
        "toggle_form": "typed",
        "toggle_off": bool(link),  # the link is shown this once
        "refused": refused,
        "rows": [(row, row.invited_by_id != boss.pk) for row in officers.waiting(at=at)],
    }
    response = render_form(request, "desk/invitations.html", context, form)
    if refused is not None:
        response.status_code = UNPROCESSABLE
    return response


def _row(text: str) -> Invitation:
    try:
        return Invitation.objects.get(pk=UUID(text), used_at=None)
    except (ValueError, Invitation.DoesNotExist) as error:
        raise Http404 from error
