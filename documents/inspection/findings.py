"""What an inspection can answer, and its limits."""

from dataclasses import asdict, dataclass, field
from typing import Any

PAGES = 300
PIXELS = 40_000_000
ALL_PIXELS = 2_000_000_000  # of all pages of a picture together
OBJECTS = 200_000
DECODED_BYTES = 50 * 1024 * 1024
IMAGE_BYTES = PIXELS * 4
TRAILING_BYTES = 1024


class Refused(Exception):
    """The file is refused for a named reason.

    Args:
        reason: a value of ``documents.choices.RejectionReason``.
        found: what the file really is, where that helps the person.
    """

    def __init__(self, reason: str, found: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.found = found


@dataclass(frozen=True)
class Report:
    """An accepted file: its kind, its pages and what the person should look at again."""

    kind: str
    pages: int = 1
    notes: tuple[str, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """Return plain values for the way out of the child process."""
        return asdict(self)
