"""Where a sent case stands, in plain words: who acts now, what comes next, the stages, what the person has to do."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import programs
from applications.choices import CLOSED, CONFIRMED, DECIDED, Status
from applications.letters.facts import court_day
from applications.models import Case
from applications.queries import Listed
from applications.views import school_stages
from mycic.formats.text import local
from privacy.queries import TimelineEntry

_REVIEW = (Status.UNDER_REVIEW, Status.SECOND_REVIEW)
#: Under which stage a case stands (domain/permits 7.1); a request waits between progress and review.
_STAGE = {
    Status.FEE_WAIVER_ASKED: "received",
    Status.FEE_DUE: "received",
    Status.SUBMITTED: "received",
    Status.COMPLETENESS_CHECK: "check",
    Status.IN_PROCESS: "progress",
    Status.WAITING_CLIENT: "answer",
    Status.UNDER_REVIEW: "review",
    Status.SECOND_REVIEW: "review",
}
#: The event that ends a stage, or begins it where nothing ends it.
_DATED = {
    "received": ("case.submitted",),
    "check": ("case.acknowledged", "case.returned"),
    "progress": ("case.review_started", "case.more_needed"),
    "answer": ("case.answered",),
    "review": ("case.approved", "case.refused"),
    "decision": (
        "case.approved",
        "case.refused",
        "case.returned",
        "case.withdrawn",
        "case.abandoned",
        "case.cancelled",
    ),
    "issued": ("case.document_issued",),
}
#: What shows that a case went through a stage and did not jump over it, as one that was asked during the check did.
_GONE_THROUGH = {
    "check": ("case.acknowledged", "case.returned"),
    "progress": ("case.acknowledged",),
    "answer": ("case.answered",),
}


#: What each status means for the person. Lazy: of a long list, only the sentences that are shown are translated.
_SENTENCES = {
    Status.FEE_WAIVER_ASKED: gettext_lazy(
        "We have received your application. You asked to pay no fee, and an officer answers that first."
    ),
    Status.FEE_DUE: gettext_lazy("We have received your application. The fee has to be paid before we work on it."),
    Status.SUBMITTED: gettext_lazy("We have received your application. You do not need to do anything now."),
    Status.COMPLETENESS_CHECK: gettext_lazy(
        "We are checking if your application is complete. You do not need to do anything now."
    ),
    Status.IN_PROCESS: gettext_lazy(
        "Your application is complete and waits for an officer. You do not need to do anything now."
    ),
    Status.WAITING_CLIENT: gettext_lazy("We asked you for something. We wait for your answer."),
    Status.UNDER_REVIEW: gettext_lazy("An officer reviews your application. You do not need to do anything now."),
    Status.SECOND_REVIEW: gettext_lazy("An officer reviews your application. You do not need to do anything now."),
    Status.APPROVED: gettext_lazy("Your application was approved. Read the letter."),
    Status.DOCUMENT_ISSUED: gettext_lazy("Your application was approved and the permit was issued. Read the letter."),
    Status.REFUSED: gettext_lazy("Your application was refused. The letter says why and what you can do."),
    Status.RETURNED: gettext_lazy(
        "Your application was returned because it was not complete. The letter says what was missing."
    ),
    Status.WITHDRAWN: gettext_lazy("You withdrew this application."),
    Status.ABANDONED: gettext_lazy("We closed this case because no answer came in time."),
    Status.CANCELLED: gettext_lazy("This case was cancelled. The letter says why."),
    Status.SENT_TO_SCHOOL: gettext_lazy("Your school has your request. You do not need to do anything now."),
    Status.AT_SCHOOL: gettext_lazy("Your school reads your request. You do not need to do anything now."),
    Status.SCHOOL_ASKS: gettext_lazy("Your school asked you a question. It waits for your answer."),
    Status.VERIFIED: gettext_lazy("Your school confirmed that you are eligible. You can apply for the work permit."),
    Status.NOT_VERIFIED: gettext_lazy("Your school did not confirm that you are eligible. Read its reason below."),
    Status.SCHOOL_SILENT: gettext_lazy("Your school did not answer in time. You can send a new request."),
    Status.CONSENT_WITHDRAWN: gettext_lazy(
        "You took your consent back. No school can open anything of this request any more."
    ),
    Status.MOVED: gettext_lazy("This verification moved to your new school. What that school confirmed counts now."),
    Status.ENDED: gettext_lazy("Your verification has ended. Read the letter: it says why and what you have to do."),
    Status.AT_OLD_SCHOOL: gettext_lazy("Your former school has your request. You do not need to do anything now."),
    Status.AT_NEW_SCHOOL: gettext_lazy("You are released. Your new school has your request now."),
    Status.TRANSFERRED: gettext_lazy("Your new school accepted you. You can apply for the work permit now."),
    Status.NOT_RELEASED: gettext_lazy(
        "Your former school did not release you. You can also ask your new school for a verification of its own."
    ),
    Status.NOT_ACCEPTED: gettext_lazy("Your new school did not accept you. Read its reason below."),
}


def sentence(status: str, *, asked: bool = False) -> str:
    """Say in plain words where a sent case stands and who acts now.

    Args:
        status: of a sent case.
        asked: whether a request still waits for an answer.
    """
    if asked and status in _REVIEW:
        return _("An officer reviews your application. You can still answer our request.")
    return str(_SENTENCES.get(Status(status), ""))


def next_step(case: Case) -> str:
    """Say what comes next and who does it; empty when nothing more is to come."""
    return {
        Status.SUBMITTED: _("Next, we check if your application is complete."),
        Status.COMPLETENESS_CHECK: _("Next, an officer starts to work on it, or we ask you for what is missing."),
        Status.IN_PROCESS: _("Next, an officer reads your answers and documents."),
        Status.WAITING_CLIENT: _("Next, you answer our request. Then an officer goes on with the review."),
        Status.UNDER_REVIEW: _("Next, we decide, or we ask you for more."),
        Status.SECOND_REVIEW: _("Next, we decide, or we ask you for more."),
        Status.APPROVED: _("Next, we send your permit to the postal address in your profile."),
        Status.SENT_TO_SCHOOL: _("Next, your school reads it. Most schools answer within 14 days."),
        Status.AT_SCHOOL: _("Next, your school answers or asks you for more."),
        Status.SCHOOL_ASKS: _("Next, you answer your school. Then it goes on."),
        Status.AT_OLD_SCHOOL: _(
            "Next, your former school releases you. If it is silent for 14 days, an officer looks at it."
        ),
        Status.AT_NEW_SCHOOL: _("Next, your new school accepts you or tells you why not."),
    }.get(Status(case.status), "")


def word(status: str) -> str:
    """Return the status as one short phrase."""
    # A second look at a refusal that was only proposed is a review like any other for the person concerned.
    return str(Status.UNDER_REVIEW.label if status in _REVIEW else Status(status).label)


def tone(status: str) -> str:
    """Return the tone of the status word; a closed case is calm whatever was decided."""
    if status in {Status.WAITING_CLIENT, Status.SCHOOL_ASKS, Status.FEE_DUE}:
        return "warn"
    if status in {Status.APPROVED, Status.DOCUMENT_ISSUED, *CONFIRMED}:
        return "ok"
    return "mute" if status in CLOSED else "info"


def steps(case: Case, events: Iterable[TimelineEntry]) -> list[dict[str, Any]]:
    """Return the stages of a case with their dates, for the stepper.

    Args:
        case: a sent case.
        events: its timeline, the newest first.
    """
    dates = _dates(events)
    if programs.get(case.program).schools:
        return school_stages.steps(case, dates, word(case.status))
    names = _names(case, asked="case.more_needed" in dates)
    closed = case.status in CLOSED
    current = "decision" if closed else _STAGE[Status(case.status)]
    place = list(names).index(current)
    return [
        {
            "label": label,
            "state": _state(case, key, index - place, dates),
            "date": _day(key, dates) if index <= place or case.status in DECIDED else "",
        }
        for index, (key, label) in enumerate(names.items())
        if index >= place or not _jumped_over(case, key, dates)
    ]


def _jumped_over(case: Case, key: str, dates: dict[str, datetime]) -> bool:
    """Tell whether a stage before the present one never took place; one that an early end cut off stays listed."""
    if key not in _GONE_THROUGH or (case.status in CLOSED and case.status not in DECIDED):
        return False
    return not any(kind in dates for kind in _GONE_THROUGH[key])


def _names(case: Case, *, asked: bool) -> dict[str, str]:
    names = {
        "received": _("We received your application"),
        "check": _("We check if it is complete"),
        "progress": _("It waits for an officer"),
    }
    if asked:
        names["answer"] = _("You answer our request")
    names |= {"review": _("An officer reviews it"), "decision": _("We decide")}
    if case.status in CLOSED:
        names["decision"] = word(case.status)
    if case.status in {Status.APPROVED, Status.DOCUMENT_ISSUED}:
        names["decision"] = _("We decided: approved")
        names["issued"] = _("We send your permit")
    if case.status == Status.REFUSED:
        names["decision"] = _("We decided: refused")
    return names


def _state(case: Case, key: str, distance: int, dates: dict[str, datetime]) -> str:
    if case.status in CLOSED:
        if distance < 0:
            happened = case.status in DECIDED or any(kind in dates for kind in _DATED[key])
            return "done" if happened else "skipped"
        if distance == 0 or case.status == Status.DOCUMENT_ISSUED:
            return "done"
        return "current"
    # Sending is done the moment it is received; the person waits for what follows.
    if distance < 0 or key == "received":
        return "done"
    return "current" if distance == 0 else "todo"


def _dates(events: Iterable[TimelineEntry]) -> dict[str, datetime]:
    dates: dict[str, datetime] = {}
    for event in events:
        dates.setdefault(event.kind, event.at)
    return dates


def _day(key: str, dates: dict[str, datetime]) -> str:
    return school_stages.first_day(_DATED[key], dates)


def todos(cases: Iterable[Listed]) -> list[dict[str, Any]]:
    """Return the cards of "What you need to do now" for the sent cases of a dashboard, the nearest last day first."""
    waiting = [case for case in cases if case.asked and case.status not in CLOSED]
    return [
        {
            "title": _("Answer our request: %(program)s") % {"program": programs.get(case.program).title},
            "text": _("We need more from you before we can decide."),
            "due": case.asked_until,
            "case": case.number,
            "url": reverse("applications:case_request", args=[case.id, case.asked]),
            "button": _("Open the request"),
        }
        for case in sorted(waiting, key=lambda case: case.asked_until or date.max)
    ]


def to_pay(cases: Iterable[Listed], last_days: Mapping[UUID, date]) -> list[dict[str, Any]]:
    """Return the cards of the applications that were sent without their fee, which has to be paid.

    Args:
        cases: the sent cases of a dashboard.
        last_days: until when each application can be paid for.
    """
    owing = {case.application: case for case in cases if case.status == Status.FEE_DUE}
    return [
        {
            "title": _("Pay the fee: %(title)s") % {"title": programs.get(case.program).title},
            "text": _("We work on your application when the fee is paid."),
            "due": last_days.get(application),
            "case": case.number,
            "url": reverse("applications:pay", args=[case.id]),
            "button": _("Go on and pay"),
        }
        for application, case in owing.items()
    ]


def asked_by_school(cases: Iterable[Listed]) -> list[dict[str, Any]]:
    """Return the cards of the requests in which a school waits for the student."""
    return [
        {
            "title": _("Answer your school: %(program)s") % {"program": programs.get(case.program).title},
            "text": _("Your school needs more from you before it can answer."),
            "case": case.number,
            "url": reverse("applications:school_reply", args=[case.id]),
            "button": _("Open the question"),
        }
        for case in cases
        if case.status == Status.SCHOOL_ASKS
    ]


def ways_on(cases: Iterable[Listed], today: date) -> list[dict[str, Any]]:
    """Return the cards of refused cases about which the Federal Court can still be asked: nobody must, but it ends."""
    refused = [case for case in cases if case.status == Status.REFUSED and case.decided_at]
    last_days = {case: court_day(local(case.decided_at).date()) for case in refused if case.decided_at}
    return [
        {
            "title": _("If you do not agree with our decision: %(program)s")
            % {"program": programs.get(case.program).title},
            "text": _(
                "You can ask the Federal Court for permission to have it reviewed. You do not have to. This is the "
                "last day if you learned of the decision on the day we made it."
            ),
            "due": last_day,
            "tone": "info",
            "case": case.number,
            "url": reverse("applications:case", args=[case.id]),
            "button": _("Read what you can do"),
        }
        for case, last_day in sorted(last_days.items(), key=lambda item: item[1])
        if last_day >= today
    ]
