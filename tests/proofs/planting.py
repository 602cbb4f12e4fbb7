"""One whole case, typed full of planted texts: registration, enrolment, draft, files, sending, desk, decision."""

import itertools
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.choices import Role
from accounts.models import User
from accounts.services import two_step
from applications.demo import sample_answers
from applications.models import Case, MoreNeeded
from applications.services import changes, requests
from documents.models import Slot
from mycic import clock, jobs
from tests.accounts import people
from tests.applications import walks
from tests.documents import make
from tests.proofs.scanning import CORE

ADDRESS = f"{CORE.lower()}.mail@planted.example"
USER_ID = "planted.person"
_LETTERS = iter("".join(pair) for pair in itertools.product("abcdefgh", repeat=2))


def _text(after: str = "é") -> str:
    """Return the next planted text; the accent shows whether an encoding was changed on the way."""
    return f"{CORE}{next(_LETTERS)}{after}"


PLANTED: dict[str, str] = {
    **{
        name: _text()
        for name in (
            "family_name", "given_name", "preferred_name", "street", "city", "region", "new_street", "new_city",
            "answer_family", "answer_given", "birth_city", "mail_street", "mail_city", "entry_place", "school",
            "school_address", "field", "result", "occupation", "employer", "home_city", "mother",
            "mother_given", "mother_address", "mother_work", "wrong_day", "autosaved", "kept", "file_name",
            "file_content", "cannot_get", "message", "reply", "item_en", "item_fr", "note_en", "note_fr",
            "correction", "correction_why", "condition_en", "condition_fr",
        )
    },
    "reason": _text(after=" and my program takes one more year, é"),
    "explained": _text(after=" in 2024, and it was approved, é"),
    "native_name": "ዘቅጅ ኡቭክይ",
    "birth_date": "1931-07-19",
    "client_number": "7719023381",
    "phone": "6135559241",
    "passport": "QZ7719024",
    "document_number": "XJ90213377",
    "postal_code": "V8Q 3J7",
}  # fmt: skip
#: Typed too, but never kept: nothing may find them even where everything else is readable.
NEVER_KEPT = {
    "password": f"{CORE} kettle on a windy shelf",
    "wrong_login": f"{CORE}wronglogin",
    "address_line": f"{CORE}inaddress",
    "wrong_code": f"{CORE}wrongcode",
}


def post(client: Client, url: str, data: dict[str, Any], **more: Any) -> Any:
    """Send a form as a browser does, with the session's token if there is one."""
    if client.cookies:
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(url).content.decode())
        data = {**data, "csrfmiddlewaretoken": found[1] if found else _token(client)}
    return client.post(url, data, **more)


def _token(client: Client) -> str:
    page = client.get(reverse("accounts:profile")).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found
    return found[1]


def live() -> Case:
    """Play the whole case; return it decided."""
    browser = people.Browser()
    owner = _register(browser)
    _enrol(browser)
    case = _draft(browser, owner)
    _files(browser, case)
    _send(browser, case)
    _desk(browser, case)
    _kept(owner)
    jobs.drain()
    case.refresh_from_db()
    assert case.status == "approved"
    return case


def _ok(answer: Any, status: int = 302) -> Any:
    assert answer.status_code == status, (answer.status_code, re.findall(r'href="#[^<]*', answer.content.decode()))
    return answer


def _register(browser: Client) -> User:
    step_1 = {
        "username": USER_ID, "email": ADDRESS, "password": NEVER_KEPT["password"], "language": "fr", "accept": "on",
        "show_again": "once",
    }  # fmt: skip
    browser.get(f"/en/{NEVER_KEPT['address_line']}/?q={NEVER_KEPT['address_line']}")
    step_2 = _ok(post(browser, "/en/register/", step_1))["Location"]
    user = User.objects.get(username=USER_ID)
    _ok(post(browser, step_2, {"code": NEVER_KEPT["wrong_code"]}), 422)
    jobs_waiting = people.email_code(user)
    step_3 = _ok(post(browser, step_2, {"code": jobs_waiting}))["Location"]
    browser.get(step_3)
    past = clock.now() - timedelta(seconds=30)
    shown = post(browser, step_3, {"code": two_step.present_code(user, at=past)}, follow=True)
    _ok(post(browser, shown.redirect_chain[-1][0], {}, follow=True), 200)
    post(people.Browser(), "/en/sign-in/", {"login": NEVER_KEPT["wrong_login"], "password": NEVER_KEPT["password"]})
    user.refresh_from_db()
    people.signed_in(user, browser)
    return user


