"""`make coverage` lets no branch of the deciding rooms go unrun, and says which one it is."""

from typing import Any

import pytest

from tests.coverage_floor import judge, room_of


def measure(*, missing_lines: tuple[int, ...] = (), missing_branches: tuple[tuple[int, int], ...] = ()) -> Any:
    return {
        "missing_lines": list(missing_lines),
        "missing_branches": [list(branch) for branch in missing_branches],
        "summary": {
            "num_statements": 50,
            "covered_lines": 50 - len(missing_lines),
            "num_branches": 50,
            "covered_branches": 50 - len(missing_branches),
        },
    }


@pytest.mark.parametrize(
    ("path", "room"),
    [
        ("accounts/services/signin.py", "accounts/services"),
        ("privacy/services/retention/purge.py", "privacy/services"),
        ("documents/policies.py", "documents/policies"),
        ("applications/program_kit/rules/school.py", "applications/program_kit"),
        ("mycic/crypto/streams.py", "mycic/crypto"),
        ("applications/views/pages.py", None),
    ],
)
def test_a_file_belongs_to_its_room(path: str, room: str | None) -> None:
    assert room_of(path) == room


def test_one_way_not_taken_in_a_deciding_room_is_refused_and_named() -> None:
    said: list[str] = []
    files = {
        "accounts/services/signin.py": measure(missing_branches=((7, 9),)),
        "accounts/views/signin.py": measure(),
    }
    assert not judge(files, said.append)
    assert said == ["accounts/services: 99.00 %", "  accounts/services/signin.py: 7->9", "everything: 99.50 %"]


def test_other_rooms_may_miss_a_little() -> None:
    said: list[str] = []
    files = {"accounts/services/signin.py": measure(), "accounts/views/signin.py": measure(missing_lines=(3, 4))}
    assert judge(files, said.append)
    assert said == ["accounts/services: 100.00 %", "everything: 99.00 %"]


def test_everything_together_has_a_floor_too() -> None:
    said: list[str] = []
    assert not judge({"accounts/views/signin.py": measure(missing_lines=tuple(range(1, 7)))}, said.append)
    assert said == ["everything: 94.00 %"]
