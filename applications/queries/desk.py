"""What officers look up: the queue, a case by its number, what hangs on a case. No key is opened for a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, UUIDField
from django.utils.translation import gettext as _

from applications.choices import AT_DESK, CLOSED, OWING, DecisionState, PetitionKind, PetitionState, Status
from applications.models import Case, Correction, Decision, MoreNeeded, Petition, SchoolRequest
from applications.program_kit import tables
from applications.queries import petitions
from applications.queries.schools import unanswered
from mycic import clock, deadlines, references
from privacy.services import dossiers

if TYPE_CHECKING:
    from accounts.models import User
    from documents.queries import SlotView

#: A sentence in both languages, by language code.
Words = Mapping[str, str]
#: Rows of one page of the queue.
PAGE = 50
#: The state of a proposal whose case was closed, for example withdrawn, before a second officer came to it.
LAPSED = "lapsed"
#: What the filters offer, by the name of the parameter.
FILTERS = {"stage": "status", "program": "program", "language": "owner__language"}


@dataclass(frozen=True)
class Cursor:
    """Where a page of the queue begins: after the case that was sent at this moment."""

    sent_at: datetime
    case_id: UUID

    def __str__(self) -> str:
        """Return the cursor as a parameter."""
        return f"{self.sent_at.isoformat()}_{self.case_id}"

    @classmethod
    def parse(cls, text: str) -> Cursor | None:
        """Read a parameter; None when it is not one of ours."""
        moment, _mark, key = text.partition("_")
        try:
            sent_at = datetime.fromisoformat(moment)
            # In UTC, as the databases keep it: what has no place in the calendar there is none of ours.
            return cls(sent_at.astimezone(UTC), UUID(key)) if sent_at.tzinfo else None
        except (ValueError, OverflowError):
            return None


def mine(officer: User) -> tuple[list[Case], bool]:
    """Return what an officer has to do, the case that waits longest first, and whether there are more."""
    return _cut(_open_cases(officer).filter(officer=officer))


def for_second_officer(officer: User) -> tuple[list[Case], bool]:
    """Return the refusals that wait for a second officer, without those this one proposed, and if there are more."""
    proposed = Decision.objects.filter(case=OuterRef("pk"), state=DecisionState.PROPOSED)
    waiting = _open_cases(officer).filter(status=Status.SECOND_REVIEW).exclude(officer=officer)
    return _cut(waiting.exclude(Exists(proposed.filter(proposed_by=officer))))


def asked_of_us(officer: User, today: date) -> tuple[list[Case], bool]:
    """Return the cases about which something was asked and not answered, and those whose fee is late: one query.

    Whoever asked to pay no fee and then paid, or withdrew, waits for no answer.

    Args:
        officer: who looks; their own applications are not in it.
        today: the service's date.
    """
    asked = Petition.objects.filter(case=OuterRef("pk"), state=PetitionState.OPEN).filter(
        ~Q(kind=PetitionKind.WAIVE_FEE) | Q(case__application__cases__status=Status.FEE_WAIVER_ASKED)
    )
    late = petitions.declined_waivers().filter(
        case__application=OuterRef("application"), answered_at__lt=petitions.late_since(today)
    )
    found = Case.objects.filter(Exists(asked) | Q(Exists(late), status=Status.FEE_DUE)).exclude(owner=officer)
    return _cut(found.select_related("owner", "officer", "application").order_by("submitted_at", "pk"))


def late_schools(officer: User) -> tuple[list[Case], bool]:
    """Return the requests that a school has not answered in time, the one that waits longest first."""
    late = unanswered().filter(case=OuterRef("pk"), escalated_at__isnull=False)
    found = Case.objects.filter(Exists(late)).exclude(owner=officer)
    return _cut(found.select_related("owner", "officer", "application").order_by("submitted_at", "pk"))


def ended_verifications(officer: User) -> tuple[list[Case], bool]:
    """Return the cases whose verification ended and that no officer has looked at, the oldest end first."""
    ended = SchoolRequest.objects.filter(case=OuterRef("pk"), ended_at__isnull=False, end_seen_at__isnull=True)
    found = Case.objects.filter(Exists(ended)).exclude(owner=officer)
    return _cut(found.select_related("owner", "officer", "application").order_by("closed_at", "pk"))


def _cut(found: QuerySet[Case]) -> tuple[list[Case], bool]:
    """Return one page, and whether it left something out."""
    rows = list(found[: PAGE + 1])
    return rows[:PAGE], len(rows) > PAGE


def waiting(officer: User, wanted: Mapping[str, str], *, after: Cursor | None) -> tuple[list[Case], Cursor | None]:
    """Return one page of the queue and where the next one begins, None at its end.

    Args:
        officer: who looks; their own applications are not in it.
        wanted: filters by the names of ``FILTERS``, and ``who``: free, taken or empty for both.
        after: where to go on.
    """
    found = _open_cases(officer)
    if "stage" not in wanted:
        # Nothing can be done for these in the queue: they wait for an answer about the fee, or for the fee.
        found = found.exclude(status__in=OWING)
    found = found.filter(**{FILTERS[name]: value for name, value in wanted.items() if name in FILTERS})
    if wanted.get("who") != "all":
        found = found.filter(officer__isnull=wanted.get("who") != "taken")
    if after is not None:
        found = found.filter(
            Q(submitted_at__gt=after.sent_at) | Q(submitted_at=after.sent_at, pk__gt=after.case_id),
            submitted_at__gte=after.sent_at,
        )
    rows = list(found[: PAGE + 1])
    more = len(rows) > PAGE and rows[PAGE - 1].submitted_at
    return rows[:PAGE], Cursor(more, rows[PAGE - 1].pk) if more else None


def by_number(officer: User, typed: str) -> Case | None:
    """Return the sent case with exactly this number; spaces, hyphens and small letters are forgiven."""
    number = references.normalise(typed)
    if not references.is_valid(number):
        return None
    return Case.objects.filter(reference=number).exclude(owner=officer).first()


def _open_cases(officer: User) -> QuerySet[Case]:
    return (
        Case.objects.filter(status__in=AT_DESK)
        .exclude(owner=officer)
        .select_related("owner", "officer", "application")
        .order_by("submitted_at", "pk")
    )


def together(case: Case) -> list[Case]:
    """Return the sent cases of a case's application, the main one first: itself, and its family."""
    return list(Case.objects.filter(application=case.application_id, submitted_at__isnull=False).order_by("position"))


