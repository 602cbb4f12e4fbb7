"""Every room that is no door is protected by name, so that a new one cannot be entered from another floor."""

import tomllib

import pytest

from tests.architecture.places import FLOORS, ROOT, rooms

# What other floors may import (docs/decisions/0001); urls and demo put the portal together.
DOORS = {
    "choices",
    "decorators",
    "demo",
    "desk",
    "events",
    "ledger",
    "migrations",
    "policies",
    "queries",
    "registry",
    "services",
    "signals",
    "urls",
}


@pytest.mark.parametrize("floor", [floor for floor in FLOORS if floor != "mycic"])
def test_every_private_room_is_protected(floor: str) -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    protected = [contract for contract in contracts if contract["name"] == f"Private rooms of {floor}"]
    assert [set(contract["protected_modules"]) for contract in protected] == [
        {f"{floor}.{room}" for room in rooms(floor) - DOORS}
    ]
    assert protected[0]["allowed_importers"] == [floor]
