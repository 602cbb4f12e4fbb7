"""The one parent of every refusal that a person may read."""

from django.utils.functional import Promise


class DomainError(Exception):
    """A service refused; its text is safe and clear enough to show to the person.

    Args:
        message: translated (or lazily translated) sentence, free of personal data.
    """

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        """Return the sentence in the active language."""
        return str(self.message)
