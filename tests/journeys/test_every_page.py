"""Every page of a signed-in person and of the desk is opened once: axe finds nothing, nothing scrolls sideways."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.middleware import OPEN
from tests.journeys import cast
from tests.journeys.combinations import Combination
from tests.journeys.conftest import NewTraveller
from tests.journeys.portal import Portal
from tests.journeys.traveller import Traveller
from tests.routes import all_routes

pytestmark = pytest.mark.browser
#: Addresses that are no pages to open, with the reason.
NOT_OPENED = {
    "accounts:recovery_codes_kept": "shown once, in the journey of registration",
    "accounts:ready": "shown once, in the journey of registration",
    "accounts:enrol": "leads away from an enrolled person; in the journey of registration",
    "accounts:confirm_new_email": "needs a change of address that waits; see tests/accounts",
    "applications:sign": "needs a finished application; in the journey of registration",
    "applications:pay": "needs a signed application; in the journey of paying",
    "applications:paying": "needs a payment; in the journey of paying",
    "applications:bank": "needs a payment; in the journey of paying",
    "applications:waiver": "needs a signed application; in the journey of paying",
    "applications:case_request": "in the journey of the request",
    "applications:case_petition": "needs a decision; see tests/applications/test_petitions",
    **{
        f"applications:{name}": "of schools and what is sent to them; see tests/journeys/test_changing_schools.py"
        for name in ("schools:queue", "schools:request", "schools:yearly", "school_reply", "school_consent")
    },
    "admin:applications_case_letter_act": "needs a case in review; in the journeys of the decisions",
    "admin:applications_case_second": "needs a proposal; in the journey of the refusal",
}
#: Answers to a button, pictures, files and the news of a script: no pages.
NO_PAGE = {
    *(f"accounts:{name}" for name in ("stay", "change_language", "message_choice", "end_other_sessions")),
    "accounts:end_session",
    *(f"documents:{name}" for name in ("add", "take_back", "page_image", "download")),
    *(f"applications:{name}" for name in ("letter_file", "bring_back", "sign_start", "case_news", "autosave")),
    "applications:choose",
    "applications:copy_file",
    "applications:copy_page",
    "applications:reopen",
    "applications:stop_paying",
    *(f"admin:applications_case_{name}" for name in ("document_page", "document_download", "letter_file", "act")),
    "admin:jsi18n",
    "admin:language",
}
_IDS = """
import json, sys
from django.contrib.auth import get_user_model
from applications.models import Case
from applications.services import drafts
from documents.models import Document
from mycic import clock
from tests.applications import families, walks
user = get_user_model().objects.get(username=sys.argv[1])
case = Case.objects.get(owner=user)
documents = [str(row.pk) for row in Document.objects.filter(dossier=case.dossier)]
letters = [str(letter.pk) for letter in case.letters.all()]
draft = walks.filled(user)
member = families.spouse(user, draft)
row = draft and walks.queries.draft_of(user, draft.pk).answers["citizenships"][0]["row"]
own = Document.objects.filter(dossier=draft.dossier).select_related("slot").first()
print(json.dumps({
    "case": str(case.pk), "thread": str(case.application.shared_dossier_id), "documents": documents,
    "letter": letters[0], "draft": str(draft.pk), "dossier": str(draft.dossier_id), "row": row,
    "member": str(member.pk),
    "slot": str(own.slot_id), "file": str(own.pk),
}))
"""


@pytest.mark.requirement("R0.6", "R4.35")
def test_every_page(new_traveller: NewTraveller, combination: Combination) -> None:
    person, officer = new_traveller(), new_traveller()
    name = str(combination)
    applicant = cast.applicant(person.portal, f"tour-{name}", combination.language, how_far="sent")
    ids = _ids(person.portal, applicant.username)
    person.be(applicant)
    for route, arguments in _pages(ids):
        assert person.go(route, *arguments) == 200, person.page.url
    officer.be(cast.officer(officer.portal, f"guide-{name}", combination.language, "supervisor"))
    _at_the_desk(officer, ids)
    seen = {found.split(" ")[0] for found in person.visited | officer.visited}
    wanted = {route.name for route in all_routes() if _is_page(route.name)}
    assert wanted - seen == set()


def _is_page(name: str) -> bool:
    """Tell whether an address is a page for somebody signed in; what the desk closes answers 403 or 404."""
    closed = name.startswith("admin:") and name.rpartition("_")[2] in {"add", "delete", "history", "change"}
    is_case = name.startswith("admin:applications_case_")
    return name not in OPEN | NOT_OPENED.keys() | NO_PAGE and name != "admin:app_list" and (is_case or not closed)


def _ids(portal: Portal, username: str) -> dict[str, Any]:
    return dict(json.loads(portal.python(_IDS, username).splitlines()[-1]))


def _pages(ids: dict[str, Any]) -> Iterator[tuple[str, tuple[object, ...]]]:
    account = ("profile", "change_address", "change_phone", "security", "change_password", "change_email", "new_totp")
    for name in (*account, "recovery_codes", "sessions", "step_up"):
        yield f"accounts:{name}", ()
    for name in ("dashboard", "all", "catalogue", "deleted"):
        yield f"applications:{name}", ()
    yield "applications:start", ("study-permit",)
    for name in ("case", "case_history", "case_documents", "case_answers", "case_withdraw", "receipt"):
        yield f"applications:{name}", (ids["case"],)
    yield "applications:case_correct", (ids["case"], "passport_number")
    yield "applications:letter", (ids["letter"],)
    for name in ("tasks", "check", "copy", "delete"):
        yield f"applications:{name}", (ids["draft"],)
    yield "applications:documents", (ids["draft"],)
    yield "applications:family_add", (ids["draft"],)
    yield "applications:part", (ids["member"],)
    yield "applications:tasks", (ids["member"],)
    yield "applications:page", (ids["member"], "request", "relation")
    yield "applications:page", (ids["draft"], "personal", "names")
    for name in ("row", "remove_row"):
        yield f"applications:{name}", (ids["draft"], "personal", "citizenship", ids["row"])
    yield "documents:slots", (ids["dossier"],)
    yield "documents:cannot_get", (ids["dossier"], ids["slot"])
    for name in ("receipt", "view", "replace", "remove"):
        yield f"documents:{name}", (ids["file"],)
    yield "messaging:inbox", ()
    for name in ("thread", "printed"):
        yield f"messaging:{name}", (ids["thread"],)


def _at_the_desk(officer: Traveller, ids: dict[str, Any]) -> None:
    officer.go("admin:applications_case_changelist")
    officer.go("admin:index")
    officer.go("admin:applications_bank")
    officer.go("admin:applications_representatives")
    officer.go("admin:applications_case_answers", ids["case"])
    assert officer.page.locator("main input[name=reason]").count() > 1  # the case is nobody's: a reason is asked
    officer.page.check("main input[name=reason][value=supervision]")
    officer.press("main form:has(input[name=reason]) button")
    for name in ("change", "answers", "documents", "messages", "letters", "history", "petitions"):
        officer.go(f"admin:applications_case_{name}", ids["case"])
    officer.go("admin:applications_case_document", ids["case"], ids["documents"][0])
    officer.go("admin:applications_case_letter", ids["case"], ids["letter"], officer.combination.language)
    for row in all_routes():
        if row.name.startswith("admin:") and row.name.endswith("_changelist") and "case" not in row.name:
            officer.go(row.name)
