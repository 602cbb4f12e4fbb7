import pytest
from pytest_django import Settings

from mycic.crypto import blind, envelope
from mycic.crypto.blind import Kind


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Jean-Luc  O\u2019Brien", "jean luc o'brien", Kind.TEXT),
        ("Éloïse", "ELOISE", Kind.TEXT),
        ("Nguyễn", "nguyen", Kind.TEXT),
        ("12-3456-7890", "1234567890", Kind.DIGITS),
        ("+1 (613) 555-0100", "16135550100", Kind.DIGITS),
        ("\u0661\u0662\u0663", "123", Kind.DIGITS),
        (" Marie@Example.org ", "marie@example.org", Kind.EMAIL),
    ],
)
def test_spellings_of_one_value_are_found(one: str, other: str, kind: Kind) -> None:
    assert blind.index(one, table_column="t.c", kind=kind) == blind.index(other, table_column="t.c", kind=kind)


def test_an_index_fits_one_column_of_one_installation(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    here = blind.index("Marie", table_column="t.c")
    assert len(here) == 32
    assert blind.index("Marie", table_column="t.d") != here
    settings.KEY_DIR = tmp_path_factory.mktemp("other")
    envelope.forget_all()
    assert blind.index("Marie", table_column="t.c") != here
