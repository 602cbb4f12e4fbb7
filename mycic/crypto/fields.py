"""Sealed columns. A row carries ciphertext; reading and writing is explicit, through an unlocked ``Vault``.

Example::

    class Message(models.Model):
        body = fields.SealedText()

    vault = dossiers.unlock(dossier)
    vault.write(message, "body", "Bonjour")
    vault.read(message, "body")
"""

import json
import unicodedata
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import UUID

from django.db import models
from django.db.models.expressions import Col
from django.db.models.lookups import IsNull

from mycic.crypto import envelope, padding
from mycic.crypto.envelope import Binding, DataKey
from mycic.crypto.errors import CannotOpen, SealedFieldMisuse

if TYPE_CHECKING:
    _BinaryField = models.BinaryField[Any, Any]
else:
    _BinaryField = models.BinaryField


class Sealed(bytes):
    """Ciphertext of a column; printing it shows nothing, not even its length."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Show nothing."""
        return "<sealed>"

    __str__ = __repr__


class SealedCol(Col):
    """Reference to a sealed column in a query: it may be loaded with its row and nothing else."""

    def resolve_expression(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse ordering, aggregating and computing."""
        _refuse(self.target)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Refuse ``values()`` and ``values_list()``; allow the loading of rows."""
        if not compiler.query.default_cols:
            _refuse(self.target)
        return super().as_sql(compiler, connection)


class SealedIsNull(IsNull):
    """The one question that a sealed column answers in a query: is there a value?"""

    def process_lhs(self, compiler: Any, connection: Any, lhs: Any = None) -> Any:
        """Compile the bare column."""
        lhs = lhs or self.lhs
        return super().process_lhs(compiler, connection, Col(lhs.alias, lhs.target))


class SealedField(_BinaryField):
    """A column of sealed bytes that refuses filter, order_by and values.

    Args:
        system: True if the column is sealed under the system key (``system_vault``), False if under a dossier's.
    """

    def __init__(self, *args: Any, system: bool = False, **kwargs: Any) -> None:
        """Remember which kind of key the column is sealed under."""
        self.system = system
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Keep ``system`` in migrations."""
        name, path, args, kwargs = super().deconstruct()
        if self.system:
            kwargs["system"] = True
        return name, path, args, kwargs

    def pack(self, value: Any) -> bytes:
        """Turn a Python value into bytes."""
        raise NotImplementedError

    def unpack(self, content: bytes) -> Any:
        """Turn bytes back into the Python value."""
        raise NotImplementedError

    def from_db_value(self, value: Any, *_args: Any) -> Sealed | None:
        """Mask what comes out of the database."""
        return None if value is None else Sealed(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Let nothing but sealed bytes into the column."""
        if value is not None:
            _must_be_sealed(self, value)
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every look-up but ``isnull``."""
        return SealedIsNull if lookup_name == "isnull" else _refuse(self)

    def get_transform(self, _lookup_name: str) -> NoReturn:
        """Refuse every transform."""
        _refuse(self)

    def get_col(self, alias: str, output_field: Any = None) -> Col:
        """Return a reference that only loads."""
        return SealedCol(alias, self, output_field or self)


class SealedText(SealedField):
    """Sealed text, normalised to NFC."""

    def pack(self, value: str) -> bytes:
        """Encode as UTF-8 in NFC."""
        return unicodedata.normalize("NFC", value).encode()

    def unpack(self, content: bytes) -> str:
        """Decode UTF-8."""
        return content.decode()


class SealedJSON(SealedField):
    """Sealed JSON value; its texts are normalised to NFC."""

    def pack(self, value: Any) -> bytes:
        """Encode as compact JSON."""
        text = _dump(value)
        return (text if unicodedata.is_normalized("NFC", text) else _dump(_normalised(value))).encode()

    def unpack(self, content: bytes) -> Any:
        """Decode JSON."""
        return json.loads(content)


class SealedBytes(SealedField):
    """Sealed bytes: a small file such as a letter or a signature."""

    def pack(self, value: bytes) -> bytes:
        """Keep them as they are."""
        return value

    def unpack(self, content: bytes) -> bytes:
        """Keep them as they are."""
        return content


class Vault:
    """An unlocked key with the place it belongs to: reads and writes the sealed columns of its rows."""

    __slots__ = ("_older", "dossier_id", "key")

    def __init__(self, key: DataKey, *, dossier_id: UUID | None, older: Callable[[int], DataKey] | None = None) -> None:
        """Hold a data key.

        Args:
            key: seals everything that is written.
            dossier_id: the dossier it belongs to, None for the system's own rows.
            older: finds the key of an earlier version.
        """
        self.key = key
        self.dossier_id = dossier_id
        self._older = older

    def __repr__(self) -> str:
        """Show nothing."""
        return "<Vault>"

    def write(self, instance: models.Model, column: str, value: Any) -> None:
        """Seal a value into a column of a row that has its primary key; None stays None. The caller saves."""
        field = self._field(instance, column)
        sealed = None
        if value is not None:
            content = padding.pad(field.pack(value))
            sealed = Sealed(self.key.seal(content, aad=self._binding(instance, field)))
        setattr(instance, field.attname, sealed)

    def read(self, instance: models.Model, column: str) -> Any:
        """Return the value sealed in a column, None if there is none.

        Raises:
            CannotOpen: the value was altered, moved from elsewhere or sealed under another key.
        """
        field = self._field(instance, column)
        sealed = getattr(instance, field.attname)
        if sealed is None:
            return None
        key = self._key_for(sealed)
        return field.unpack(padding.unpad(key.open(sealed, aad=self._binding(instance, field))))

    def _key_for(self, sealed: bytes) -> DataKey:
        version = envelope.sealed_version(sealed)
        if version == self.key.version:
            return self.key
        if self._older is None:
            raise CannotOpen
        return self._older(version)

    def _field(self, instance: models.Model, column: str) -> SealedField:
        field = instance._meta.get_field(column)
        if not isinstance(field, SealedField):
            raise SealedFieldMisuse(f"{column} is not a sealed column.")
        if field.system is not (self.dossier_id is None):
            raise SealedFieldMisuse(f"{column} is sealed under the {'system' if field.system else 'dossier'} key.")
        return field

    def _binding(self, instance: models.Model, field: SealedField) -> Binding:
        if instance.pk is None:
            raise SealedFieldMisuse("A row needs its primary key before a value is sealed into it.")
        return Binding(instance._meta.db_table, str(field.column), str(instance.pk), self.dossier_id)


def system_vault() -> Vault:
    """Return the vault of rows that belong to the system: second-step seeds, sessions, job secrets."""
    return Vault(envelope.system_key(), dossier_id=None, older=envelope.system_key)


def _refuse(field: Any) -> NoReturn:
    raise SealedFieldMisuse(f"{field.name} is sealed: load the row and read it through a vault.")


def _must_be_sealed(field: SealedField, value: Any) -> None:
    try:
        envelope.sealed_version(bytes(value) if isinstance(value, bytes | memoryview) else b"")
    except CannotOpen:
        raise SealedFieldMisuse(f"{field.name} takes sealed bytes only: write it through a vault.") from None


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _normalised(value: Any) -> Any:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {_normalised(key): _normalised(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_normalised(item) for item in value]
    return value
