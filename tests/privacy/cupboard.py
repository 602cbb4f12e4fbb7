"""A source of personal data as small as possible: rows in memory, files as names."""

from uuid import UUID

from privacy.registry import PersonalDataSource


class Cupboard:
    """Holds file names by dossier and notes what is taken out."""

    name = "cupboard"

    def __init__(self) -> None:
        self.files: dict[UUID, list[str]] = {}
        self.titles: dict[UUID, str] = {}
        self.removed: list[str] = []
        self.broken_rows = False
        self.broken_storage = False
        self.source = PersonalDataSource(
            name=self.name,
            holds="names",
            expiry="never",
            export=lambda _dossier: [],
            erase=self.erase,
            remove_file=self.remove_file,
            title=self.titles.get,
        )

    def erase(self, dossier_id: UUID) -> list[str]:
        if self.broken_rows:
            raise RuntimeError("a foreign key resists")
        return self.files.get(dossier_id, [])

    def remove_file(self, name: str) -> None:
        if self.broken_storage:
            raise OSError("storage is away")
        self.removed.append(name)
