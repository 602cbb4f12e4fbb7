"""Moving everything to the active keys: data keys are re-wrapped, system-sealed rows sealed anew, in small batches.

Each batch locks its rows for a moment, so it is safe beside live writers, and what is done is never done again: a run
that was killed is finished by the next one. Apps register what only they know; sealed columns are found in the models.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from django.apps import apps
from django.db import models, transaction

from mycic.crypto import envelope, key_pairs, keyring
from mycic.crypto.envelope import Binding
from mycic.crypto.errors import CannotOpen
from mycic.crypto.fields import SealedField

_log = logging.getLogger(__name__)


class Source(Protocol):
    """Rows that carry something sealed under a key that can be replaced."""

    @property
    def name(self) -> str:
        """Return what the operator reads."""

    @property
    def model(self) -> type[models.Model]:
        """Return the table."""

    @property
    def columns(self) -> list[str]:
        """Return the fields that ``renew`` changes."""

    def renew(self, row: models.Model) -> bool:
        """Bring one row up to date in memory; return whether it changed."""


@dataclass(frozen=True, kw_only=True)
class WrappedRows:
    """Data keys wrapped under a case key. Drafts keep the key of their week; that key itself is sealed anew.

    Args:
        model: the table of wrapped keys.
        owner: the field that holds the owner's UUID.
    """

    model: type[models.Model]
    owner: str = "pk"
    kek_id: str = "kek_id"
    wrapped: str = "wrapped"
    version: str = "version"

    @property
    def name(self) -> str:
        """Return the model's label."""
        return self.model._meta.label

    @property
    def columns(self) -> list[str]:
        """Return the wrapped key and the id of what wraps it."""
        return [self.wrapped, self.kek_id]

    def renew(self, row: models.Model) -> bool:
        """Wrap under the active case key what is wrapped under an older one."""
        active, present = keyring.active("case"), getattr(row, self.kek_id)
        if present == active or not present.startswith("case-"):
            return False
        owner, version = getattr(row, self.owner), getattr(row, self.version)
        wrapped = envelope.rewrap(getattr(row, self.wrapped), present, active, owner=owner, version=version)
        setattr(row, self.wrapped, wrapped)
        setattr(row, self.kek_id, active)
        return True


@dataclass(frozen=True, kw_only=True)
class SigningKeys:
    """Private keys of people: the system's outer layer is sealed anew, the password's inner layer stays closed.

    Args:
        model: the table of key pairs.
        column: the binary column with the sealed private key; empty where the key was destroyed.
        owner: the field that holds the owner's UUID.
    """

    model: type[models.Model]
    column: str
    owner: str

    @property
    def name(self) -> str:
        """Return the model's label."""
        return self.model._meta.label

    @property
    def columns(self) -> list[str]:
        """Return the sealed private key."""
        return [self.column]

    def renew(self, row: models.Model) -> bool:
        """Seal the outer layer under the active system key."""
        old = bytes(getattr(row, self.column) or b"")
        if not old or envelope.sealed_version(old) == envelope.system_key().version:
            return False
        setattr(row, self.column, key_pairs.reseal(old, owner=getattr(row, self.owner)))
        return True


@dataclass(frozen=True)
class SystemColumn:
    """One column that is sealed under the system key."""

    model: type[models.Model]
    field: SealedField

    @property
    def name(self) -> str:
        """Return the model's label and the column."""
        return f"{self.model._meta.label}.{self.field.name}"

    @property
    def columns(self) -> list[str]:
        """Return the column."""
        return [self.field.name]

    def renew(self, row: models.Model) -> bool:
        """Seal the value under the active system key."""
        old, key = getattr(row, self.field.attname), envelope.system_key()
        if old is None or envelope.sealed_version(old) == key.version:
            return False
        binding = Binding(self.model._meta.db_table, str(self.field.column), str(row.pk))
        plain = envelope.system_key(envelope.sealed_version(old)).open(old, aad=binding)
        setattr(row, self.field.attname, key.seal(plain, aad=binding))
        return True


_registered: dict[str, Source] = {}


def register_rewrap(source: Source) -> None:
    """Add rows that ``rotate_keys`` has to bring up to date; called from ``AppConfig.ready``."""
    _registered[source.name] = source


def sources() -> list[Source]:
    """Return everything that carries a replaceable seal: registered rows, then system-sealed columns."""
    columns = [
        SystemColumn(model, field)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, SealedField) and field.system
    ]
    return [*_registered.values(), *columns]


def batches(source: Source, size: int) -> Iterator[int]:
    """Walk a source's rows in order of their primary key; yield after each committed batch how many rows changed."""
    rows = source.model._default_manager.order_by("pk")
    page: list[models.Model] = []
    while True:
        following = rows.filter(pk__gt=page[-1].pk) if page else rows
        with transaction.atomic():
            page = list(following.select_for_update()[:size])
            changed = [row for row in page if _is_renewed(source, row)]
            source.model._default_manager.bulk_update(changed, source.columns)
        if not page:
            return
        yield len(changed)


def _is_renewed(source: Source, row: models.Model) -> bool:
    """Bring a row up to date; one that is damaged is named and left, so that it does not keep all others back."""
    try:
        return source.renew(row)
    except CannotOpen:
        _log.error("rotation.cannot_open", extra={"source": source.name, "row": str(row.pk)})
        return False


def outdated(kind: str) -> list[str]:
    """Return the ids of this kind's keys that nothing new is sealed under."""
    active = keyring.active(kind)
    return sorted(kek_id for kek_id in keyring.ids() if kek_id.startswith(f"{kind}-") and kek_id != active)
