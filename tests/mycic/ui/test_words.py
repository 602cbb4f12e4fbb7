"""What the public pages must say, in both languages: advice, law, and what an epass, a key and a signature are."""

import html
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from tests.mycic.ui import reading

LANGUAGES = ("en", "fr")
pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def opened(name: str, language: str) -> str:
    with override(language):
        answer = Client().get(reverse(name), secure=True)
    assert answer.status_code == 200
    return str(answer.content.decode())


def plain(text: str) -> str:
    """Return a text without what differs between a catalogue and a page: entities, spaces, apostrophes."""
    return " ".join(html.unescape(text).replace("’", "'").split())


def said(page: str, language: str, *sentences: str) -> list[str]:
    """Return the sentences that the page does not say in its language."""
    with override(language):
        return [each for each in sentences if plain(gettext(each)) not in plain(page)]


def sections(page: str) -> Iterator[tuple[str, list[str]]]:
    """Return each part of the page that can be linked to, with its sentences."""
    main = next(reading.parse(page.encode()).iter("main"))
    name, blocks = "", list[str]()
    for node in main:
        if node.tag == "h2" and node.get("id"):
            yield name, blocks
            name, blocks = str(node.get("id")), []
        elif name:
            blocks += reading.texts(_wrapped(node))
    yield name, blocks


def _wrapped(node: Any) -> ET.Element:
    root = ET.Element("html")
    ET.SubElement(root, "main").append(node)
    return root


@pytest.mark.requirement("R0.1")
def test_the_security_page_is_linked_where_it_is_needed(db: Any, language: str) -> None:
    opened("mycic:security", language)
    with override(language):
        link = f'href="{reverse("mycic:security")}"'
    footer = opened("mycic:home", language).partition("<footer")[2]
    assert link in footer
    for name in ("accounts:sign_in", "accounts:register"):
        assert link in opened(name, language).partition("<main")[2].partition("</main")[0], name


@pytest.mark.requirement("R0.7")
def test_advice_to_keep_the_password_secret_stands_where_it_is_chosen_and_on_the_security_page(
    db: Any, language: str
) -> None:
    registering = (
        "Keep your user ID and your password to yourself. We never ask for them by e-mail, telephone or message."
    )
    reading_up = (
        "Keep your password, your sign-in codes and your recovery codes secret. Then nobody else can see your case."
    )
    assert said(opened("accounts:register", language), language, registering) == []
    assert said(opened("mycic:security", language), language, reading_up) == []


@pytest.mark.requirement("R0.21")
def test_the_security_page_explains_encryption_in_plain_words(language: str) -> None:
    page = opened("mycic:security", language)
    with override(language):
        question = plain(gettext("What is encryption?"))
    folded = plain(page).partition(question)[2].partition("</details>")[0]
    assert len(folded.split()) > 25
    assert reading.lix(reading.texts(reading.parse(page.encode()))) <= 40


@pytest.mark.requirement("R0.3")
def test_the_privacy_page_names_the_acts(language: str) -> None:
    acts = {
        "en": ("Privacy Act", "Immigration and Refugee Protection Act"),
        "fr": (
            "Loi sur la protection des renseignements personnels",
            "Loi sur l'immigration et la protection des réfugiés",
        ),
    }
    page = plain(opened("mycic:privacy", language))
    assert [act for act in acts[language] if act not in page] == []


@pytest.mark.requirement("R1.11")
def test_the_page_before_registering_has_its_parts_and_a_list_of_them(language: str) -> None:
    page = opened("mycic:before", language)
    parts = dict(sections(page))
    assert [name for name in parts if name] == [
        "online", "epass", "why", "register", "keys", "signature", "helper", "message",
    ]  # fmt: skip
    assert all(f'href="#{name}"' in page for name in parts if name)
    assert all(sum(map(len, blocks)) > 60 for name, blocks in parts.items() if name)


@pytest.mark.requirement("R1.39")
def test_why_an_epass_is_needed_is_told(language: str) -> None:
    why = (
        "Your file holds private facts about your life. The epass makes sure that only you can open your side of it. "
        "A stolen password is not enough: the code changes every 30 seconds."
    )
    assert said(" ".join(dict(sections(opened("mycic:before", language)))["why"]), language, why) == []


@pytest.mark.requirement("R1.46")
def test_keys_certificates_and_their_rules_are_explained(language: str) -> None:
    blocks = dict(sections(opened("mycic:before", language)))["keys"]
    words = {
        "en": ("key pair", "certificate", "public key infrastructure"),
        "fr": ("paire de clés", "certificat", "ICP"),
    }
    assert [word for word in words[language] if word not in " ".join(blocks)] == []


@pytest.mark.requirement("R1.62")
def test_a_genuine_mail_is_shown_with_its_sender_and_our_address(language: str) -> None:
    page = opened("mycic:recognise", language)
    sender = re.sub(r".*<|>", "", settings.DEFAULT_FROM_EMAIL)
    figure = page.partition("<figure")[2].partition("</figure>")[0]
    assert sender in figure
    assert settings.SITE_ORIGIN in page
    sample = "There is something new in your MyCIC account. Sign in to read it."
    assert said(figure, language, "This is what a real e-mail looks like", sample) == []


@pytest.mark.requirement("R4.29")
def test_nobody_is_invited_to_write_private_things_in_a_mail(language: str) -> None:
    warning = "Do not put private details, case numbers or papers in an e-mail. Anybody on the way could read them."
    assert said(opened("mycic:contact", language), language, warning) == []