def _enrol(browser: Client) -> None:
    year, month, day = PLANTED["birth_date"].split("-")
    form = {
        "family_name": PLANTED["family_name"], "given_name": PLANTED["given_name"], "phone": PLANTED["phone"],
        "preferred_name": PLANTED["preferred_name"], "birth_date_0": day, "birth_date_1": month, "birth_date_2": year,
        "nationality": "NG", "document_kind": "passport", "document_number": PLANTED["document_number"],
        "document_country": "NG", "client_number": PLANTED["client_number"], "street": PLANTED["street"],
        "city": PLANTED["city"], "region": PLANTED["region"], "postal_code": PLANTED["postal_code"], "country": "CA",
        "language": "fr",
    }  # fmt: skip
    _ok(post(browser, "/en/enrol/", form))
    moved = {"street": PLANTED["new_street"], "city": PLANTED["new_city"], "country": "CA", "version": "1"}
    _ok(post(browser, reverse("accounts:change_address"), moved))


def _draft(browser: Client, owner: User) -> Case:
    _ok(post(browser, reverse("applications:start", args=["study-permit-extension"]), {}))
    case = Case.objects.get()
    birth = reverse("applications:page", args=[case.pk, "personal", "birth"])
    wrong = {"sex": "F", "date_of_birth_0": PLANTED["wrong_day"], "date_of_birth_1": "x", "version": "9"}
    _ok(post(browser, birth, wrong), 422)
    names = reverse("applications:page", args=[case.pk, "personal", "names"])
    typed = {"family_name": PLANTED["autosaved"], "version": "9", "csrfmiddlewaretoken": _token(browser)}
    _ok(browser.post(f"{names}autosave/", typed), 200)
    walks.answer(owner, case, **_answers())
    return case


def _answers() -> dict[str, Any]:
    given = sample_answers(clock.today())
    mother, father = given["family_members"]
    mother |= {
        "family_name": PLANTED["mother"], "given_name": PLANTED["mother_given"], "address": PLANTED["mother_address"],
        "occupation": PLANTED["mother_work"],
    }  # fmt: skip
    now, before = given["activities"]
    before |= {
        "from": {"m": "1", "y": "2010"},
        "occupation": PLANTED["occupation"], "employer_or_school": PLANTED["employer"], "city": PLANTED["home_city"]
    }  # fmt: skip
    year, month, day = PLANTED["birth_date"].split("-")
    return given | {
        "family_name": PLANTED["answer_family"],
        "given_name": PLANTED["answer_given"],
        "native_script_name": PLANTED["native_name"],
        "birth_city": PLANTED["birth_city"],
        "date_of_birth": {"d": day, "m": month, "y": year},
        "uci": PLANTED["client_number"],
        "passport_number": PLANTED["passport"],
        "mail_street": PLANTED["mail_street"],
        "mail_city": PLANTED["mail_city"],
        "first_entry_place": PLANTED["entry_place"],
        "school_name": PLANTED["school"],
        "current_dli": PLANTED["school"],
        "school_address": PLANTED["school_address"],
        "field_of_study": PLANTED["field"],
        "reason_extension": PLANTED["reason"],
        "terms": [given["terms"][0] | {"result": PLANTED["result"]}],
        "activities": [now, before],
        "family_members": [mother, father],
        "bg_applied_before": {"a": "yes", "x": PLANTED["explained"]},
    }


def _files(browser: Client, case: Case) -> None:
    wanted = Slot.objects.filter(dossier=case.dossier, is_wanted=True, is_required=True).order_by("code")
    first, *others = wanted
    data = make.pdf(marker=PLANTED["file_content"].encode())
    file = SimpleUploadedFile(f"{PLANTED['file_name']}.pdf", data, "application/pdf")
    form = {"file": file, "csrfmiddlewaretoken": _token(browser)}
    _ok(browser.post(reverse("documents:add", args=[case.dossier_id, first.pk]), form))
    for slot in others:
        url = reverse("documents:cannot_get", args=[case.dossier_id, slot.pk])
        _ok(post(browser, url, {"explanation": PLANTED["cannot_get"]}))


