"""The pages of a case: overview, answers, documents, messages, history. Each opening is on record first."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.contrib import messages as news
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts import queries as people
from applications import programs, queries
from applications.admin import words
from applications.admin.opening import UNPROCESSABLE, case_page, desk_context, officer_of, record
from applications.admin.queue import days_text, left_text
from applications.admin.tables import sections
from applications.choices import (
    AT_DESK,
    CLOSED,
    FINISHED,
    OPEN,
    OWING,
    WITH_SCHOOL,
    Action,
    FindingLevel,
    Part,
    PetitionState,
    Status,
)
from applications.models import Case
from applications.program_kit.base import Facts
from applications.queries import desk as found
from applications.queries import payments, petitions
from applications.workflow import may
from documents import queries as files
from messaging import desk as talk
from messaging import queries as threads
from mycic import clock
from mycic.formats.text import date_text, local, moment_text, money_text
from mycic.forms.base import SWITCH
from privacy.choices import ActorRole, Audience, OpenReason
from privacy.queries import TimelineEntry, timeline

if TYPE_CHECKING:
    from accounts.models import User

#: Kinds of events that only say who looked.
READINGS = frozenset({"desk.record_opened", "document.opened"})
#: The page on which each act has its form; the others are buttons of the overview.
LETTER_ACTS = {
    Action.ASK: "request",
    Action.RETURN_INCOMPLETE: "return",
    Action.APPROVE: "approve",
    Action.PROPOSE_REFUSAL: "refuse",
    Action.ISSUE: "issue",
    Action.REISSUE: "reissue",
    Action.ABANDON: "abandon",
    Action.CANCEL: "cancel",
}


def case_context(request: HttpRequest, case: Case, tab: str) -> dict[str, Any]:
    """Return what the head of every page of a case shows."""
    officer, today = officer_of(request), clock.today()
    sent = local(case.submitted_at).date() if case.submitted_at else today
    is_open = case.status in OPEN
    target = found.target(case, sent, today)
    return desk_context(request, _("Case %(number)s") % {"number": case.number}) | {
        "case": case,
        "program": programs.get(case.program).title,
        "stage": words.stage(case.status),
        "tone": words.tone(case.status),
        "is_open": is_open,
        "sent": date_text(sent),
        "waits": days_text((today - sent).days),
        "target": date_text(target.day) if is_open else "",
        "left": left_text(target.left),
        "is_late": is_open and target.left < 0,
        "is_mine": case.officer_id == officer.pk,
        "assigned": people.officer_label(case.officer) if case.officer else "",
        "tabs": _tabs(case, tab),
    }


def _tabs(case: Case, current: str) -> list[dict[str, Any]]:
    labels = {
        "change": _("Overview"),
        "answers": _("Answers"),
        "documents": _("Documents"),
        "messages": _("Messages"),
        "letters": _("Letters and decisions"),
        "history": _("History"),
    }
    return [
        {"url": reverse(f"admin:applications_case_{name}", args=[case.pk]), "label": label, "current": name == current}
        for name, label in labels.items()
    ]


@case_page
def overview(request: HttpRequest, case: Case) -> HttpResponse:
    """Show where the case stands and what to do next."""
    record(request, case, part=Part.OVERVIEW)
    context = case_context(request, case, "change") | {
        "next": _next_sentence(officer_of(request), case),
        "buttons": buttons(officer_of(request), case),
        "facts": _dates(case),
        "fee": _fee(case),
        "contact": _contact(case),
        "person": [] if case.is_main else _person(case),
        "family": _family(case),
        "unread": threads.unread_by_officer([case.application.shared_dossier_id]).get(
            case.application.shared_dossier_id, 0
        ),
    }
    return render(request, "desk/case/overview.html", context)


def buttons(officer: "User", case: Case) -> list[dict[str, Any]]:
    """Return what this officer may do now, the likeliest first."""
    key = case.pk
    offers: list[dict[str, Any]] = []
    # Whoever proposed it has no second word, also after giving the case back; whoever took it since has.
    if case.status == Status.SECOND_REVIEW and getattr(case, "proposer", None) != officer.pk:
        url = reverse("admin:applications_case_second", args=[key])
        offers.append({"url": url, "label": _("Read the proposal and decide")})
        if case.officer_id != officer.pk:
            return offers
    if getattr(case, "has_unseen_end", False):
        return [{"act": "see_end", "label": _("I have seen it and look after the permit")}]
    if case.officer_id != officer.pk:
        return _to_take(case)
    for action, label in _offers():
        if not _is_open(case, action):
            continue
        page = LETTER_ACTS.get(action)
        url = reverse("admin:applications_case_letter_act", args=[key, page]) if page else ""
        offers.append({"act": action.value, "url": url, "label": label})
    if case.status not in FINISHED:
        offers.append({"act": "release", "label": _("Give it back to the queue")})
    return offers


def _to_take(case: Case) -> list[dict[str, Any]]:
    may_take = case.officer_id is None and (case.status in AT_DESK or _school_is_late(case))
    return [{"act": "take", "label": _("Take this case")}] if may_take else []


def _is_open(case: Case, action: Action) -> bool:
    if action == Action.RELEASE_ANYWAY and not _school_is_late(case):
        return False
    if action == Action.ABANDON and not getattr(case, "has_late_requests", False):
        return False
    return may(case.status, action, ActorRole.OFFICER, workflow=programs.get(case.program).workflow)


def _school_is_late(case: Case) -> bool:
    return getattr(case, "has_late_school", False)


def _offers() -> tuple[tuple[Action, str], ...]:
    return (
        (Action.ACKNOWLEDGE, _("Accept as complete")),
        (Action.START_REVIEW, _("Start the review")),
        (Action.APPROVE, _("Approve…")),
        (Action.PROPOSE_REFUSAL, _("Propose to refuse…")),
        (Action.ASK, _("Request documents…")),
        (Action.RETURN_INCOMPLETE, _("Return as incomplete…")),
        (Action.ISSUE, _("Issue the permit…")),
        (Action.REISSUE, _("Issue the permit again…")),
        (Action.ABANDON, _("Close without an answer…")),
        (Action.CANCEL, _("Cancel…")),
        (Action.RELEASE_ANYWAY, _("Release in place of the former school")),
    )


def _next_sentence(officer: "User", case: Case) -> str:
    if case.status in {*WITH_SCHOOL, *OWING}:
        return _waiting_sentence(case)
    if getattr(case, "has_unseen_end", False):
        return _("The verification ended. Look if an off-campus work permit has to come back, then note it here.")
    if case.status in CLOSED:
        return str(words.NEXT.get(Status(case.status), _("This case is closed. Nothing more is to be done.")))
    if case.officer_id is None and case.status != Status.SECOND_REVIEW:
        return str(words.NEXT[Status.SUBMITTED]) if case.status == Status.SUBMITTED else _("Nobody has this case.")
    if case.status != Status.SECOND_REVIEW and case.officer_id != officer.pk:
        return _("Another officer works on this case. You can read it.")
    return str(words.NEXT.get(Status(case.status), ""))


def _waiting_sentence(case: Case) -> str:
    """Say what a case waits for that no officer works on."""
    if case.status in OWING:
        return str(words.NEXT[case.status])
    if not _school_is_late(case):
        return _("The school answers this request. The desk has nothing to do.")
    if case.status == Status.AT_OLD_SCHOOL:
        return _("The former school is late. Call it. If it does not answer, take the case and release the student.")
    return _("The school is late. Call it, so that it answers. The request ends by itself if it does not.")


def _dates(case: Case) -> list[dict[str, str]]:
    moments = (
        (_("Started"), case.started_at),
        (_("Sent"), case.submitted_at),
        (_("Taken by an officer"), case.assigned_at),
        (_("Last step"), case.changed_at),
        (_("Decided"), case.decided_at),
        (_("Closed"), case.closed_at),
    )
    return [{"key": label, "value": moment_text(moment)} for label, moment in moments if moment]


def _unpaid_fee(case: Case) -> str:
    if case.status in OWING:
        return words.stage(case.status)
    waiver = petitions.waiver_of(case)
    return _("Waived") if waiver and waiver.state == PetitionState.GRANTED else _("No fee was due")


def _fee(case: Case) -> list[dict[str, str]]:
    payment = payments.paid_for(case)
    if payment is None:
        return [{"key": _("Fee"), "value": _unpaid_fee(case)}]
    # Each officer sees what this person pays, and the total that came in for the application.
    numbers = {each.pk: each.number for each in found.together(case)}
    books = payments.receipt(payment, numbers if len(numbers) > 1 else {})
    return [
        *({"key": _titled(line), "value": money_text(line.amount)} for line in books.lines),
        {"key": _("Paid"), "value": f"{money_text(books.total)}, {moment_text(books.paid_at)}"},
        *({"key": _titled(line), "value": f"-{money_text(line.amount)}"} for line in books.refunds),
    ]


def _titled(line: payments.Line) -> str:
    return f"{line.title} ({line.who})" if line.who else str(line.title)


def _family(case: Case) -> list[dict[str, str]]:
    """Return the other people of the application: each is decided alone, and opened on record."""
    return [
        {
            "url": reverse("admin:applications_case_change", args=[each.pk]),
            "number": each.number,
            "program": str(programs.get(each.program).title),
            "stage": words.stage(each.status),
        }
        for each in found.together(case)
        if each.pk != case.pk
    ]


def _person(case: Case) -> list[dict[str, str]]:
    """Return who the case of a member of the family is about; the profile is of the main person."""
    draft = queries.opened(case)
    born = draft.book(Facts(policy_set=case.policy_set), clock.today()).day("date_of_birth")
    return [
        {"key": _("Name"), "value": draft.who},
        {"key": _("Date of birth"), "value": date_text(born) if born else ""},
    ]


def _contact(case: Case) -> list[dict[str, str]]:
    try:
        card = people.profile(case.owner)
    except people.NotEnrolled:
        return []
    return [
        {"key": _("Name"), "value": card.full_name},
        {"key": _("Name to use when we write"), "value": card.preferred_name},
        {"key": _("Date of birth"), "value": date_text(date.fromisoformat(card.birth_date))},
        {"key": _("Client number (UCI)"), "value": card.client_number},
        {"key": _("Postal address"), "value": "\n".join(card.address_lines)},
        {"key": _("Phone"), "value": card.phone},
        {"key": _("Language of letters"), "value": str(words.LANGUAGES[card.language])},
    ]


@case_page
def answers(request: HttpRequest, case: Case) -> HttpResponse:
    """Show what was signed and sent, with corrections beside it and what the rules point at."""
    record(request, case, part=Part.ANSWERS)
    draft = queries.opened(case)
    sent = local(case.submitted_at).date() if case.submitted_at else clock.today()
    facts = Facts(policy_set=case.policy_set, profile=_profile(case) if case.is_main else {})
    findings = draft.program.findings(draft.answers, facts, sent)
    context = case_context(request, case, "answers") | {
        "flags": [finding for finding in findings if finding.level == FindingLevel.FLAG],
        "warnings": [finding for finding in findings if finding.level == FindingLevel.WARNING],
        "sections": sections(draft, facts, sent, found.corrections(case)),
    }
    return render(request, "desk/case/answers.html", context)


def _profile(case: Case) -> dict[str, str]:
    try:
        card = people.profile(case.owner)
    except people.NotEnrolled:
        return {}
    return {"family_name": card.family_name, "given_name": card.given_name, "date_of_birth": card.birth_date}


@case_page
def documents(request: HttpRequest, case: Case) -> HttpResponse:
    """Show what was asked for and what was sent; each file opens on a page of its own."""
    record(request, case, part=Part.DOCUMENTS)
    context = case_context(request, case, "documents") | {"slots": files.slots(case.dossier)}
    return render(request, "desk/case/documents.html", context)


@case_page
def conversation(request: HttpRequest, case: Case) -> HttpResponse:
    """Show the conversation; on POST send a reply."""
    officer, dossier, form = officer_of(request), case.application.shared_dossier, None
    if request.method == "POST" and SWITCH not in request.POST:
        form = talk.reply(dossier, officer, request.POST, at=clock.now())
        if form is None:
            news.success(request, _("Your message was sent."))
            return redirect("admin:applications_case_messages", case.pk)
    record(request, case, part=Part.MESSAGES)
    asked = request.GET.get("messages", "")
    page = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else None  # noqa: PLR2004 - a page
    panel = talk.panel(dossier, officer, at=clock.now(), page=page, form=form or talk.typed(request))
    context = case_context(request, case, "messages") | {
        "panel": panel,
        "toggle_form": "typed" if panel.can_write else "",
        "action": request.path,
        "errors": form is not None,
    }
    return render(request, "desk/case/messages.html", context, status=UNPROCESSABLE if form else 200)


@case_page
def history(request: HttpRequest, case: Case) -> HttpResponse:
    """Show what happened, as the desk may read it."""
    record(request, case, part=Part.HISTORY)
    happened = timeline([case.dossier_id, case.application.shared_dossier_id], Audience.DESK)
    # Openings are many: they stand by themselves, so that the steps can be seen.
    context = case_context(request, case, "history") | {
        "events": [event_line(entry) for entry in happened if entry.kind not in READINGS],
        "openings": [
            {"who": entry.who, "at": entry.at, "part": _part(entry), "reason": _reason(entry)}
            for entry in happened
            if entry.kind in READINGS
        ],
    }
    return render(request, "desk/case/history.html", context)


def event_line(entry: TimelineEntry) -> dict[str, str]:
    """Return one step as the timeline shows it."""
    return {
        "when": moment_text(entry.at),
        "iso": entry.at.isoformat(),
        "actor": _("%(who)s:") % {"who": entry.who},
        "text": entry.sentence,
    }


def _part(entry: TimelineEntry) -> str:
    part = str(entry.facts.get("part", ""))
    return str(words.PARTS.get(part, entry.sentence))


def _reason(entry: TimelineEntry) -> str:
    code = entry.facts.get("reason")
    return str(OpenReason(code).label) if code in OpenReason.values else ""
