"""Publish collection notices and hand out the one in force."""

import hashlib
import json
import time
import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mycic.exceptions import DomainError
from privacy import ledger
from privacy.choices import NoticeElement
from privacy.models import Notice, NoticeVersion

Content = dict[str, dict[str, str]]

SUMMARY = "summary"
_TEXTS = Path(__file__).resolve().parent.parent / "data" / "notices.json"
_NAMESPACE = uuid.UUID("6f1a0d3e-3c53-4be6-9a55-1c39cc2a5b1e")
_REMEMBER_SECONDS = 60


class NoticeMissing(DomainError):
    """No notice is published for a form that collects."""

    def __init__(self, slug: str) -> None:
        """Name the slug for the log; the sentence is for the person."""
        super().__init__(_("This form cannot be used at the moment, because its privacy notice is missing."))
        self.slug = slug


class NoticeIncomplete(Exception):
    """A text lacks an element in one of the languages: it is not published."""


def current(slug: str) -> NoticeVersion:
    """Return the published version that is in force; its id is stored with what was sent.

    Raises:
        NoticeMissing: nothing is published under this slug.
    """
    known = _remembered.get(slug)
    if known is not None and known[0] > time.monotonic():
        return known[1]
    version = NoticeVersion.objects.filter(notice=slug).order_by("-number").first()
    if version is None:
        raise NoticeMissing(slug)
    _remembered[slug] = (time.monotonic() + _REMEMBER_SECONDS, version)
    return version


def publish_all(*, at: datetime) -> list[NoticeVersion]:
    """Publish every text that changed since its last version; safe to repeat.

    Raises:
        NoticeIncomplete: a text lacks an element in one of the languages.
    """
    published = []
    for slug in slugs():
        version = publish(slug, compose(slug), at=at)
        if version is not None:
            published.append(version)
    return published


def publish(slug: str, content: Content, *, at: datetime) -> NoticeVersion | None:
    """Publish one text as the next version, or return None where it is the one in force.

    Raises:
        NoticeIncomplete: it lacks an element in one of the languages.
    """
    problems = list(gaps(content))
    if problems:
        raise NoticeIncomplete(f"{slug}: {', '.join(problems)}")
    print_of_text = digest(content)
    with transaction.atomic():
        Notice.objects.get_or_create(slug=slug)
        Notice.objects.select_for_update().get(slug=slug)
        versions = NoticeVersion.objects.filter(notice=slug)
        last = versions.order_by("-number").first()
        if last is not None and last.digest == print_of_text:
            return None
        number = 1 if last is None else last.number + 1
        version = NoticeVersion(
            pk=uuid.uuid5(_NAMESPACE, f"{slug}/{number}/{print_of_text}"),
            notice_id=slug,
            number=number,
            published_at=at,
            content=content,
            digest=print_of_text,
        )
        version.save(force_insert=True)
        ledger.record(
            "notice.published",
            dossier=ledger.SYSTEM_CHAIN,
            actor=ledger.Actor.system(),
            at=at,
            notice=slug,
            version=number,
        )
    _remembered.pop(slug, None)
    return version


def digest(content: Content) -> str:
    """Return the fingerprint by which a changed text is noticed."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def slugs() -> list[str]:
    """Return the slugs for which the installation has a text."""
    return sorted(_texts()["notices"])


def compose(slug: str) -> Content:
    """Return the full text of a notice in both languages: its own elements over the common ones."""
    texts = _texts()
    parts: Mapping[str, Mapping[str, str]] = {**texts["common"], **texts["notices"][slug]}
    return {
        language: {name: _filled(words[language], language) for name, words in parts.items() if language in words}
        for language, _name in settings.LANGUAGES
    }


def gaps(content: Content) -> Iterator[str]:
    """Yield every element that is empty or absent, as ``fr.purposes``."""
    for language, _name in settings.LANGUAGES:
        for name in (SUMMARY, *NoticeElement.values):
            if not content.get(language, {}).get(name, "").strip():
                yield f"{language}.{name}"


def elements(version: NoticeVersion, language: str) -> list[tuple[str | Promise, str]]:
    """Return heading and text of every element, in the order of the page."""
    words = version.content[language]
    return [(element.label, words[element.value]) for element in NoticeElement]


def _filled(text: str, language: str) -> str:
    details = settings.OPERATOR
    suffix = language.upper()
    return text.format(
        operator=details[f"NAME_{suffix}"],
        address=details[f"ADDRESS_{suffix}"].replace("|", ", "),
        phone=details["PHONE"],
        email=details["PRIVACY_EMAIL"],
    )


@cache
def _texts() -> dict[str, Any]:
    texts: dict[str, Any] = json.loads(_TEXTS.read_text(encoding="utf-8"))
    return texts


_remembered: dict[str, tuple[float, NoticeVersion]] = {}
