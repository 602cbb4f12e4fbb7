"""What the officers' pages of every app are built on: nothing opens without being recorded first."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import UUID

from django.contrib import admin
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from mycic import clock
from privacy import ledger, policies
from privacy.choices import Access, OpenReason

if TYPE_CHECKING:
    from privacy.models import Dossier

_SESSION_KEY = "desk_reasons"
_REASON_LIVES = timedelta(minutes=30)


def give_reason(request: HttpRequest, dossier_id: UUID, reason: OpenReason, *, at: datetime) -> None:
    """Remember for half an hour of this session why an officer opens a file that is not theirs."""
    since = (at - _REASON_LIVES).timestamp()
    reasons = {file: said for file, said in request.session.get(_SESSION_KEY, {}).items() if said[1] >= since}
    request.session[_SESSION_KEY] = {**reasons, str(dossier_id): [reason.value, at.timestamp()]}


def reason_given(request: HttpRequest, dossier_id: UUID, *, at: datetime) -> OpenReason | None:
    """Return the reason that this officer gave for this file within the last half hour."""
    code, moment = request.session.get(_SESSION_KEY, {}).get(str(dossier_id), ("", 0.0))
    fresh = timedelta() <= timedelta(seconds=at.timestamp() - moment) <= _REASON_LIVES
    return OpenReason(code) if code and fresh else None


def record_opening(request: HttpRequest, dossier: "Dossier", *, part: str, at: datetime) -> OpenReason | None:
    """Record that an officer opens a part of a file; call it before any content leaves.

    Returns:
        The reason under which it was opened, None for the assigned officer.

    Raises:
        Http404: the file does not exist for this officer.
        ReasonNeeded: a reason has to be given first.
    """
    access = policies.access(request.user, dossier)
    # An officer's own file is not theirs to open from the desk.
    if access not in {Access.ASSIGNED, Access.REASON_NEEDED}:
        raise Http404
    reason = reason_given(request, dossier.pk, at=at) if access is Access.REASON_NEEDED else None
    if access is Access.REASON_NEEDED and reason is None:
        raise ReasonNeeded(dossier.pk)
    facts = {"part": part} if reason is None else {"part": part, "reason": reason.value}
    actor = ledger.Actor.officer(request.user)  # type: ignore[arg-type] # a guard let this user in
    ledger.record("desk.record_opened", dossier=dossier.pk, actor=actor, at=at, **facts)
    return reason


class ReasonNeeded(Exception):
    """The officer is not assigned: a reason comes first."""

    def __init__(self, dossier_id: UUID) -> None:
        """Carry the dossier, whose page asks for the reason."""
        super().__init__(str(dossier_id))
        self.dossier_id = dossier_id


class AuditedAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # the model is each page's own
    """A desk page: read-only, no adding, no deleting, every opening of a record in the ledger.

    Acts on a record are object buttons of the page, each one service call.
    """

    actions = None
    show_full_result_count = False
    list_per_page = 50
    # Name of the relation or property that leads to the record's dossier.
    dossier_field: ClassVar[str] = "dossier"

    def dossier_of(self, obj: models.Model) -> "Dossier":
        """Return the dossier whose reading is recorded."""
        dossier: Dossier = getattr(obj, self.dossier_field)
        return dossier

    def has_add_permission(self, request: HttpRequest, *_: Any) -> bool:
        """Refuse: records come from services."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: a record changes through its buttons only."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Refuse: only retention destroys."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        """Let the desk's people look; the guard decides about each file."""
        return bool(request.user.is_active and request.user.is_staff)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the page in the desk's index."""
        return self.has_view_permission(request)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Allow filters that the page offers and nothing else."""
        return lookup.partition("__")[0] in {name for name in self.list_filter if isinstance(name, str)}

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        """Refuse: records are addressed by their id only."""
        return False

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Refuse: the ledger is the history."""
        raise Http404

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Record the opening, then show the record; ask for a reason where one is due."""
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        dossier, at = self.dossier_of(obj), clock.now()
        reason = request.POST.get("reason", "") if request.method == "POST" else ""
        if reason in OpenReason.values:
            give_reason(request, dossier.pk, OpenReason(reason), at=at)
            return HttpResponseRedirect(request.path)
        try:
            record_opening(request, dossier, part=str(self.opts.model_name), at=at)
        except ReasonNeeded:
            return self.ask_for_reason(request, obj, invalid=request.method == "POST")
        return self.show(request, obj, extra_context or {})

    def show(self, request: HttpRequest, obj: models.Model, extra_context: dict[str, Any]) -> HttpResponse:
        """Show the record; pages with a layout of their own override this."""
        return super().change_view(request, str(obj.pk), "", extra_context)

    def ask_for_reason(self, request: HttpRequest, obj: models.Model, *, invalid: bool) -> HttpResponse:
        """Ask why a file that is assigned to somebody else, or to nobody, is opened."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": obj,
            "reasons": OpenReason.choices,
            "invalid": invalid,
        }
        return render(request, "desk/reason.html", context, status=422 if invalid else 200)
