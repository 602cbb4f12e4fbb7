"""Production settings: complete ones pass, each mistake is named, and a demonstration cannot hide in them."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command, get_commands
from django.test import override_settings

from mycic import checks, clock

ROOT = Path(__file__).resolve().parents[2]
Manage = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def production(tmp_path: Path) -> Manage:
    """Return a way to run commands under production settings, changed by the given variables."""
    secret = tmp_path / "secret"
    secret.write_text("k9Zr4mXv7Tq2Wn8Ys5Bd1Fg6Hj3LpQeRtUiOaSzXcVbNm0@#%^\n", encoding="utf-8")
    base = {name: value for name, value in os.environ.items() if not name.startswith(("MYCIC_", "DJANGO_"))}
    base |= {
        "MYCIC_ENV_FILE": "",
        "MYCIC_DATA": str(tmp_path),
        "MYCIC_SECRET_KEY_FILE": str(secret),
        "MYCIC_SITE_ORIGIN": "https://mycic.example.org",
        "MYCIC_ALLOWED_HOSTS": "mycic.example.org",
        "MYCIC_MAIL_HOST": "mail.example.org",
        "MYCIC_MAIL_FROM": "Permit Office <noreply@permits.test>",
        "MYCIC_OPERATOR_NAME": "Permit Office of Kingston",
        "MYCIC_OPERATOR_ADDRESS": "1 Main Street|Kingston ON  K7L 1A1|Canada",
        "MYCIC_OPERATOR_PHONE": "613-545-1000",
        "MYCIC_OPERATOR_EMAIL": "help@permits.test",
        "MYCIC_OPERATOR_PRIVACY_EMAIL": "privacy@permits.test",
    }

    def run(*arguments: str, **changes: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(command, cwd=ROOT, env=base | changes, capture_output=True, text=True, check=False)

    assert run("init_keys").returncode == 0
    return run


@pytest.mark.requirement("R0.4")
def test_production_settings_pass(production: Manage) -> None:
    done = production("check", "--deploy", "--fail-level", "ERROR")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["NAME", "ADDRESS", "PHONE", "EMAIL", "PRIVACY_EMAIL"])
def test_a_sample_of_the_operator_is_refused(name: str) -> None:
    messages = [f"{message.msg}" for message in checks.production_settings(None)]
    assert any(f"MYCIC_OPERATOR_{name} is a sample." in message for message in messages)


def test_several_mistakes_are_all_named(production: Manage) -> None:
    done = production("check", "--deploy", "--fail-level", "ERROR", MYCIC_DEMO="1", MYCIC_PLAIN_HTTP="1")
    assert done.returncode != 0
    assert "mycic.E001" in done.stderr
    assert "mycic.E002" in done.stderr


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"DEMO": True}, "mycic.E001"),
        ({"PLAIN_HTTP": True}, "mycic.E002"),
        ({"SITE_ORIGIN": "http://mycic.example.org"}, "mycic.E003"),
        ({"ALLOWED_HOSTS": ["*"]}, "mycic.E004"),
        ({"SECRET_KEY": "short"}, "mycic.E005"),
        ({"CLOCK_OFFSET_SECONDS": 60}, "mycic.E008"),
        ({"KEYS_ON_FIRST_USE": True}, "mycic.E010"),
        ({"REDIS_URL": ""}, "mycic.W002"),
        ({"OPERATOR": {**settings.OPERATOR, "PHONE": "613-555-0142"}}, "mycic.E012"),
        ({"OPERATOR": {**settings.OPERATOR, "ADDRESS_EN": ""}}, "mycic.E012"),
        ({"DEFAULT_FROM_EMAIL": "MyCIC <noreply@localhost>"}, "mycic.E012"),
        ({"SECURE_PROXY_SSL_HEADER": ("X", "https"), "TRUSTED_PROXIES": 0}, "mycic.E013"),
    ],
)
def test_a_mistake_is_named(changes: dict[str, Any], code: str) -> None:
    with override_settings(**changes):
        assert code in [message.id for message in checks.production_settings(None)]


def test_a_fault_point_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MYCIC_FAULTPOINT", "mail.before")
    assert "mycic.E009" in [message.id for message in checks.production_settings(None)]


_ARGUMENTS = {"demo_code": ["demo-applicant"], "demo_age_drafts": ["demo-applicant", "1"]}


@pytest.mark.parametrize("name", sorted(name for name in get_commands() if name.startswith("demo")))
def test_demo_commands_refuse_outside_a_demonstration(name: str) -> None:
    with override_settings(DEMO=False), pytest.raises(CommandError, match="only in a demonstration"):
        call_command(name, *_ARGUMENTS.get(name, ()))


def test_every_demo_command_is_one_that_refuses() -> None:
    assert checks.demo_commands_refuse(None) == []


@pytest.mark.django_db
def test_demo_users_are_found_in_a_production_database() -> None:
    assert checks.no_demo_users(None) == []
    get_user_model().objects.create_user(
        username="demo-officer", email="demo@example.org", date_joined=clock.now(), is_demo=True
    )
    assert [message.id for message in checks.no_demo_users(None)] == ["mycic.E006"]
