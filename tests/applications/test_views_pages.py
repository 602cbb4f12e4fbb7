"""The applicant's walk through a draft, page by page."""

import json
import re
import uuid
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.services import enrolment
from applications import programs, queries
from applications.choices import Action
from applications.forms import answers
from applications.models import Answers, Case
from applications.services import discarding, drafts
from applications.views.prefilling import profile_answers
from applications.workflow import advance
from mycic import clock, references
from privacy import ledger
from privacy.models import Dossier, Event
from privacy.services import retention
from tests.accounts import people
from tests.applications import walks
from tests.mycic.ui import reading

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(applicant: User) -> Case:
    """A draft that was just started."""
    return drafts.start(owner=applicant, program="study-permit", at=clock.now())


def page_url(case: Case, section: str, page: str, name: str = "page") -> str:
    return reverse(f"applications:{name}", args=[case.pk, section, page])


def stored(case: Case, section: str) -> dict[str, Any]:
    draft = queries.opened(Case.objects.select_related("dossier").get(pk=case.pk))
    return draft.entries.get(section, {})


NAMES = {"family_name": "O’Neil", "given_name": "Amara", "native_script_name": "", "has_other_names": "no"}


@pytest.mark.requirement("R1.5", "R3.17")
def test_a_person_starts_an_application_and_sees_its_tasks(applicant_client: Client) -> None:
    assert applicant_client.get(reverse("applications:catalogue")).status_code == 200
    url = reverse("applications:start", args=["study-permit"])
    assert "$150.00" in applicant_client.get(url).content.decode()
    answer = applicant_client.post(url)
    case = Case.objects.get()
    assert answer.headers["Location"] == reverse("applications:tasks", args=[case.pk])
    page = applicant_client.get(answer.headers["Location"]).content.decode()
    assert "0 of 14 sections completed" in page
    assert "Total" in page


def test_a_double_press_starts_one_draft(applicant_client: Client) -> None:
    url = reverse("applications:start", args=["study-permit"])
    applicant_client.post(url)
    applicant_client.post(url)
    assert Case.objects.count() == 1


def test_the_profile_fills_in_what_it_knows(applicant_client: Client) -> None:
    applicant_client.post(reverse("applications:start", args=["study-permit"]))
    case = Case.objects.get()
    page = applicant_client.get(page_url(case, "personal", "names")).content.decode()
    assert "come from your profile" in page
    assert stored(case, "personal")["family_name"]["by"] == "profile"


@pytest.mark.requirement("R3.98")
def test_passport_and_address_come_from_the_profile(applicant_client: Client) -> None:
    applicant_client.post(reverse("applications:start", args=["study-permit"]))
    case = Case.objects.get()
    expected: dict[tuple[str, str], dict[str, object]] = {
        ("passport", "document"): {
            "document_kind": "passport",
            "passport_number": "A01234567",
            "passport_country": "NGA",
            "passport_expiry": {"d": "30", "m": "05", "y": "2031"},
        },
        ("contact", "mailing-address"): {
            "mail_street_no": "14",
            "mail_street": "Elm Street, apartment 3",
            "mail_city": "Kingston",
            "mail_province": "ON",
            "mail_postal": "K7L 1A1",
            "mail_country": "CAN",
        },
    }
    for (section, page), answers_known in expected.items():
        kept = stored(case, section)
        assert {name: kept[name]["v"] for name in answers_known} == answers_known
        assert {kept[name]["by"] for name in answers_known} == {"profile"}
        shown = applicant_client.get(page_url(case, section, page)).content.decode()
        assert "come from your profile" in shown
    assert 'value="A01234567"' in applicant_client.get(page_url(case, "passport", "document")).content.decode()
    assert "passport_explanation" not in stored(case, "passport")


