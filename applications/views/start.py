"""The catalogue of applications, and the page that starts one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from accounts.decorators import enrolled_required
from applications import programs
from applications.program_kit import fees
from applications.program_kit.base import Facts
from applications.services import drafts
from applications.views.common import user_of
from applications.views.prefilling import profile_answers
from mycic import clock
from privacy.services import retention


@require_GET
@enrolled_required
def catalogue(request: HttpRequest) -> HttpResponse:
    """List what can be applied for."""
    return render(request, "applications/catalogue.html", {"programs": programs.all()})


@require_http_methods(["GET", "POST"])
@enrolled_required
def start(request: HttpRequest, program: str) -> HttpResponse:
    """Say what an application needs and costs; on POST start it."""
    try:
        chosen = programs.get(program)
    except programs.NoSuchProgram:
        raise Http404 from None
    now = clock.now()
    if request.method == "POST":
        person = user_of(request)
        case = drafts.start(owner=person, program=program, at=now, profile=profile_answers(person))
        return redirect("applications:tasks", case.pk)
    today = clock.today()
    lines = fees.lines(chosen, chosen.book({}, Facts(policy_set=chosen.policy_set), today), today)
    last_day = retention.last_usable_day(retention.draft_expiry(now))
    context = {"program": chosen, "fee_lines": lines, "last_day": last_day}
    return render(request, "applications/start.html", context)