def sent_case(key: UUID) -> Case | None:
    """Return a case with everything that its pages show of it, in one query."""
    return (
        Case.objects.select_related("dossier__key", "application__shared_dossier__key", "owner", "officer")
        .annotate(
            has_unseen_corrections=Exists(Correction.objects.filter(case=OuterRef("pk"), seen_at__isnull=True)),
            has_open_requests=Exists(MoreNeeded.objects.filter(case=OuterRef("pk"), answered_at__isnull=True)),
            has_late_requests=_late_requests(),
            has_petitions=Exists(Petition.objects.filter(case=OuterRef("pk"))),
            has_unseen_end=Exists(
                SchoolRequest.objects.filter(case=OuterRef("pk"), ended_at__isnull=False, end_seen_at__isnull=True)
            ),
            has_late_school=Exists(unanswered().filter(case=OuterRef("pk"), escalated_at__isnull=False)),
            proposer=Subquery(
                Decision.objects.filter(case=OuterRef("pk"), state=DecisionState.PROPOSED).values("proposed_by")[:1],
                output_field=UUIDField(),
            ),
        )
        .filter(pk=key)
        .first()
    )


def _late_requests() -> Q:
    """Tell of a case whether something was asked, and no request can be answered in time any more."""
    open_now = MoreNeeded.objects.filter(case=OuterRef("pk"), answered_at__isnull=True)
    return Q(Exists(open_now)) & ~Q(Exists(open_now.filter(last_day__gte=clock.today())))


@dataclass(frozen=True)
class Target:
    """Until when a case should be reviewed.

    Attributes:
        day: the last day that meets the target.
        left: business days until then; negative when it is over.
    """

    day: date
    left: int