def _send(browser: Client, case: Case) -> None:
    check = reverse("applications:check", args=[case.pk])
    warnings = re.findall(r'name="read"[^>]*value="([^"]+)"', browser.get(check).content.decode())
    if warnings:
        _ok(post(browser, check, {"read": warnings}))
    _ok(post(browser, reverse("applications:sign_start", args=[case.pk]), {}))
    sign = reverse("applications:sign", args=[case.pk])
    name = f"{PLANTED['given_name']} {PLANTED['family_name']}"
    _ok(post(browser, sign, {"typed_name": name, "agreed": "on", "password": NEVER_KEPT["password"]}))
    _pay(browser, case)
    case.refresh_from_db()
    assert case.reference, "not sent"
    _ok(browser.get(reverse("applications:receipt", args=[case.pk])), 200)


def _pay(browser: Client, case: Case) -> None:
    pay = reverse("applications:pay", args=[case.pk])
    total = re.findall(r'name="total" value="([^"]+)"', browser.get(pay).content.decode())
    there = post(browser, pay, {"total": total[0]})["Location"]
    back = post(browser, there, {"behaviour": "approve"})["Location"]
    _ok(browser.get(back))


def _desk(browser: Client, case: Case) -> None:
    officer = people.officer("desk.person", Role.OFFICER)
    desk = people.signed_in(officer)
    act = reverse("admin:applications_case_act", args=[case.pk])
    overview = reverse("admin:applications_case_change", args=[case.pk])
    for name in ("take", "acknowledge"):
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', desk.get("/desk/").content.decode())
        assert found
        _ok(desk.post(act, {"act": name, "csrfmiddlewaretoken": found[1]}))
    for page in ("answers", "documents", "history", "letters"):
        _ok(desk.get(reverse(f"admin:applications_case_{page}", args=[case.pk])), 200)
    _talk(browser, desk, case)
    _ask(desk, case)
    _ok(desk.get(overview), 200)
    owner = User.objects.get(username=USER_ID)
    said = {"now_is": PLANTED["correction"], "why": PLANTED["correction_why"]}
    changes.correct(owner=owner, case_id=case.pk, question="birth_city", at=clock.now(), **said)
    last_day = clock.today() + timedelta(days=200)
    approved = {
        "valid_until_0": last_day.day, "valid_until_1": last_day.month, "valid_until_2": last_day.year, "stage": "send",
        "other_en": PLANTED["condition_en"], "other_fr": PLANTED["condition_fr"],
    }  # fmt: skip
    _ok(post(desk, reverse("admin:applications_case_letter_act", args=[case.pk, "approve"]), approved))


def _talk(browser: Client, desk: Client, case: Case) -> None:
    thread = reverse("messaging:thread", args=[case.application.shared_dossier_id])
    page = browser.get(thread).content.decode()
    _ok(post(browser, thread, {"text": PLANTED["message"], "message_id": _value(page, "message_id")}))
    url = reverse("admin:applications_case_messages", args=[case.pk])
    page = desk.get(url).content.decode()
    _ok(post(desk, url, {"text": PLANTED["reply"], "message_id": _value(page, "message_id")}))


def _ask(desk: Client, case: Case) -> None:
    url = reverse("admin:applications_case_letter_act", args=[case.pk, "request"])
    last_day = clock.today() + timedelta(days=30)
    asked = {
        "request_id": _value(desk.get(url).content.decode(), "request_id"), "other_en": PLANTED["item_en"],
        "other_fr": PLANTED["item_fr"], "note_en": PLANTED["note_en"], "note_fr": PLANTED["note_fr"], "stage": "send",
        "last_day_0": last_day.day, "last_day_1": last_day.month, "last_day_2": last_day.year,
    }  # fmt: skip
    _ok(post(desk, url, asked))
    request = MoreNeeded.objects.get()
    owner = User.objects.get(username=USER_ID)
    (slot,) = Slot.objects.filter(dossier=case.dossier, code__startswith="other-")
    browser = people.signed_in(owner)
    _ok(post(browser, reverse("documents:cannot_get", args=[case.dossier_id, slot.pk]), {"explanation": "No."}))
    requests.answer(owner=owner, case_id=case.pk, request_id=request.pk, at=clock.now())


def _kept(owner: User) -> None:
    """Type something after the session has ended; it is kept, sealed, for the same person."""
    late = people.signed_in(owner)
    with clock.shifted(timedelta(hours=9)):
        answer = late.post(reverse("accounts:change_address"), {"street": PLANTED["kept"], "city": "x"})
    assert answer.status_code in {302, 403}


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page) or re.search(
        rf'value="([^"]*)"[^>]*name="{name}"', page
    )
    assert found, name
    return found[1]


def files_of(*folders: Path) -> dict[str, bytes]:
    """Return every file of the folders."""
    return {str(path): path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file()}
