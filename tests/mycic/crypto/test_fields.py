import unicodedata
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import FieldError
from django.db import connection, models
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mycic.crypto import envelope, fields, keyring
from mycic.crypto.errors import CannotOpen, SealedFieldMisuse
from mycic.crypto.fields import Vault, system_vault
from tests.mycic.crypto.tables import Note, Seed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables")]

SCRIPTS = [
    "Élise Nguyễn-O’Brien",
    "محمد",
    "Зоя",
    "አበበ",
    "王小明",
    "田中さくら",
    "김민수",
    "தமிழ்",
    "ਸਿੰਘ",
    "Ελένη",
    "דוד",
    "ประยุทธ์",
]


def saved(vault: Vault, body: str | None = "Bonjour", facts: Any = None) -> Note:
    note = Note()
    vault.write(note, "body", body)
    vault.write(note, "facts", facts)
    note.save(force_insert=True)
    return Note.objects.get(pk=note.pk)


@pytest.mark.parametrize("text", ["", "Bonjour", "a\0b\x80\0", "x" * 5000, *SCRIPTS])
def test_text_comes_back(vault: Vault, text: str) -> None:
    assert vault.read(saved(vault, text), "body") == text


@pytest.mark.parametrize("value", [None, 0, False, "", [], {"a": [1, None, "é"], "b": {"c": True}}])
def test_json_comes_back(vault: Vault, value: Any) -> None:
    assert vault.read(saved(vault, facts=value), "facts") == value


def test_bytes_come_back(vault: Vault) -> None:
    note = Note()
    vault.write(note, "paper", b"%PDF\0\x80\0")
    assert vault.read(note, "paper") == b"%PDF\0\x80\0"


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4))
def test_texts_come_back_in_nfc(vault: Vault, value: dict[str, str]) -> None:
    note = Note()
    vault.write(note, "facts", value)
    wanted = {unicodedata.normalize("NFC", key): unicodedata.normalize("NFC", item) for key, item in value.items()}
    assert vault.read(note, "facts") == wanted


def test_nested_texts_are_normalised_and_escapes_survive(vault: Vault) -> None:
    note = Note()
    vault.write(note, "facts", {"list": ["e\u0301", ("\n\u0301", 1)]})
    assert vault.read(note, "facts") == {"list": ["é", ["\n\u0301", 1]]}
    vault.write(note, "body", "e\u0301")
    assert vault.read(note, "body") == "é"


def test_no_value_is_no_value(vault: Vault) -> None:
    note = saved(vault, body=None)
    assert note.body is None
    assert vault.read(note, "body") is None


@pytest.mark.requirement("R2.37")
def test_the_database_holds_no_text_and_says_little_of_its_length(vault: Vault) -> None:
    note, other = saved(vault, "planted"), saved(vault, "a much longer text that still fits the bucket")
    assert len(note.body) == len(other.body)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT body FROM {Note._meta.db_table}")  # noqa: S608 - a constant
        assert all(b"planted" not in bytes(row[0]) for row in cursor.fetchall())


@pytest.mark.requirement("R1.50")
class TestWhatAThiefOfRowsMayTry:
    def swapped(self, vault: Vault, column: str, other_column: str) -> Note:
        one, two = saved(vault, "one", "1"), saved(vault, "two", "2")
        with connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {Note._meta.db_table} SET {column} = %s WHERE title = ''",  # noqa: S608 - constants
                [bytes(getattr(two, other_column))],
            )
        return Note.objects.get(pk=one.pk)

    @pytest.mark.parametrize(("column", "other"), [("body", "body"), ("body", "facts"), ("facts", "body")])
    def test_a_value_moved_to_another_row_or_column_is_refused(self, vault: Vault, column: str, other: str) -> None:
        with pytest.raises(CannotOpen):
            vault.read(self.swapped(vault, column, other), column)

    def test_a_value_of_another_dossier_is_refused(self, vault: Vault) -> None:
        note = saved(vault)
        for elsewhere in (
            Vault(vault.key, dossier_id=uuid4()),
            Vault(envelope.new_data_key(), dossier_id=vault.dossier_id),
        ):
            with pytest.raises(CannotOpen):
                elsewhere.read(note, "body")

    @pytest.mark.parametrize("at", [0, 1, 2, 3, 20, -1])
    def test_a_changed_byte_is_refused(self, vault: Vault, at: int) -> None:
        note = saved(vault)
        content = bytearray(note.body)
        content[at] ^= 1
        note.body = bytes(content)
        with pytest.raises(CannotOpen):
            vault.read(note, "body")


