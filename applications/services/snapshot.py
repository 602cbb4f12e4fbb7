"""Freeze what is sent: canonical JSON for machines, tables for people, tied together by one fingerprint."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import translation
from django.utils.translation import gettext

from applications.letters.facts import Bilingual, Recipient, RecordSection, SentDocument, Snapshot
from applications.program_kit import declaration
from mycic.crypto import signing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from applications.completeness import Review
    from applications.letters.paper import Language
    from applications.program_kit.base import Place, Program
    from applications.program_kit.texts import Text

FORMAT = "mycic-submission/1"
_NONCE_BYTES = 16


@dataclass(frozen=True)
class Act:
    """One signature, under all records of an application.

    Attributes:
        by: the name of the owner who signs.
        references: the numbers of all cases of the application.
        language: in which the person signs.
        at: the moment of signing.
    """

    by: str
    references: tuple[str, ...]
    language: Language
    at: datetime


@dataclass(frozen=True)
class Frozen:
    """What the signature covers, and its print.

    Attributes:
        payload: canonical JSON in UTF-8.
        snapshot: the same facts as tables, in the applicant's language.
    """

    payload: bytes
    snapshot: Snapshot


def freeze(
    review: Review,
    *,
    documents: Sequence[Mapping[str, object]],
    explanations: Sequence[Mapping[str, Any]],
    recipient: Recipient,
    reference: str,
    notice: str,
    act: Act,
) -> Frozen:
    """Return what is sent, frozen.

    Args:
        review: the draft with everything that was said about it.
        documents: the list of files as ``documents.queries.manifest`` gives it: id, slot, name, size, sha256.
        explanations: why some documents cannot be had, as ``documents.queries.explanations`` gives it.
        recipient: whom the case is about, as the print names them.
        reference: the case's number.
        notice: id of the collection notice that stood above the forms.
        act: the signature.
    """
    language, at = act.language, act.at
    payload = signing.canonical_json(
        {
            "format": FORMAT,
            "case": str(review.draft.case.pk),
            "reference": reference,
            "application": {"id": str(review.draft.case.application_id), "references": list(act.references)},
            "program": {
                "code": review.draft.program.code,
                "version": review.draft.program.version,
                "policy_set": review.draft.case.policy_set,
            },
            "language": language,
            "answers": _typed(review),
            "documents": [dict(document) for document in documents],
            "explanations": [{key: said[key] for key in ("slot", "text", "explained_at")} for said in explanations],
            "declaration": {"version": declaration.VERSION, "points": list(declaration.points(language))},
            "notice": notice,
            "signed_at": at,
            "nonce": secrets.token_hex(_NONCE_BYTES),
        }
    )
    with translation.override(language):
        snapshot = Snapshot(
            recipient=recipient,
            program=both(review.draft.program.title),
            reference=reference,
            sections=(*_sections(review), *_explained(explanations, language)),
            documents=tuple(sent_document(review.draft.program, document) for document in documents),
            declaration=declaration.points(language),
            signed_by=act.by if recipient.care_of else "",
            signed_at=at,
            canonical_sha256=hashlib.sha256(payload).hexdigest(),
        )
    return Frozen(payload, snapshot)


def both(text: Text) -> Bilingual:
    """Return a lazy text in both languages."""
    spoken = {}
    for language in ("en", "fr"):
        with translation.override(language):
            spoken[language] = str(text)
    return Bilingual(**spoken)


def sent_document(program: Program, document: Mapping[str, object]) -> SentDocument:
    """Return one file as letters list it: what it is, its name, size and fingerprint."""
    rule = next((rule for rule in program.documents if rule.code == document["slot"]), None)
    title = both(rule.title) if rule else Bilingual(str(document["slot"]), str(document["slot"]))
    label = Bilingual(*(f"{words}: {document['name']}" for words in (title.en, title.fr)))
    return SentDocument(label=label, size=int(str(document["size"])), sha256=str(document["sha256"]))


def _typed(review: Review) -> dict[str, dict[str, object]]:
    """Return what the print shows, as typed: an answer whose question is not asked any more is not signed."""
    book, places = review.book, review.draft.program.places
    return {
        section: {
            name: {key: entry.get(key) for key in ("v", "at", "ok")} | _counted(places.get(name), entry)
            for name, entry in entries.items()
            if entry.get("v") and (name not in places or book.shows(name))
        }
        for section, entries in review.draft.entries.items()
    }


def _counted(place: Place | None, entry: Mapping[str, object]) -> dict[str, object]:
    return {"v": place.question.counted(entry.get("v"))} if place else {}


def _explained(explanations: Sequence[Mapping[str, Any]], language: Language) -> list[RecordSection]:
    rows = tuple((str(said["title"][language]), str(said["text"])) for said in explanations)
    return [RecordSection(gettext("Documents that you cannot get"), rows)] if rows else []


def _sections(review: Review) -> list[RecordSection]:
    book = review.book
    found = []
    for section in review.draft.program.sections:
        rows = tuple(
            (str(question.label), question.show(book.raw(question.name)))
            for question in section.questions
            if book.shows(question.name) and book.raw(question.name)
        )
        if rows:
            found.append(RecordSection(str(section.title), rows))
    return found