def target(case: Case, sent_on: date, today: date) -> Target:
    """Return the review target of a case: business days of the federal calendar after the day of sending."""
    days = tables.limit("review_target_business_days", case.policy_set, sent_on)
    day = deadlines.add_business_days(sent_on, days, deadlines.federal)
    if today <= day:
        return Target(day, deadlines.business_days_between(today, day, deadlines.federal))
    return Target(day, -deadlines.business_days_between(day, today, deadlines.federal))


# No repr: a traceback must not print what a person wrote.
@dataclass(frozen=True, repr=False)
class CorrectionView:
    """A correction, opened."""

    id: UUID
    question: str
    was: object
    now: object
    why: str
    made_at: datetime
    seen_at: datetime | None


@dataclass(frozen=True, repr=False)
class RequestView:
    """A request to the applicant, opened."""

    id: UUID
    letter_id: UUID | None
    asked_at: datetime
    last_day: date
    answered_at: datetime | None
    items: tuple[Words, ...]
    note: Words | None


@dataclass(frozen=True, repr=False)
class DecisionView:
    """A decision, opened."""

    id: UUID
    outcome: str
    outcome_label: str
    state: str
    state_label: str
    proposed_by_id: UUID
    proposed_at: datetime
    second_at: datetime | None
    grounds: tuple[str, ...]
    reasons: Words | None
    valid_until: date | None
    conditions: tuple[Words, ...]


def corrections(case: Case) -> list[CorrectionView]:
    """Return what the applicant corrected after sending, the oldest first: one query, no key of its own."""
    vault = dossiers.unlock(case.dossier)
    found = []
    for row in Correction.objects.filter(case=case).order_by("made_at"):
        content: dict[str, Any] = vault.read(row, "content")
        found.append(
            CorrectionView(
                row.pk, content["question"], content["was"], content["now"], content["why"], row.made_at, row.seen_at
            )
        )
    return found


def requests(case: Case) -> list[RequestView]:
    """Return what the applicant was asked for, the newest first: one query."""
    vault = dossiers.unlock(case.dossier)
    return [
        RequestView(
            id=row.pk,
            letter_id=row.letter_id,
            asked_at=row.asked_at,
            last_day=row.last_day,
            answered_at=row.answered_at,
            items=tuple(vault.read(row, "items")),
            note=_both(vault.read(row, "note")),
        )
        for row in MoreNeeded.objects.filter(case=case).order_by("-asked_at")
    ]


def unsent(request: RequestView, slots: Iterable[SlotView]) -> list[SlotView]:
    """Return what the applicant put into the slots of a request: until they send the answer, it waits."""
    codes = set() if request.answered_at else {item["code"] for item in request.items}
    return [slot for slot in slots if slot.code in codes and slot.is_answered]


def decisions(case: Case) -> list[DecisionView]:
    """Return the decisions on a case, the newest first: one query."""
    vault = dossiers.unlock(case.dossier)
    found = []
    for row in Decision.objects.filter(case=case).order_by("-proposed_at"):
        said: dict[str, Any] = vault.read(row, "reasons")
        state, label = _state_of(row, case)
        found.append(
            DecisionView(
                id=row.pk,
                outcome=row.outcome,
                outcome_label=row.get_outcome_display(),
                state=state,
                state_label=label,
                proposed_by_id=row.proposed_by_id,
                proposed_at=row.proposed_at,
                second_at=row.second_at,
                grounds=tuple(said["grounds"]),
                reasons=_both(said),
                valid_until=date.fromisoformat(said["valid_until"]) if said["valid_until"] else None,
                conditions=tuple(said["conditions"]),
            )
        )
    return found


def _state_of(row: Decision, case: Case) -> tuple[str, str]:
    if row.state == DecisionState.PROPOSED and case.status in CLOSED:
        return LAPSED, _("Not settled: the case was closed first")
    return row.state, row.get_state_display()


def proposal(found: Sequence[DecisionView]) -> DecisionView | None:
    """Return the refusal that waits for a second officer, if one does."""
    return next((each for each in found if each.state == DecisionState.PROPOSED), None)


def _both(words: Mapping[str, str] | None) -> Words | None:
    return {"en": words["en"], "fr": words["fr"]} if words and words["en"] and words["fr"] else None
