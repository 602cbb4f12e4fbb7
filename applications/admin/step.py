"""The second step again for a decision, asked on the page of the act itself: nothing that was typed is lost."""

from django.http import HttpRequest

from accounts.services import two_step
from applications.admin.opening import officer_of
from applications.forms.desk import CodeForm
from mycic import clock, stepup
from mycic.forms.base import SWITCH


def form_for(request: HttpRequest, *, is_needed: bool) -> CodeForm | None:
    """Return the form for the code, None while the last second step is recent enough."""
    if not is_needed or stepup.is_fresh(request.session):
        return None
    return CodeForm(request.POST if "code" in request.POST and SWITCH not in request.POST else None)


def passed(request: HttpRequest, form: CodeForm | None) -> bool:
    """Take the code; a wrong or missing one leaves its sentence in the form."""
    if form is None:
        return True
    if not form.is_bound:
        form.is_bound, form.data = True, request.POST
    if not form.is_valid():
        return False
    at = clock.now()
    try:
        two_step.check(officer_of(request), form.cleaned_data["code"], at=at)
    except (two_step.WrongSecondStep, two_step.TooManyCodes) as refusal:
        form.add_error("code", str(refusal))
        return False
    request.session.cycle_key()
    request.session[stepup.SESSION_KEY] = at.timestamp()
    return True
