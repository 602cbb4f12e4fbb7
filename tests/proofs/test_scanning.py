"""The scan sees what it claims to see; a scan that finds nothing must be one that could."""

import os

import pytest

from tests.proofs import scanning

TEXTS = (f"{scanning.CORE}ab", "Ångström-Réaumur", "ኣብርሃም ተስፋዬ", "0412998877")


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_found_in_every_packing(text: str) -> None:
    for name, data in scanning.packed_examples(text).items():
        assert scanning.found_in(data, TEXTS) == {text}, name


def test_noise_holds_nothing() -> None:
    assert scanning.found_in(os.urandom(4_000_000), TEXTS) == set()
