"""What this app holds about people, for export and for destruction."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from applications import queries
from applications.choices import DecisionState
from applications.letters import reading
from applications.models import (
    Application,
    Case,
    Correction,
    Decision,
    MoreNeeded,
    Petition,
    SchoolRequest,
)
from applications.queries import desk, family, payments, petitions
from mycic import clock
from privacy import registry
from privacy.choices import DestroyReason
from privacy.services import dossiers


def export(dossier_id: UUID) -> Iterable[Mapping[str, object]]:
    """Return every answer and every letter of a case, for the person themself."""
    case = Case.objects.select_related("dossier__key").filter(dossier_id=dossier_id).first()
    if case is None:
        yield from _for_school(dossier_id)
        return
    draft = queries.opened(case)
    for section in draft.program.sections:
        for question in section.questions:
            entry = draft.entries.get(section.key, {}).get(question.name)
            if entry:
                yield {
                    "section": str(section.title),
                    "question": str(question.label),
                    "answer": question.show(entry.get("v")),
                    "typed": entry.get("v"),
                    "at": entry.get("at"),
                    "confirmed": entry.get("ok"),
                }
    yield from _after_sending(case)
    yield from _part(case)
    yield from _paid(case)
    yield from reading.export(dossier_id)


def _part(case: Case) -> Iterable[Mapping[str, object]]:
    """Return how a member of the family confirmed their part, and what they said about it."""
    link = family.link_of(case)
    if link is not None:
        yield {
            "kind": "confirmation",
            "link_made": link.made_at.isoformat(),
            "confirmed": link.confirmed_at and link.confirmed_at.isoformat(),
            "objection": dossiers.unlock(case.dossier).read(link, "objection"),
        }


def _paid(case: Case) -> Iterable[Mapping[str, object]]:
    """Return every try to pay for the case's application, with what arrived and what went back."""
    slips = payments.slips_of(case)
    for payment in payments.of_application(case):
        settlement, slip = getattr(payment, "settlement", None), slips.get(str(payment.pk))
        yield {
            "kind": "payment",
            "number": str(payment.pk),
            "state": payment.state,
            "amount": str(payment.amount),
            "started": payment.started_at.isoformat(),
            "at_bank": {"number": slip.number, "receipt": slip.receipt} if slip else None,
            "lines": {line.code: str(line.amount) for line in payment.charges.all()},
            "arrived": settlement and settlement.settled_at.isoformat(),
            "refunds": {row.reason: str(row.amount) for row in settlement.refunds.all()} if settlement else {},
        }


def _for_school(dossier_id: UUID) -> Iterable[Mapping[str, object]]:
    """Return what a school got, asked and answered, from the dossier of its copy."""
    row = SchoolRequest.objects.select_related("dossier__key").filter(dossier_id=dossier_id).first()
    if row is not None:
        vault = dossiers.unlock(row.dossier)
        yield {
            "kind": "school",
            "institution": row.institution,
            "sent": row.sent_at and row.sent_at.isoformat(),
            "answers": vault.read(row, "content"),
            "exchange": vault.read(row, "exchange"),
            "answer": vault.read(row, "answer"),
            "answer_of_the_school_before": vault.read(row, "before"),
            "asked_to": row.step,
            "number": row.number,
            "yearly_checks": [
                {
                    "year": check.year,
                    "asked": check.asked_at.isoformat(),
                    "eligible": check.is_eligible,
                    "reason": vault.read(check, "reason"),
                }
                for check in row.yearly_checks.order_by("year")
            ],
        }


def _after_sending(case: Case) -> Iterable[Mapping[str, object]]:
    """Return what was corrected, asked and decided; the letters hold the words of the last two once more."""
    kinds: dict[str, Sequence[Any]] = {
        "correction": desk.corrections(case),
        "request": desk.requests(case),
        # A decision that was only proposed is an officer's thought; it is told when it counts.
        "decision": [each for each in desk.decisions(case) if each.state not in {DecisionState.PROPOSED, desk.LAPSED}],
        "petitions": petitions.asked(case),
    }
    for kind, rows in kinds.items():
        for row in rows:
            yield {"kind": kind} | {name: str(value) for name, value in asdict(row).items() if value is not None}


def erase(dossier_id: UUID) -> list[str]:
    """Delete the case with all that hangs on it, and the envelope with its last case; safe to repeat; no files here."""
    _erase_for_school(dossier_id)
    # Requests and decisions point at their letters, so they go first.
    for model in (MoreNeeded, Decision, Correction, Petition):
        model._default_manager.filter(case__dossier=dossier_id).delete()
    reading.erase(dossier_id)
    # Whoever saves an answer holds this row: wait, so that nothing is written behind the deletion.
    case = Case.objects.select_for_update().filter(dossier_id=dossier_id).first()
    if case is not None:
        application = case.application
        case.delete()
        if not application.cases.exists():
            application.delete()
    Application.objects.filter(shared_dossier_id=dossier_id, cases__isnull=True).delete()
    return []


def _erase_for_school(dossier_id: UUID) -> None:
    """Delete what a school got, with its own dossier or with the case; the copy's key goes with the case too."""
    SchoolRequest.objects.filter(dossier_id=dossier_id).delete()
    for row in SchoolRequest.objects.filter(case__dossier=dossier_id).select_related("dossier", "case"):
        dossier, name = row.dossier, row.case.program
        row.delete()
        dossiers.destroy(dossier, reason=DestroyReason.SCHEDULE, at=clock.now(), title=name)


def title(dossier_id: UUID) -> str | None:
    """Return the program of a case, for the list of what was deleted."""
    return Case.objects.filter(dossier_id=dossier_id).values_list("program", flat=True).first()


SOURCE = registry.PersonalDataSource(
    name="applications",
    holds=_("Your applications and every answer in them"),
    expiry=_("A draft: 90 days after its start. A sent application: with its retention period."),
    models=frozenset(
        {
            "applications.Application",
            "applications.Case",
            "applications.Answers",
            "applications.Letter",
            "applications.LetterCopy",
            "applications.MoreNeeded",
            "applications.Decision",
            "applications.Correction",
            "applications.Petition",
            "applications.SchoolRequest",
            "applications.YearlyCheck",
            "applications.SignedRecord",
            "applications.PartLink",
        }
    ),
    export=export,
    erase=erase,
    title=title,
)
