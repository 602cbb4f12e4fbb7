"""Collection notices: complete, bilingual, versioned, unchangeable, shown before the form."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django import forms
from django.conf import settings as django_settings
from django.template import engines
from django.utils import translation
from django.utils.html import escape

from privacy import checks, ledger
from privacy.choices import NoticeElement
from privacy.models import Event, NoticeVersion
from privacy.services import notices

SLUGS = [
    "contact",
    "documents",
    "eligibility-verification",
    "enrolment",
    "family-member",
    "messages",
    "off-campus-work",
    "post-graduate-work",
    "profile",
    "registration",
    "restoration",
    "study-permit",
    "verification-transfer",
    "visitor-extension",
    "work-permit",
]
SIX = ["body", "purposes", "access", "obligation", "consequences", "rights"]


@pytest.fixture(autouse=True)
def forget() -> None:
    notices._remembered.clear()


def show(slug: str) -> str:
    return engines["django"].from_string("{% load privacy %}{% collection_notice slug %}").render({"slug": slug})


@pytest.mark.requirement("R0.3", "R2.33", "R4.22", "R4.23", "R4.24", "R4.25", "R4.26", "R4.27", "R4.28")
@pytest.mark.django_db
@pytest.mark.parametrize("slug", SLUGS)
def test_every_notice_is_published_with_all_elements_in_both_languages(slug: str) -> None:
    version = notices.current(slug)
    assert list(notices.gaps(version.content)) == []
    for language in ("en", "fr"):
        assert all(version.content[language][element] for element in SIX)
        assert "{" not in "".join(version.content[language].values())
    assert version.content["en"]["purposes"] != version.content["fr"]["purposes"]


def test_the_installation_has_a_text_for_each_collecting_form() -> None:
    assert notices.slugs() == SLUGS
    assert checks.notices_are_complete() == []
    assert checks.collecting_forms_have_a_notice() == []


@pytest.mark.requirement("R4.22", "R4.23")
@pytest.mark.django_db
def test_the_operator_is_named_as_the_settings_say(settings: Any, at: datetime) -> None:
    settings.OPERATOR = {**settings.OPERATOR, "NAME_EN": "The Office", "NAME_FR": "Le Bureau"}
    assert notices.compose("contact")["fr"]["body"].startswith("Le Bureau, ")
    notices.publish_all(at=at)
    assert notices.current("contact").number == 2
    assert notices.current("contact").content["en"]["body"].startswith("The Office, ")


@pytest.mark.django_db
def test_an_unchanged_text_is_not_published_again(at: datetime) -> None:
    assert notices.publish_all(at=at) == []
    assert NoticeVersion.objects.count() == len(SLUGS)


@pytest.mark.django_db
def test_a_changed_text_becomes_the_next_version_and_the_old_one_stays(at: datetime) -> None:
    first = notices.current("contact")
    changed = {**first.content, "en": {**first.content["en"], "purposes": "To answer you."}}
    second = notices.publish("contact", changed, at=at)
    assert second is not None
    assert (second.number, notices.current("contact").pk) == (2, second.pk)
    assert NoticeVersion.objects.get(pk=first.pk).content == first.content
    event = Event.objects.filter(chain=ledger.SYSTEM_CHAIN, kind="notice.published").latest("seq")
    assert event.facts == {"notice": "contact", "version": 2}


@pytest.mark.requirement("R4.28")
@pytest.mark.django_db
@pytest.mark.parametrize(("language", "element"), [("fr", "rights"), ("en", "summary")])
def test_a_text_that_lacks_something_is_not_published(at: datetime, language: str, element: str) -> None:
    content = notices.compose("contact")
    content[language][element] = " "
    with pytest.raises(notices.NoticeIncomplete, match=f"{language}.{element}"):
        notices.publish("contact", content, at=at)


@pytest.mark.django_db
def test_a_form_without_notice_is_refused() -> None:
    with pytest.raises(notices.NoticeMissing):
        notices.current("horoscope")


@pytest.mark.django_db
def test_the_version_in_force_is_remembered_for_a_minute(
    django_assert_num_queries: Callable[[int], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with django_assert_num_queries(1):
        notices.current("contact")
        notices.current("contact")
    monkeypatch.setattr("privacy.services.notices.time.monotonic", lambda: 10**9)
    with django_assert_num_queries(1):
        notices.current("contact")


@pytest.mark.requirement("R2.35")
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"), [("en", "To answer your question."), ("fr", "Répondre à votre question.")]
)
def test_the_tag_shows_one_line_and_the_rest_folded(language: str, words: str) -> None:
    with translation.override(language):
        html = show("contact")
        headings = [str(element.label) for element in NoticeElement]
    version = notices.current("contact")
    assert f'data-notice="{version.pk}"' in html
    assert html.index(words) > html.index("<details")
    assert html.count("<dt>") == len(NoticeElement)
    assert all(escape(heading) in html for heading in headings)


@pytest.mark.django_db
def test_without_an_active_language_the_tag_speaks_english() -> None:
    with translation.override(None):
        assert "We use your message" in show("contact")


@pytest.mark.requirement("R0.3")
def test_a_collecting_form_without_notice_fails_the_check() -> None:
    class Horoscope(forms.Form):
        collects = "horoscope"

    class Heir(Horoscope):
        pass

    (error,) = checks.collecting_forms_have_a_notice()
    assert (error.id, "horoscope" in error.msg) == ("privacy.E003", True)
    Horoscope.collects = "contact"
    assert checks.collecting_forms_have_a_notice() == []
    assert Heir not in {form for form, _slug in checks.collecting_forms()}


@pytest.mark.requirement("R0.3", "R4.28")
def test_an_incomplete_text_fails_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "compose", lambda _slug: {"en": {}, "fr": {}})
    errors = checks.notices_are_complete()
    assert {error.id for error in errors} == {"privacy.E002"}
    assert len(errors) == len(SLUGS)


@pytest.mark.django_db
def test_an_unpublished_text_fails_the_database_check(settings: Any) -> None:
    assert checks.notices_are_published(databases=["default"]) == []
    settings.OPERATOR = {**django_settings.OPERATOR, "PHONE": "000"}
    errors = checks.notices_are_published(databases=["default"])
    assert {error.id for error in errors} == {"privacy.E004"}