class TestMisuse:
    @pytest.mark.parametrize(
        "query",
        [
            lambda: Note.objects.filter(body=b"x"),
            lambda: Note.objects.exclude(body__contains=b"x"),
            lambda: Note.objects.filter(facts__name="x"),
            lambda: list(Note.objects.order_by("body")),
            lambda: list(Note.objects.values("body")),
            lambda: list(Note.objects.values_list("facts", flat=True)),
            lambda: list(Note.objects.aggregate(models.Max("body"))),
            lambda: list(Note.objects.values("title").annotate(n=models.Max("body"))),
            lambda: Note.objects.update(body="plain"),
            lambda: Note.objects.update(body=b"plain bytes"),
            lambda: Note.objects.create(facts={"a": 1}),
        ],
    )
    def test_sealed_columns_refuse(self, query: Callable[[], object]) -> None:
        with pytest.raises(SealedFieldMisuse):
            query()

    def test_no_path_leads_into_a_sealed_value(self) -> None:
        with pytest.raises(FieldError):
            list(Note.objects.order_by("facts__name"))

    def test_rows_load_in_every_ordinary_way(self, vault: Vault) -> None:
        note = saved(vault)
        assert Note.objects.only("body").get().body == note.body
        assert Note.objects.defer("body").get().body == note.body
        assert Note.objects.filter(body__isnull=False).count() == 1
        assert list(Note.objects.filter(facts__isnull=False)) == []
        assert Note.objects.order_by("title").values("title").get() == {"title": ""}
        note.refresh_from_db(fields=["body"])
        note.save()
        Note.objects.bulk_update([note], ["body"])
        assert vault.read(Note.objects.get(), "body") == "Bonjour"

    def test_nothing_is_shown(self, vault: Vault) -> None:
        note = saved(vault)
        assert repr(note.body) == str(note.body) == f"{note.body}" == "<sealed>"
        assert repr(vault) == "<Vault>"

    def test_a_vault_serves_its_own_kind_of_column(self, vault: Vault) -> None:
        calls: list[Callable[[], object]] = [
            lambda: vault.write(Note(), "title", "x"),
            lambda: vault.write(Seed(), "value", "x"),
            lambda: system_vault().write(Note(), "body", "x"),
            lambda: vault.write(Note(id=None), "body", "x"),
        ]
        for wrong in calls:
            with pytest.raises(SealedFieldMisuse):
                wrong()

    def test_a_kind_of_field_must_say_how_it_packs(self) -> None:
        bare = fields.SealedField()
        for call in (bare.pack, bare.unpack):
            with pytest.raises(NotImplementedError):
                call(b"")

    def test_migrations_keep_the_kind_of_key(self) -> None:
        assert fields.SealedText(system=True).deconstruct()[3] == {"system": True}
        assert fields.SealedText().deconstruct()[3] == {}


class TestSystemRows:
    def test_survive_a_new_system_key(self) -> None:
        seed = Seed()
        system_vault().write(seed, "value", "JBSWY3DP")
        keyring.start_new("system")
        envelope.forget_all()
        assert system_vault().key.version == 2
        assert system_vault().read(seed, "value") == "JBSWY3DP"

    def test_of_an_unknown_version_are_refused(self, dossier: UUID) -> None:
        seed = Seed()
        system_vault().write(seed, "value", "JBSWY3DP")
        seed.value = b"\x01\x00\x09" + seed.value[3:]
        with pytest.raises(CannotOpen):
            system_vault().read(seed, "value")
        note, vault = Note(), Vault(envelope.new_data_key(), dossier_id=dossier)
        vault.write(note, "body", "text")
        note.body = b"\x01\x00\x09" + note.body[3:]
        with pytest.raises(CannotOpen):
            vault.read(note, "body")
