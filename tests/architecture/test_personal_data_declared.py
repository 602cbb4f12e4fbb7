"""Whoever stores something about a person says so, and is asked when it is exported or destroyed."""

from typing import Any

from django.apps import apps
from django.db import models

from mycic.crypto import fields
from privacy import registry

# Rows about people that no dossier owns, each with what ends its life.
ELSEWHERE = {
    "account.EmailAddress": "the account itself (threat model: named exception)",
    "accounts.EmailChange": "the account; undo ends after 7 days",
    "accounts.Invitation": "the officer's account",
    "accounts.KeptPost": "half an hour",
    "accounts.KnownBrowser": "the account",
    "accounts.PasswordReset": "the account; one hour",
    "accounts.PendingRegistration": "accounts.prune_registrations, 7 days",
    "accounts.RecoverySheet": "the account",
    "accounts.Session": "at most 8 hours",
    "accounts.SigningKey": "the account; the private half is destroyed when the key ends",
    "accounts.TotpDevice": "the account",
    "applications.BankOrder": "the books, like every payment: it names the officer who wrote the money down",
    "admin.LogEntry": "never written: the desk records in the ledger",
    "mycic.Job": "mycic.sweep_jobs; its sealed part is erased on delivery",
    "privacy.ActorToken": "privacy: the link between a person and a chain goes with the dossier",
    "privacy.Dossier": "privacy.services.retention",
    "privacy.DossierKey": "privacy.services.dossiers.destroy, before anything else",
    "privacy.ReminderSent": "privacy.services.retention",
}
_SEALED = (fields.SealedText, fields.SealedJSON, fields.SealedBytes)
_PEOPLE = {"accounts.User", "privacy.Dossier"}


def _is_personal(field: Any) -> bool:
    if isinstance(field, _SEALED):
        return True
    return isinstance(field, models.ForeignKey) and field.related_model._meta.label in _PEOPLE


def test_every_row_about_a_person_belongs_to_a_source() -> None:
    personal = {
        model._meta.label
        for model in apps.get_models()
        if not model._meta.label.startswith("tests")
        and any(_is_personal(field) for field in model._meta.concrete_fields)
    }
    declared = [label for source in registry.sources() for label in source.models]
    assert len(declared) == len(set(declared))
    assert personal - set(declared) - ELSEWHERE.keys() == set()
    assert (set(declared) | ELSEWHERE.keys()) - personal - {"accounts.User"} == set()


def test_every_source_says_in_both_languages_what_it_holds() -> None:
    for source in registry.sources():
        assert str(source.holds)
        assert str(source.expiry)
