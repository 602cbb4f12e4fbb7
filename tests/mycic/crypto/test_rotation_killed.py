"""``rotate_keys`` in a process of its own, killed between two batches and started again."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

MANAGE = Path(__file__).resolve().parents[3] / "manage.py"
FILL = """
from datetime import timedelta
from accounts.models import User
from mycic import clock
from mycic.crypto import keyring
from privacy.choices import DossierKind
from privacy.services import dossiers
at = clock.now()
owner = User.objects.create(username="amara.o", email="a@mail.example", date_joined=at)
for number in range(23):
    dossiers.create(kind=DossierKind.CASE, owner=owner, at=at)
dossiers.create(kind=DossierKind.CASE, owner=owner, at=at, expires_at=at + timedelta(days=90))
"""
SHOW = """
import json
from privacy.models import Dossier
from privacy.services import dossiers
rows = {str(d.pk): dossiers.unlock(d).key.subkey("shown").hex() for d in Dossier.objects.order_by("pk")}
keks = sorted(Dossier.objects.values_list("key__kek_id", flat=True))
print(json.dumps([rows, keks]))
"""


def manage(data: Path, *arguments: str, **extra: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MYCIC_", "DJANGO_"))}
    environment = {**kept, "MYCIC_DATA": str(data), "MYCIC_DEMO": "1", "MYCIC_PLAIN_HTTP": "1", **extra}
    command = [sys.executable, str(MANAGE), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def shown(data: Path) -> tuple[dict[str, str], list[str]]:
    rows, keks = json.loads(manage(data, "shell", "-v0", "-c", SHOW).stdout)
    return rows, keks


@pytest.mark.requirement("R1.47")
def test_a_killed_rotation_is_finished_by_the_next_run(tmp_path: Path) -> None:
    for step in (("migrate", "-v0"), ("init_keys",), ("shell", "-v0", "-c", FILL)):
        done = manage(tmp_path, *step)
        assert done.returncode == 0, done.stderr
    before, _ = shown(tmp_path)
    rotate = ("rotate_keys", "--batch", "5")

    killed = manage(tmp_path, *rotate, "--new", "case", "--new", "system", MYCIC_FAULTPOINT="rotate.batch")
    assert killed.returncode == 137
    middle, keks = shown(tmp_path)
    assert (middle, keks.count("case-1") > 0, keks.count("case-2") > 0) == (before, True, True)

    for path in (tmp_path / "keys").glob("*.check"):
        os.utime(path, times=(0, 0))
    finished = manage(tmp_path, *rotate)
    assert "No longer in use: case-1, system-1." in finished.stdout or "system-1, case-1" in finished.stdout
    after, keks = shown(tmp_path)
    assert after == before
    assert keks[:-1] == ["case-2"] * 23
    assert keks[-1].startswith("draft-")