@pytest.mark.parametrize(
    ("identity", "known"),
    [
        ({"document_kind": "none", "document_number": "", "document_country": "", "document_expiry": "",
          "no_document_reason": "It was stolen."}, {"document_kind": "none", "passport_explanation": "It was stolen."}),
        ({"document_kind": "identity_card"}, {}),
        ({"document_kind": "travel_document", "document_country": "XK", "document_expiry": ""},
         {"document_kind": "refugee_td", "passport_number": "A01234567", "passport_country": "RKS"}),
    ],
)  # fmt: skip
def test_another_document_fills_in_what_fits(identity: dict[str, Any], known: dict[str, Any]) -> None:
    person = people.enrol(people.register("else.1", "else@mail.example"), **identity)
    case = drafts.start(owner=person, program="study-permit", at=clock.now(), profile=profile_answers(person))
    assert {name: entry["v"] for name, entry in stored(case, "passport").items()} == known


@pytest.mark.parametrize(
    ("street", "number", "name"),
    [
        ("25 Maple Street", "25", "Maple Street"),
        ("12bis, rue Laurier", "12bis", "rue Laurier"),
        ("Hauptstraße 5\nHinterhaus", "", "Hauptstraße 5, Hinterhaus"),
        ("12-345 Maple Street", "", "12-345 Maple Street"),
    ],
)
def test_only_a_number_in_front_is_taken_off_a_street(applicant: User, street: str, number: str, name: str) -> None:
    moved = enrolment.Address(**{**people.ADDRESS, "street": street})
    enrolment.change_address(applicant, moved, version=1, at=clock.now())
    known = profile_answers(applicant)
    assert (known["mail_street_no"], known["mail_street"]) == (number, name)


def test_every_page_opens_in_both_languages(applicant_client: Client, case: Case) -> None:
    for section in programs.get("study-permit").sections:
        for page in section.pages:
            for language in ("en", "fr"):
                url = reverse_in(language, case, section.key, page.key)
                answer = applicant_client.get(url)
                assert answer.status_code == 200, (url, answer.status_code)


def reverse_in(language: str, case: Case, section: str, page: str) -> str:
    with translation.override(language):
        return page_url(case, section, page)


def test_saving_leads_to_the_next_page_and_remembers_who_and_when(
    applicant_client: Client, applicant: User, case: Case
) -> None:
    answer = applicant_client.post(page_url(case, "personal", "names"), NAMES | {"version": "0"})
    assert answer.headers["Location"] == page_url(case, "personal", "birth")
    entry = stored(case, "personal")["family_name"]
    assert (entry["v"], entry["by"]) == ("O’Neil", str(applicant.pk))
    assert entry["at"] == entry["ok"]


@pytest.mark.requirement("R3.62")
def test_a_wrong_answer_is_kept_shown_back_and_marked(applicant_client: Client, case: Case) -> None:
    url = page_url(case, "personal", "birth")
    typed = {"sex": "F", "date_of_birth_0": "31", "date_of_birth_1": "févr.", "date_of_birth_2": "2001"}
    answer = applicant_client.post(url, typed | {"version": "0"})
    assert answer.status_code == 422
    assert stored(case, "personal")["date_of_birth"]["v"] == {"d": "31", "m": "févr.", "y": "2001"}
    again = applicant_client.get(url)
    assert again.status_code == 200
    page = again.content.decode()
    assert "févr." in page
    assert "enter a date that exists" in page
    check = applicant_client.get(reverse("applications:check", args=[case.pk])).content.decode()
    assert f'href="{url}#id_date_of_birth"' in check


def test_saving_for_later_leads_to_the_task_list_without_complaint(applicant_client: Client, case: Case) -> None:
    answer = applicant_client.post(page_url(case, "personal", "birth"), {"sex": "F", "version": "0", "later": "1"})
    assert answer.headers["Location"] == reverse("applications:tasks", args=[case.pk])
    assert stored(case, "personal")["sex"]["v"] == "F"


