"""The record of what a person signs: every answer as a table, the documents, the declaration."""

import datetime as dt

from django.utils import translation
from django.utils.translation import gettext as _

from applications.choices import LetterKind
from applications.letters import printing, wording
from applications.letters.facts import Snapshot
from applications.letters.paper import Block, Language, Paper, bullets, heading, paragraph, table
from mycic import references
from mycic.formats import text as words
from mycic.operator import operator


def submission_pdf(snapshot: Snapshot, language: Language, *, at: dt.datetime, code: str = "") -> bytes:
    """Print the record, ready to be signed by the applicant's own key.

    Args:
        snapshot: what was signed.
        language: the applicant's language.
        at: the moment of signing, written into the file.
        code: the verification code under which the record will be kept; see ``codes.new``.
    """
    return printing.print_paper(paper_of(snapshot, language), family="submission", code=code, at=at)


def paper_of(snapshot: Snapshot, language: Language) -> Paper:
    """Write the record in words; the same paper is the online copy."""
    with translation.override(language):
        title = _("Application: %(program)s") % {"program": snapshot.program.spoken(language)}
        return Paper(
            kind=LetterKind.SUBMISSION.value,
            language=language,
            title=title,
            recipient=(snapshot.recipient.name,),
            about=_about(snapshot),
            blocks=(*_answers(snapshot), *_attachments(snapshot, language)),
            operator=(operator(language).name,),
            footer=f"{operator(language).name} · {title}",
            latin=((snapshot.recipient.name, snapshot.recipient.latin),) if snapshot.recipient.latin else (),
        )


def _about(snapshot: Snapshot) -> tuple[str, ...]:
    lines = []
    if snapshot.reference:
        lines.append(_("Application number: %(number)s") % {"number": references.display(snapshot.reference)})
    if snapshot.signed_at is not None:
        lines.append(_("Signed: %(moment)s") % {"moment": words.moment_text(snapshot.signed_at)})
    if snapshot.signed_by:
        lines.append(_("Signed by: %(name)s") % {"name": snapshot.signed_by})
    return tuple(lines)


def _answers(snapshot: Snapshot) -> list[Block]:
    blocks: list[Block] = []
    for section in snapshot.sections:
        blocks.append(heading(section.title))
        blocks.append(table(section.title, (_("Question"), _("Answer")), section.rows, (2, 3)))
    return blocks


def _attachments(snapshot: Snapshot, language: Language) -> list[Block]:
    blocks = [heading(_("Documents")), wording.documents_table(snapshot.documents, language)]
    if snapshot.declaration:
        blocks += [heading(_("Declaration")), bullets(*snapshot.declaration)]
    blocks += [paragraph(note) for note in snapshot.notes]
    if snapshot.canonical_sha256:
        blocks += [
            heading(_("Fingerprint of the signed data (SHA-256)")),
            paragraph(wording.fingerprint(snapshot.canonical_sha256)),
        ]
    return blocks
