"""SQL statements of each page, counted in process (`python -m tests.bench.counts FACTS`), as JSON: page to counts."""

import json
import sys
import timeit

import django

django.setup()

# The models can be imported once Django is set up.
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from messaging.models import Message  # noqa: E402
from privacy.models import Dossier  # noqa: E402
from privacy.services import dossiers  # noqa: E402
from tests.bench.watch import Watch  # noqa: E402

#: A thread of fifty messages (P13).
_OPENED = 50


def pages(facts: dict[str, str]) -> dict[str, tuple[str, str]]:
    """Return who opens which address."""
    case = facts["case"]
    return {
        "status": ("applicant", facts["status"]),
        "dashboard": ("applicant", reverse("applications:dashboard")),
        "detail": ("helped", reverse("applications:case", args=[case])),
        "conversation": ("helped", reverse("messaging:thread", args=[facts["thread"]])),
        "queue": ("officer", reverse("admin:index")),
        "officer case": ("officer", reverse("admin:applications_case_change", args=[case])),
    }


def count(facts: dict[str, str]) -> dict[str, dict[str, float]]:
    """Open every page twice and count the second time, when the process is warm."""
    found: dict[str, dict[str, float]] = {}
    for name, (who, path) in pages(facts).items():
        client = Client(SERVER_NAME="127.0.0.1", headers={"Cookie": facts[who]})
        first = client.get(path)
        assert first.status_code == 200, f"{path} answered {first.status_code}"
        watch = Watch()
        with connection.execute_wrapper(watch):
            client.get(path)
        found[name] = {"queries": watch.forms.total(), "repeat": max(watch.forms.values())}
    return found | {"autosave": _autosave(facts), "messages": _messages(facts)}


def _autosave(facts: dict[str, str]) -> dict[str, float]:
    """Count the statements of one save in the background; the beginning of a transaction is none."""
    client = Client(SERVER_NAME="127.0.0.1", headers={"Cookie": facts["helped"], "Sec-Fetch-Site": "same-origin"})
    address = reverse("applications:autosave", args=[facts["draft"], "personal", "names"])
    watch = Watch()
    for name in ("Amara", "Amara C."):
        watch.forms.clear()
        with connection.execute_wrapper(watch):
            answer = client.post(address, {"family_name": "Okonkwo", "given_name": name, "version": "1000000"})
        assert answer.status_code == 200, f"{address} answered {answer.status_code}"
    return {"queries": watch.forms.total() - watch.forms["BEGIN IMMEDIATE"]}


def _messages(facts: dict[str, str]) -> dict[str, float]:
    """Return the microseconds in which one message is opened, its dossier being unlocked: the best of several turns."""
    shared = Dossier.objects.select_related("key").get(pk=facts["thread"])
    message = Message.objects.filter(thread__dossier=shared).first()
    if message is None:
        return {"each_us": 0.0}
    vault = dossiers.unlock(shared)
    turns = timeit.repeat(lambda: vault.read(message, "body"), number=_OPENED, repeat=9)
    return {"each_us": min(turns) / _OPENED * 1_000_000}


if __name__ == "__main__":
    print(json.dumps(count(json.loads(sys.argv[1]))))
