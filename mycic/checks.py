"""What must be true of an installation before real people use it: `manage.py check --deploy` names what is not."""

import os
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Advice
from django.core.management import get_commands, load_command_class
from django.db import DatabaseError

from mycic.crypto import keyring
from mycic.demo import DemoCommand

_LONG_ENOUGH = 50
_DEMO = "demo"
_BRAND = "MyCIC"
_SAMPLES = ("Example Street", "555-0142", ".example")  # parts of what mycic.settings has for a demonstration


@register(Tags.security, deploy=True)
def production_settings(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Find what belongs to a demonstration, a test or a laptop."""
    del app_configs
    return [*_demonstration(), *_transport(), *_secrets(), *_operator(), *_services()]


@register(Tags.security, Tags.database, deploy=True)
def no_demo_users(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Find demo users in the database of an installation that is no demonstration."""
    del app_configs
    if settings.DEMO:
        return []
    try:
        found = get_user_model()._default_manager.filter(is_demo=True).exists()
    except DatabaseError:  # not migrated yet: then there are no users either
        return []
    return [_error(6, "The database holds demo users.", "Use a new database.")] if found else []


@register(Tags.security)
def demo_commands_refuse(app_configs: Sequence[AppConfig] | None, **_: Any) -> list[CheckMessage]:
    """Prove that each demo command is one that refuses to run outside a demonstration."""
    del app_configs
    names = [(app, name) for name, app in get_commands().items() if name.startswith(_DEMO)]
    loose = [name for app, name in names if not isinstance(load_command_class(str(app), name), DemoCommand)]
    return [_error(7, f"{name} could run outside a demonstration.", "Derive it from DemoCommand.") for name in loose]


def _demonstration() -> Iterator[CheckMessage]:
    if settings.DEMO:
        yield _error(1, "This is a demonstration.", "Unset MYCIC_DEMO.")
    if settings.CLOCK_OFFSET_SECONDS:
        yield _error(8, "The clock is moved.", "Unset MYCIC_CLOCK_OFFSET_SECONDS.")
    if "MYCIC_FAULTPOINT" in os.environ:
        yield _error(9, "A fault point is set.", "Unset MYCIC_FAULTPOINT.")


def _transport() -> Iterator[CheckMessage]:
    if settings.PLAIN_HTTP:
        yield _error(2, "Pages and cookies would travel in clear.", "Unset MYCIC_PLAIN_HTTP.")
    if urlsplit(settings.SITE_ORIGIN).scheme != "https":
        yield _error(3, "The public address is not https.", "Set MYCIC_SITE_ORIGIN, for example https://example.org.")
    if settings.SECURE_PROXY_SSL_HEADER and not settings.TRUSTED_PROXIES:
        yield _error(13, "Everybody would share one limit of tries.", "Set MYCIC_TRUSTED_PROXIES, for example 1.")
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield _error(4, "The host names are not listed.", "Set MYCIC_ALLOWED_HOSTS to the exact names.")


def _secrets() -> Iterator[CheckMessage]:
    secret = settings.SECRET_KEY
    if len(secret) < _LONG_ENOUGH or len(set(secret)) < _LONG_ENOUGH // 5 or secret.startswith(_DEMO):
        yield _error(
            5, "The secret key is short or known.", "Set MYCIC_SECRET_KEY_FILE to 50 random characters or more."
        )
    if settings.KEYS_ON_FIRST_USE:
        yield _error(10, "A lost key folder would be replaced in silence.", "Unset MYCIC_DEMO and run init_keys once.")
    for problem in keyring.problems():
        yield _error(11, problem, "Restore the key folder from its own copy.")


def _operator() -> Iterator[CheckMessage]:
    # People would write to an address that nobody reads, and notices would name a body that does not exist.
    samples = [f"MYCIC_OPERATOR_{name}" for name in ("NAME", "ADDRESS", "PHONE", "EMAIL", "PRIVACY_EMAIL")]
    values = (settings.OPERATOR[name] for name in ("NAME_EN", "ADDRESS_EN", "PHONE", "EMAIL", "PRIVACY_EMAIL"))
    for name, value in zip(samples, values, strict=True):
        if not str(value).strip() or any(sign in str(value) for sign in _SAMPLES):
            yield _error(12, f"{name} is a sample.", f"Set {name} to the operator's own.")
    if settings.OPERATOR["NAME_EN"] == settings.OPERATOR["BRAND_EN"] == _BRAND:
        yield _error(12, "MYCIC_OPERATOR_NAME is a sample.", "Set MYCIC_OPERATOR_NAME to who runs this installation.")
    if not settings.DEFAULT_FROM_EMAIL or settings.DEFAULT_FROM_EMAIL.rstrip(">").endswith("@localhost"):
        yield _error(12, "MYCIC_MAIL_FROM is a sample.", "Set MYCIC_MAIL_FROM to an address that can be answered.")


def _services() -> Iterator[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        yield Advice("SQLite serves one machine only.", hint="Set MYCIC_DATABASE_URL_FILE.", id="mycic.W001")
    if not settings.REDIS_URL:
        yield Advice(
            "Without Redis, throttles and jobs use the database.", hint="Set MYCIC_REDIS_URL_FILE.", id="mycic.W002"
        )
    if settings.EMAIL_HOST == "localhost" and "smtp" in settings.EMAIL_BACKEND:
        yield Advice("Mail goes to this machine.", hint="Set MYCIC_MAIL_HOST.", id="mycic.W003")


def _error(number: int, sentence: str, hint: str) -> Error:
    return Error(sentence, hint=hint, id=f"mycic.E{number:03}")
