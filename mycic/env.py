"""Typed readers of the environment; a bad value is named at start, a secret may come from a file.

``MYCIC_NAME_FILE`` wins over ``MYCIC_NAME`` for secrets; a trailing newline in the file is dropped.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

PREFIX = "MYCIC_"
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def load(path: Path) -> None:
    """Read ``NAME=value`` lines into the environment; a value that is set there already wins.

    `make run` writes such a file, so that `manage.py demo_code` typed by hand finds the same demonstration.
    ``MYCIC_ENV_FILE`` names another file; empty means none.
    """
    named = os.environ.get(f"{PREFIX}ENV_FILE")
    source = path if named is None else Path(named)
    if named == "" or not source.is_file():
        return
    for line in source.read_text(encoding="utf-8").splitlines():
        name, separator, value = line.strip().partition("=")
        if separator and name.startswith(PREFIX):
            os.environ.setdefault(name, value)


def text(name: str, default: str | None = None) -> str:
    """Return a text value, or the default; raise ImproperlyConfigured when neither exists."""
    value = os.environ.get(PREFIX + name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set {PREFIX}{name}: it has no default.")
    return value


def secret(name: str, default: str | None = None) -> str:
    """Return a secret from the file named by ``<name>_FILE``, else from the variable itself."""
    path = os.environ.get(f"{PREFIX}{name}_FILE")
    if not path:
        return text(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{PREFIX}{name}_FILE names a file that cannot be read: {path}.") from error


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no value; anything but the usual words raises ImproperlyConfigured."""
    value = os.environ.get(PREFIX + name)
    if value is None:
        return default
    if value.lower() in _TRUE | _FALSE:
        return value.lower() in _TRUE
    raise ImproperlyConfigured(f"{PREFIX}{name} must be true or false, not {value!r}.")


def number(name: str, default: int, *, at_least: int = 0) -> int:
    """Return a whole number not below ``at_least``."""
    value = os.environ.get(PREFIX + name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < at_least:
        raise ImproperlyConfigured(f"{PREFIX}{name} must be a whole number of at least {at_least}, not {value!r}.")
    return int(value)


def listing(name: str, default: Sequence[str] = ()) -> list[str]:
    """Return comma-separated values without blanks."""
    value = os.environ.get(PREFIX + name)
    if value is None:
        return list(default)
    return [item.strip() for item in value.split(",") if item.strip()]


def choice(name: str, allowed: Sequence[str], default: str) -> str:
    """Return one of the allowed words."""
    value = text(name, default)
    if value not in allowed:
        raise ImproperlyConfigured(f"{PREFIX}{name} must be one of {', '.join(allowed)}, not {value!r}.")
    return value


def folder(name: str, default: Path) -> Path:
    """Return an absolute folder path; it is made by whoever writes to it."""
    return Path(text(name, str(default))).resolve()
