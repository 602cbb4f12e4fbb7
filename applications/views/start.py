"""The catalogue of applications, and the page that starts one."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts import queries as people
from accounts.decorators import enrolled_required
from applications import programs
from applications.forms.results import ResultCodeForm
from applications.program_kit import fees
from applications.program_kit.base import Facts, Program
from applications.services import drafts, results
from applications.views.common import user_of
from applications.views.prefilling import profile_answers
from mycic import clock, throttle
from mycic.forms import read_form, render_form
from mycic.views import errors
from privacy.services import retention

#: Codes that somebody may try before the page pauses, and for how many seconds it counts.
_BUCKET, _TRIES, _WINDOW = "result-code", 10, 3600


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
    form = read_form(request, ResultCodeForm)
    if chosen.is_added and request.method == "POST":
        return errors.error_page(request, 409, text=str(drafts.OnlyAdded()))
    if form.is_valid():
        answer = _start(request, program, form)
        if answer is not None:
            return answer
    return _show(request, chosen, form)


def _start(request: HttpRequest, program: str, form: ResultCodeForm) -> HttpResponse | None:
    person, now = user_of(request), clock.now()
    known = profile_answers(person)
    assessed: dict[str, object] = {}
    if form.cleaned_data["result_code"]:
        if not throttle.allow(_BUCKET, str(person.pk), limit=_TRIES, per_seconds=_WINDOW):
            text = _("You tried many codes in a short time. Start without a code, or try again later.")
            return errors.error_page(request, 429, text=text, retry_after=throttle.retry_after(per_seconds=_WINDOW))
        try:
            assessed = results.answers_for(
                program=program,
                code=form.cleaned_data["result_code"],
                born=date.fromisoformat(people.profile(person).birth_date),
                at=now,
                today=clock.today(),
            )
        except results.NoSuchResult as refusal:
            form.add_error("result_code", str(refusal))
            return None
    case = drafts.start(owner=person, program=program, at=now, profile=known, assessed=assessed)
    return redirect("applications:tasks", case.pk)


def _show(request: HttpRequest, chosen: Program, form: ResultCodeForm) -> HttpResponse:
    today = clock.today()
    lines = fees.lines(chosen, chosen.book({}, Facts(policy_set=chosen.policy_set), today), today)
    last_day = retention.last_usable_day(retention.draft_expiry(clock.now()))
    context = {"program": chosen, "fee_lines": lines, "last_day": last_day, "form": form, "toggle_form": "start"}
    if chosen.is_added:
        context["only_added"] = str(drafts.OnlyAdded())
    return render_form(request, "applications/start.html", context, form)
