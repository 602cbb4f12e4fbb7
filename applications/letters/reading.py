"""Open kept letters for the person, the desk, a copy of one's data, and erasing."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet
from django.utils.text import slugify

from applications.letters.paper import Paper
from applications.models import Letter, LetterCopy
from privacy.services import dossiers

if TYPE_CHECKING:
    from applications.models import Case


_TYPES = {"pdf": "application/pdf", "p7s": "application/pkcs7-signature", "json": "application/json"}


@dataclass(frozen=True, slots=True, repr=False)
class Opened:
    """One copy of a letter, opened."""

    letter: Letter
    language: str
    paper: Paper
    pdf: bytes
    signature: bytes
    payload: bytes | None

    def file(self, extension: str) -> "File | None":
        """Return the signed PDF, its detached signature or the signed data; None if there is no such file."""
        content = {"pdf": self.pdf, "p7s": self.signature, "json": self.payload}.get(extension)
        if content is None:
            return None
        # The signature's name is that of the file it covers, with its own ending: openssl's users expect it so.
        ending = extension if extension != "p7s" else "json.p7s" if self.payload is not None else "pdf.p7s"
        name = f"{slugify(self.paper.title)}-{self.letter.code[:4].lower()}.{ending}"
        return File(name, _TYPES[extension], content)


@dataclass(frozen=True, slots=True, repr=False)
class File:
    """A file of a letter as it is handed out."""

    name: str
    media_type: str
    content: bytes

    @property
    def headers(self) -> dict[str, str]:
        """What a browser is told: to save it, and as what."""
        return {
            "Content-Type": self.media_type,
            "Content-Disposition": f'attachment; filename="{self.name}"',
            "X-Content-Type-Options": "nosniff",
        }


def letters_of(case: "Case") -> QuerySet[Letter]:
    """Return the letters of a case, the newest first: one query, no key."""
    return Letter.objects.filter(case=case)


def opened(letter: Letter, language: str) -> Opened:
    """Open a letter in a language; the one it was written in if it exists in no other."""
    copies = {copy.language: copy for copy in letter.copies.all()}
    copy = copies.get(language) or copies[letter.language]
    vault = dossiers.unlock(letter.dossier)
    return Opened(
        letter=letter,
        language=copy.language,
        paper=Paper.from_json(vault.read(copy, "paper")),
        pdf=vault.read(copy, "pdf"),
        signature=vault.read(copy, "signature"),
        payload=vault.read(copy, "payload"),
    )


def export(dossier_id: UUID) -> Iterable[Mapping[str, object]]:
    """Return the letters of a dossier as text, for a copy of one's data."""
    copies = LetterCopy.objects.select_related("letter__dossier").defer("pdf", "payload", "signature")
    for copy in copies.filter(letter__dossier=dossier_id).order_by("letter__issued_at", "language"):
        paper = Paper.from_json(dossiers.unlock(copy.letter.dossier).read(copy, "paper"))
        yield {
            "kind": "letter",
            "title": paper.title,
            "language": copy.language,
            "issued_at": copy.letter.issued_at.isoformat(),
            "code": copy.letter.code,
            "text": paper.texts(),
        }


def erase(dossier_id: UUID) -> Sequence[str]:
    """Delete the letters of a dossier; no stored file belongs to them."""
    Letter.objects.filter(dossier=dossier_id).delete()
    return ()
