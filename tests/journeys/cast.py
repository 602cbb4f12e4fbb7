"""People for journeys, made through the services of a running installation in one short process each."""

import json
from dataclasses import dataclass

from tests.accounts.people import PASSWORD
from tests.journeys.portal import Portal

_MAKE = """
import json, sys
from django.contrib.auth import get_user_model
from django.db import transaction
from django.test import Client
from tests.accounts import people
from tests.applications import walks
name, language, how_far = sys.argv[1:4]
with transaction.atomic():  # the worker must not deliver the code before it was read here
    user = people.enrol(people.register(name, f"{name}@mail.example", language=language))
case = getattr(walks, how_far)(user) if how_far else None
client = Client()
people.open_session(client, user)
print(json.dumps({"session": client.cookies["mycic"].value, "case": str(case.pk) if case else ""}))
"""
_OFFICER = """
import sys
from django.contrib.auth import get_user_model
from django.test import Client
from accounts.choices import Role
from tests.accounts import people
name, language, role = sys.argv[1:4]
user = people.officer(name, Role(role), unit="Ottawa")
get_user_model().objects.filter(pk=user.pk).update(language=language)
client = Client()
people.open_session(client, user)
print(client.cookies["mycic"].value)
"""
_REPRESENTATIVE = """
import sys
from django.test import Client
from accounts.choices import Role
from tests.accounts import people
from tests.applications import at_school
name, school = sys.argv[1:3]
boss = people.officer(f"boss-{name}"[:30], Role("supervisor"), unit="Ottawa")
user = at_school.representative(name, boss, school)
client = Client()
people.open_session(client, user)
print(client.cookies["mycic"].value)
"""
_END = """
import sys
from datetime import timedelta
from accounts.models import Session
from mycic import clock
Session.objects.filter(user__username=sys.argv[1]).update(last_used_at=clock.now() - timedelta(minutes=21))
"""


@dataclass(frozen=True)
class Person:
    """Somebody who is registered and enrolled.

    Attributes:
        session: what the cookie of a browser holds in which they are signed in.
        case: the id of their application, if one was made.
    """

    username: str
    session: str
    case: str
    password: str = PASSWORD


def applicant(portal: Portal, username: str, language: str, *, how_far: str = "") -> Person:
    """Make an applicant.

    Args:
        portal: where.
        username: epass user ID, new in this installation.
        language: of mails and letters.
        how_far: a function of ``tests.applications.walks``: ``filled``, ``ready``, ``sent``; empty for no application.
    """
    made = json.loads(portal.python(_MAKE, username, language, how_far).splitlines()[-1])
    return Person(username, made["session"], made["case"])


def officer(portal: Portal, username: str, language: str, role: str = "officer") -> Person:
    """Make somebody who works at the desk in a language; the role is ``officer`` or ``supervisor``."""
    return Person(username, portal.python(_OFFICER, username, language, role).splitlines()[-1], "")


def representative(portal: Portal, username: str, school: str) -> Person:
    """Make somebody of a school, who answers what students ask it.

    Args:
        portal: where.
        username: user ID, new in this installation.
        school: number of the institution.
    """
    return Person(username, portal.python(_REPRESENTATIVE, username, school).splitlines()[-1], "")


def end_session(portal: Portal, person: Person) -> None:
    """Let more time pass for the sessions of a person than they may rest."""
    portal.python(_END, person.username)