@pytest.mark.requirement("R2.1")
def test_the_language_toggle_keeps_what_was_typed(applicant_client: Client, case: Case) -> None:
    url = page_url(case, "personal", "names")
    answer = applicant_client.post(url, NAMES | {"version": "0", "switch_language": "fr"})
    assert answer.headers["Location"] == reverse_in("fr", case, "personal", "names")
    assert stored(case, "personal")["family_name"]["v"] == "O’Neil"
    assert stored(case, "personal")["family_name"]["ok"] is None


def test_autosave_keeps_raw_text_and_answers_shortly(applicant_client: Client, case: Case) -> None:
    answer = applicant_client.post(
        page_url(case, "personal", "names", "autosave"), {"family_name": "  12 ", "version": "0"}
    )
    assert answer.status_code == 200
    assert len(answer.content) < 300
    assert json.loads(answer.content)["version"] == 1
    entry = stored(case, "personal")["family_name"]
    assert (entry["v"], entry["ok"]) == ("  12 ", None)


def test_two_tabs_that_type_different_things_meet_on_the_conflict_page(applicant_client: Client, case: Case) -> None:
    url = page_url(case, "personal", "names")
    applicant_client.post(url, NAMES | {"version": "0"})
    answer = applicant_client.post(url, NAMES | {"family_name": "Nwosu", "version": "0"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Nwosu" in page
    assert "O’Neil" in page
    assert "checked" not in page
    auto = applicant_client.post(url + "autosave/", NAMES | {"family_name": "Nwosu", "version": "0"})
    assert auto.status_code == 409
    choose = page_url(case, "personal", "names", "choose")
    undecided = applicant_client.post(choose, {"mine_family_name": '"Nwosu"'})
    assert undecided.status_code == 409
    applicant_client.post(choose, {"mine_family_name": '"Nwosu"', "choice_family_name": "left"})
    entry = stored(case, "personal")["family_name"]
    assert entry["v"] == "Nwosu"
    assert [former["v"] for former in entry["was"]] == ["O’Neil"]


def test_choosing_the_other_version_keeps_mine_in_the_history(applicant_client: Client, case: Case) -> None:
    applicant_client.post(page_url(case, "personal", "names"), NAMES | {"version": "0"})
    choose = page_url(case, "personal", "names", "choose")
    applicant_client.post(choose, {"mine_family_name": '"Nwosu"', "choice_family_name": "right"})
    entry = stored(case, "personal")["family_name"]
    assert entry["v"] == "O’Neil"
    assert [former["v"] for former in entry["was"]] == ["O’Neil", "Nwosu"]


def test_another_page_of_the_section_is_no_conflict(applicant_client: Client, case: Case) -> None:
    applicant_client.post(page_url(case, "personal", "names"), NAMES | {"version": "0"})
    answer = applicant_client.post(page_url(case, "personal", "birth"), {"sex": "F", "version": "0", "later": "1"})
    assert answer.status_code == 302


def test_rows_are_added_changed_and_removed(applicant_client: Client, case: Case) -> None:
    group = page_url(case, "personal", "citizenship")
    empty = applicant_client.post(group, {"version": "0"})
    assert empty.status_code == 422
    add = reverse("applications:row", args=[case.pk, "personal", "citizenship", "add"])
    form = applicant_client.get(add)
    action = form.context["action"]
    answer = applicant_client.post(action, {"country": "FRA", "version": "0"})
    assert answer.headers["Location"] == group
    applicant_client.post(action, {"country": "FRA", "version": "0"})
    applicant_client.post(action, {"country": "NGA", "version": "5"})
    rows = stored(case, "personal")["citizenships"]["v"]
    assert [row["country"] for row in rows] == ["NGA"]
    page = applicant_client.get(group).content.decode()
    assert "Nigeria" in page
    remove = reverse("applications:remove_row", args=[case.pk, "personal", "citizenship", rows[0]["row"]])
    assert applicant_client.get(remove).status_code == 200
    assert applicant_client.post(remove).headers["Location"] == group
    assert applicant_client.get(remove).status_code == 404
    assert stored(case, "personal")["citizenships"]["v"] == []


def test_a_row_with_a_wrong_answer_is_kept(applicant_client: Client, case: Case) -> None:
    action = reverse("applications:row", args=[case.pk, "personal", "citizenship", "0123abcd"])
    answer = applicant_client.post(action, {"country": "", "version": "0"})
    assert answer.status_code == 422
    assert stored(case, "personal")["citizenships"]["v"] == [{"row": "0123abcd", "country": ""}]
    assert applicant_client.get(action).status_code == 200


def test_the_same_row_changed_in_two_tabs_is_a_conflict(applicant_client: Client, case: Case) -> None:
    action = reverse("applications:row", args=[case.pk, "personal", "citizenship", "0123abcd"])
    applicant_client.post(action, {"country": "FRA", "version": "0"})
    answer = applicant_client.post(action, {"country": "NGA", "version": "0"})
    assert answer.status_code == 409
    fields = {"mine_citizenships": answer.context["pairs"][0]["packed"], "choice_citizenships": "left"}
    applicant_client.post(page_url(case, "personal", "citizenship", "choose"), fields)
    assert stored(case, "personal")["citizenships"]["v"] == [{"row": "0123abcd", "country": "NGA"}]


@pytest.mark.requirement("R0.9")
@pytest.mark.parametrize("url", ["tasks", "documents", "check", "copy", "delete"])
def test_a_strangers_case_and_a_missing_one_are_the_same_404(
    other_applicant_client: Client, case: Case, url: str
) -> None:
    theirs = other_applicant_client.get(reverse(f"applications:{url}", args=[case.pk]))
    missing = other_applicant_client.get(reverse(f"applications:{url}", args=[uuid.uuid4()]))
    assert (theirs.status_code, missing.status_code) == (404, 404)


@pytest.mark.requirement("R0.9")
def test_a_stranger_can_save_nothing(other_applicant_client: Client, case: Case) -> None:
    for name in ("page", "autosave", "choose"):
        answer = other_applicant_client.post(page_url(case, "personal", "names", name), NAMES | {"version": "0"})
        assert answer.status_code == 404
    assert other_applicant_client.post(reverse("applications:delete", args=[case.pk])).status_code == 404
    assert other_applicant_client.post(reverse("applications:bring_back", args=[case.pk])).status_code == 404
    assert not Answers.objects.exists()


@pytest.mark.parametrize("place", [("nowhere", "names"), ("personal", "nowhere")])
def test_an_unknown_page_is_404(applicant_client: Client, case: Case, place: tuple[str, str]) -> None:
    assert applicant_client.get(page_url(case, *place)).status_code == 404
    assert applicant_client.post(page_url(case, *place), {"version": "0"}).status_code == 404
    row = reverse("applications:row", args=[case.pk, "personal", "names", "add"])
    assert applicant_client.get(row).status_code == 404
    assert applicant_client.get(reverse("applications:start", args=["nothing"])).status_code == 404


def test_visitors_and_officers_do_not_get_in(visitor: Client, officer_client: Client, case: Case) -> None:
    url = reverse("applications:tasks", args=[case.pk])
    assert visitor.get(url).status_code == 302
    assert officer_client.get(url).status_code == 404


def test_a_draft_is_deleted_and_brought_back(applicant_client: Client, case: Case) -> None:
    delete = reverse("applications:delete", args=[case.pk])
    assert applicant_client.get(delete).status_code == 200
    for _press in range(2):
        assert applicant_client.post(delete).headers["Location"] == reverse("applications:deleted")
    assert applicant_client.get(delete).status_code == 404
    assert applicant_client.get(reverse("applications:tasks", args=[case.pk])).status_code == 404
    page = applicant_client.get(reverse("applications:deleted")).content.decode()
    assert "Bring it back" in page
    back = reverse("applications:bring_back", args=[case.pk])
    for _press in range(2):
        assert applicant_client.post(back).headers["Location"] == reverse("applications:tasks", args=[case.pk])
    assert applicant_client.get(reverse("applications:tasks", args=[case.pk])).status_code == 200
    assert Event.objects.filter(chain=case.dossier_id, kind="dossier.discarded").count() == 1
    assert Event.objects.filter(chain=case.dossier_id, kind="dossier.restored").count() == 1
    applicant_client.post(delete)
    with clock.shifted(timedelta(hours=25)):
        assert applicant_client.post(back).status_code in {302, 409}


def test_names_in_twelve_scripts_are_accepted(applicant_client: Client, case: Case) -> None:
    url = page_url(case, "personal", "names")
    for version, name in enumerate(SCRIPTS):
        answer = applicant_client.post(url, NAMES | {"family_name": name, "version": str(version)})
        assert answer.status_code == 302, name
        assert stored(case, "personal")["family_name"]["v"] == name


SCRIPTS = (
    "Nguyễn",
    "Иванова",
    "Παπαδοπούλου",
    "عبد الرحمن",
    "רוזנברג",
    "शर्मा",
    "தமிழ்ச்செல்வி",
    "陳大文",
    "やまだ",
    "김민준",
    "አበበ",
    "ქართველიშვილი",
)


@pytest.mark.requirement("R1.4")
def test_the_dashboard_lists_drafts_and_what_to_do(applicant_client: Client, case: Case) -> None:
    page = applicant_client.get(reverse("applications:dashboard")).content.decode()
    assert "Study permit" in page
    assert "You have nothing to do now." in page
    assert applicant_client.get(reverse("applications:all")).status_code == 200


@pytest.mark.parametrize("rows", [1, 3, 12])
def test_the_dashboard_asks_the_database_no_more_for_more_cases(
    applicant_client: Client, applicant: User, rows: int, django_assert_max_num_queries: Any
) -> None:
    at = clock.now()
    for number in range(rows):
        drafts.start(owner=applicant, program="study-permit", at=at + timedelta(minutes=2 * number))
    applicant_client.get(reverse("applications:dashboard"))
    with django_assert_max_num_queries(4):
        answer = applicant_client.get(reverse("applications:dashboard"))
    assert len(answer.context["drafts"]) == min(rows, queries.CARDS)


def real_queries(captured: CaptureQueriesContext) -> list[str]:
    """What counts by decisions 30: savepoints do not."""
    return [query["sql"] for query in captured if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]


def test_pages_stay_within_their_query_budgets(applicant_client: Client, case: Case) -> None:
    url = page_url(case, "personal", "names")
    applicant_client.get(url)
    with CaptureQueriesContext(connection) as captured:
        applicant_client.get(url)
    assert len(real_queries(captured)) <= 6
    for version, step in enumerate((url, url + "autosave/", url + "autosave/")):
        with CaptureQueriesContext(connection) as captured:
            answer = applicant_client.post(step, NAMES | {"family_name": f"Name {chr(65 + version)}", "version": "9"})
        assert answer.status_code in {200, 302}
        assert len(real_queries(captured)) <= 6


@pytest.mark.requirement("R3.58")
def test_an_expired_draft_says_so(applicant_client: Client, case: Case) -> None:
    with clock.shifted(timedelta(days=92)):
        client = people.signed_in(case.owner)
        answer = client.get(reverse("applications:tasks", args=[case.pk]))
    assert answer.status_code == 410
    assert "This draft was deleted" in answer.content.decode()


@pytest.mark.requirement("R3.58", "R3.91")
@pytest.mark.parametrize(
    ("language", "being_deleted", "go_on", "last_day"),
    [
        ("en", "we are deleting it", "Continue", "The last day was"),
        ("fr", "en train de le supprimer", "Continuer", "Le dernier jour était"),
    ],
)
def test_a_draft_that_is_over_is_no_task_but_among_what_was_deleted(
    case: Case, language: str, being_deleted: str, go_on: str, last_day: str
) -> None:
    with clock.shifted(timedelta(days=91)):
        client = people.signed_in(case.owner)
        with translation.override(language):
            addresses = {name: reverse(f"applications:{name}") for name in ("dashboard", "all", "deleted")}
            tasks = reverse("applications:tasks", args=[case.pk])
            program = str(programs.get(case.program).title)
        for name in ("dashboard", "all"):
            page = client.get(addresses[name]).content.decode()
            assert being_deleted in page
            assert tasks not in page
            assert go_on not in page.split("<main")[1]
            assert addresses["deleted"] in page
        deleted = client.get(addresses["deleted"]).content.decode()
        assert program in unescape(deleted)
        assert last_day in deleted
        assert "Nothing was deleted" not in deleted
        assert "Rien n’a été supprimé" not in deleted
        retention.purge_expired(at=clock.now())
        assert client.get(addresses["deleted"]).content.decode().count("<article") == 1
        assert being_deleted not in client.get(addresses["dashboard"]).content.decode()


def test_what_was_sent_is_shown_on_its_case_page(applicant_client: Client, applicant: User, case: Case) -> None:
    at, person = clock.now(), ledger.Actor.person(applicant)
    advance(case.pk, Action.MARK_READY, actor=person, at=at)
    advance(case.pk, Action.SUBMIT, actor=person, at=at, reference=references.new("S"), documents=0)
    url = page_url(case, "personal", "names")
    answer = applicant_client.post(url, NAMES | {"version": "0"})
    assert answer.status_code == 409
    assert "This application was sent" in answer.content.decode()
    assert applicant_client.post(url + "autosave/", NAMES).status_code == 409
    dashboard = applicant_client.get(reverse("applications:dashboard")).content.decode()
    assert "We have received your application" in dashboard
    advance(case.pk, Action.ACKNOWLEDGE, actor=ledger.Actor.system(), at=at)
    advance(case.pk, Action.ASK, actor=ledger.Actor.officer(applicant), at=at)
    dashboard = applicant_client.get(reverse("applications:dashboard")).content.decode()
    assert "We asked you for something" in dashboard


@pytest.mark.requirement("R3.91")
def test_a_draft_that_ends_soon_is_among_the_things_to_do(applicant: User, case: Case) -> None:
    with clock.shifted(timedelta(days=85)):
        client = people.signed_in(applicant)
        assert "Finish and send your draft" in client.get(reverse("applications:dashboard")).content.decode()
        assert "This draft ends soon" in client.get(reverse("applications:tasks", args=[case.pk])).content.decode()


@pytest.mark.requirement("R3.23")
def test_the_copy_to_print_is_marked_as_a_draft(applicant_client: Client, case: Case) -> None:
    applicant_client.post(page_url(case, "personal", "names"), NAMES | {"version": "0"})
    page = applicant_client.get(reverse("applications:copy", args=[case.pk])).content.decode()
    assert "DRAFT" in page
    assert "O’Neil" in page


def test_warnings_are_ticked_on_the_check_page(applicant_client: Client, case: Case) -> None:
    applicant_client.post(
        page_url(case, "personal", "birth"),
        {"date_of_birth_0": "17", "date_of_birth_1": "4", "date_of_birth_2": "2010", "version": "0"},
    )
    check = reverse("applications:check", args=[case.pk])
    assert "parent or guardian must sign" in applicant_client.get(check).content.decode()
    refused = applicant_client.post(check, {})
    assert refused.status_code == 422
    assert 'href="#notes"' in refused.content.decode()
    # What is still to solve does not stand in the way of the tick.
    assert applicant_client.post(check, {"read": ["X08", "X09"]}).headers["Location"] == check
    assert "checked" in applicant_client.get(check).content.decode()


@pytest.mark.requirement("R3.46")
@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize(
    "answered", [{}, {"reason": "extend_same", "date_of_birth": {"d": "17", "m": "4", "y": "2010"}}]
)
def test_every_link_of_the_check_page_leads_to_a_place_that_exists(
    applicant_client: Client, applicant: User, case: Case, language: str, answered: dict[str, Any]
) -> None:
    walks.answer(applicant, case, **answered)
    with translation.override(language):
        check = reverse("applications:check", args=[case.pk])
    page = reading.parse(applicant_client.get(check).content)
    links = [link for link in page.iter("a") if (link.get("href") or "").startswith(f"/{language}/")]
    assert any((link.get("href") or "").endswith("#rows") for link in links)
    pages: dict[str, set[str | None]] = {}
    for link in links:
        address, _mark, spot = (link.get("href") or "").partition("#")
        if str(case.pk) not in address or address.endswith("/pdf/"):
            continue
        if address not in pages:
            answer = applicant_client.get(address)
            assert answer.status_code == 200, address
            pages[address] = {element.get("id") for element in reading.parse(answer.content).iter()}
        assert not spot or spot in pages[address], f"{address}#{spot}"


def test_rows_are_read_as_labels_with_answers(applicant_client: Client, applicant: User, case: Case) -> None:
    mother = {"relationship": "mother", "family_name": "Okonkwo", "given_name": "Ada", "deceased": "no"}
    job = {"from": {"m": "3", "y": "2020"}, "to": {}, "kind": "work", "occupation": "Nurse"}
    walks.answer(applicant, case, family_members=[{"row": "1", **mother}], activities=[{"row": "1", **job}])
    family = applicant_client.get(page_url(case, "family", "members")).content.decode()
    removal = applicant_client.get(
        reverse("applications:remove_row", args=[case.pk, "family", "members", "1"])
    ).content.decode()
    check = applicant_client.get(reverse("applications:check", args=[case.pk])).content.decode()
    copy = applicant_client.get(reverse("applications:copy", args=[case.pk])).content.decode()
    for page in (family, removal, check, copy):
        assert "<dt>Family name</dt>" in page
        assert re.search(r"<dt>Has this person died\?</dt><dd[^>]*>No</dd>", page)
    assert ">Mother, Okonkwo</span></h2>" in family
    for page in (check, copy):
        assert re.search(r"<dt>When</dt><dd[^>]*>from March 2020 until now</dd>", page)


def test_each_note_names_the_question_that_it_is_about(applicant_client: Client, applicant: User, case: Case) -> None:
    walks.answer(applicant, case, date_of_birth={"d": "17", "m": "4", "y": "2010"})
    page = applicant_client.get(reverse("applications:check", args=[case.pk])).content.decode()
    assert ">Look at the answer: Date of birth</a>" in page


def test_lists_count_the_finished_sections_of_the_program_only(applicant_client: Client, case: Case) -> None:
    answers = {"funds_available": "90000", "expenses_paid_by": "myself", "funds_evidence_kinds": ["gic"]}
    applicant_client.post(page_url(case, "funds", "money"), answers | {"version": "0"})
    applicant_client.post(reverse("applications:check", args=[case.pk]), {"read": ["X08"]})
    for name in ("applications:dashboard", "applications:all"):
        assert "1 of 14 sections completed" in applicant_client.get(reverse(name)).content.decode(), name


def test_deleting_a_draft_that_just_expired_says_so(applicant_client: Client, case: Case) -> None:
    Dossier.objects.filter(pk=case.dossier_id).update(expires_at=clock.now() - timedelta(minutes=1))
    answer = applicant_client.post(reverse("applications:delete", args=[case.pk]))
    assert answer.status_code == 410


def test_deleting_in_the_moment_of_the_purge_says_so(applicant_client: Client, case: Case, monkeypatch: Any) -> None:
    def late(**_: object) -> None:
        raise retention.TooLate

    monkeypatch.setattr(discarding, "discard", late)
    answer = applicant_client.post(reverse("applications:delete", args=[case.pk]))
    assert answer.status_code == 410
    assert "This draft was deleted" in answer.content.decode()


def test_a_date_that_no_calendar_holds_is_kept_and_marked(applicant_client: Client, case: Case) -> None:
    url = page_url(case, "personal", "birth")
    typed = {"date_of_birth_0": "1", "date_of_birth_1": "2", "date_of_birth_2": "9" * 25, "version": "0"}
    assert applicant_client.post(url, typed).status_code == 422
    assert "9" * 25 in applicant_client.get(url).content.decode()
    assert applicant_client.get(reverse("applications:tasks", args=[case.pk])).status_code == 200


def test_every_kind_of_answer_survives_the_conflict_page() -> None:
    rows = programs.get("study-permit").places["activities"].question
    text = programs.get("study-permit").places["family_name"].question
    row = {"row": "0123abcd", "from": {"m": "1", "y": "2020"}, "kind": "student", "other": "dropped"}
    fit = {"row": "0123abcd", "from": {"m": "1", "y": "2020"}, "kind": "student"}
    assert answers.unpacked(rows, answers.packed([row])) == [fit]
    assert answers.unpacked(rows, '"text"') == []
    assert answers.unpacked(text, "not json") == ""
    assert answers.unpacked(text, "null") == ""
    assert answers.unpacked(text, '["a", 1]') == ""


def test_rows_with_months_are_shown_again(applicant_client: Client, case: Case) -> None:
    url = reverse("applications:row", args=[case.pk, "history", "activities", "0123abcd"])
    typed = {"from_0": "mars", "from_1": "2020", "kind": "student", "version": "0"}
    assert applicant_client.post(url, typed).status_code == 422
    page = applicant_client.get(url).content.decode()
    assert 'value="mars"' in page
    assert stored(case, "history")["activities"]["v"][0]["from"] == {"m": "mars", "y": "2020"}


@pytest.mark.requirement("R3.17", "R3.62")
def test_the_task_list_says_what_the_problem_of_a_section_is(applicant_client: Client, case: Case) -> None:
    typed = {"first_entry_date_0": "1", "first_entry_date_1": "2", "first_entry_date_2": "2050", "version": "0"}
    applicant_client.post(page_url(case, "status", "first-entry"), typed)
    page = applicant_client.get(reverse("applications:tasks", args=[case.pk])).content.decode()
    assert "There is a problem" in page
    assert "must be in the past" in page
    assert f"{page_url(case, 'status', 'first-entry')}#id_first_entry_date" in page


def test_the_way_to_the_documents_brings_the_list_up_to_date(applicant_client: Client, case: Case) -> None:
    page = applicant_client.get(reverse("applications:documents", args=[case.pk])).content.decode()
    assert "Passport or travel document" in page
    # Nobody is left without a way back to the list of tasks.
    assert f'href="{reverse("applications:tasks", args=[case.pk])}"' in page


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 40, "١"])
def test_a_broken_version_is_an_old_one(applicant_client: Client, case: Case, version: str) -> None:
    answer = applicant_client.post(page_url(case, "personal", "names"), NAMES | {"version": version})
    assert answer.status_code == 302


def test_more_text_than_a_draft_can_hold_is_refused_and_the_draft_stays_as_it_was(
    applicant_client: Client, case: Case
) -> None:
    names = page_url(case, "personal", "names")
    applicant_client.post(names, NAMES | {"version": "0"})
    before = stored(case, "personal")
    # Overlong, but honest: kept and marked.
    assert applicant_client.post(names, NAMES | {"given_name": "x" * 20_000, "version": "1"}).status_code == 422
    for step in (names, page_url(case, "personal", "names", "autosave")):
        refused = applicant_client.post(step, NAMES | {"family_name": "x" * 1_100_000, "version": "2"})
        assert refused.status_code == 413
        assert "more text than we can keep" in refused.content.decode()
    assert stored(case, "personal")["family_name"]["v"] == before["family_name"]["v"]
    add = reverse("applications:row", args=[case.pk, "personal", "citizenship", "add"])
    for _row in range(3):
        last = applicant_client.post(add, {"country": "x" * 400_000, "version": "2"})
    assert last.status_code == 413
    assert len(stored(case, "personal")["citizenships"]["v"]) == 2
