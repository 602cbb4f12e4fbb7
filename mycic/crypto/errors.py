"""What cryptography may say when it refuses. One sentence for every failed opening, so that nothing can be learnt."""

from django.core.exceptions import FieldError, ImproperlyConfigured


class CannotOpen(Exception):
    """A sealed value, file or key did not open: wrong key, moved, altered, cut short or of an unknown version."""

    def __init__(self) -> None:
        """Carry always the same words: a caller must not be able to tell the reasons apart."""
        super().__init__("This sealed value cannot be opened.")


class KeysNotReady(ImproperlyConfigured):
    """The keys of this installation are missing, incomplete or not the ones that belong to it."""


class SealedFieldMisuse(FieldError):
    """Code tried to search, sort, list or store a sealed column as if it held plain values."""
