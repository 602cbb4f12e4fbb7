"""Tables that exist in these tests only, outside the registry of apps and thus of migrations."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar
from uuid import uuid4

from django.db import connection, models
from django.test.utils import isolate_apps

from mycic.crypto import fields

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

with isolate_apps("mycic"):

    class Note(models.Model):
        """Sealed under a dossier."""

        objects: ClassVar[models.Manager["Note"]] = models.Manager()
        id: Any = models.UUIDField(primary_key=True, default=uuid4)
        title = models.CharField(max_length=20, default="")
        body = fields.SealedText(null=True)
        facts = fields.SealedJSON(null=True)
        paper = fields.SealedBytes(null=True)

        class Meta:
            app_label = "mycic"
            db_table = "crypto_tests_note"

        def __str__(self) -> str:
            return str(self.pk)

    class Seed(models.Model):
        """Sealed under the system key."""

        objects: ClassVar[models.Manager["Seed"]] = models.Manager()
        id: Any = models.UUIDField(primary_key=True, default=uuid4)
        value = fields.SealedText(null=True, system=True)

        class Meta:
            app_label = "mycic"
            db_table = "crypto_tests_seed"

        def __str__(self) -> str:
            return str(self.pk)

    class Wrapped(models.Model):
        """A data key."""

        objects: ClassVar[models.Manager["Wrapped"]] = models.Manager()
        id: Any = models.UUIDField(primary_key=True, default=uuid4)
        kek_id = models.CharField(max_length=32)
        wrapped = models.BinaryField()
        version = models.IntegerField(default=1)

        class Meta:
            app_label = "mycic"
            db_table = "crypto_tests_wrapped"

        def __str__(self) -> str:
            return str(self.pk)

    class KeyPair(models.Model):
        """A person's private key."""

        objects: ClassVar[models.Manager["KeyPair"]] = models.Manager()
        id: Any = models.UUIDField(primary_key=True, default=uuid4)
        owner = models.UUIDField(default=uuid4)
        private_sealed = models.BinaryField(null=True)

        class Meta:
            app_label = "mycic"
            db_table = "crypto_tests_keypair"

        def __str__(self) -> str:
            return str(self.pk)


@contextmanager
def made(blocker: "DjangoDbBlocker") -> Iterator[None]:
    """Make the tables for as long as a module of tests runs."""
    tables = (Note, Seed, Wrapped, KeyPair)
    with blocker.unblock(), connection.schema_editor() as editor:
        for table in tables:
            editor.create_model(table)
    yield
    with blocker.unblock(), connection.schema_editor() as editor:
        for table in tables:
            editor.delete_model(table)
