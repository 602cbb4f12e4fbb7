"""What this app holds about people, and how it is handed out and erased."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from documents import queries
from documents.services import uploads
from privacy import registry


def export(dossier_id: UUID) -> Iterable[Mapping[str, object]]:
    """Return what was sent to a dossier: names, sizes, times and fingerprints of its files."""
    return queries.export(dossier_id)


def erase(dossier_id: UUID) -> Sequence[str]:
    """Delete the rows of a dossier and return the keys of the sealed files."""
    return uploads.erase(dossier_id)


def register() -> None:
    """Hand the source in."""
    registry.register_source(
        registry.PersonalDataSource(
            name="documents",
            holds=_("The files that you send, their names, and your explanations for papers you cannot get."),
            expiry=_("Together with the application that they belong to."),
            models=frozenset({"documents.FileRoom", "documents.Slot", "documents.Document"}),
            export=export,
            erase=erase,
            remove_file=uploads.discard_blob,
        )
    )
