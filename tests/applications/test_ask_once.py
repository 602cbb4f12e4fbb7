"""What was said in an earlier application is offered again, dated, and each page of it is confirmed before sending."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import completeness, queries
from applications.choices import SectionState, Source
from applications.demo import sample_answers
from applications.models import Answers, Case
from applications.services import drafts
from mycic import clock
from privacy.services import dossiers
from tests.applications import walks

PROGRAM = "visitor-extension"


@pytest.fixture
def draft(applicant: User) -> queries.Draft:
    """A second draft of somebody who sent an application before."""
    walks.sent(applicant, program="study-permit-extension", birth_city="Nsukka")
    profile = {"family_name": "Okonkwo"}
    case = drafts.start(owner=applicant, program=PROGRAM, at=clock.now(), profile=profile)
    return queries.draft_of(applicant, case.pk)


def asked(applicant: User, case: Case) -> set[str]:
    """The questions whose page waits to be confirmed."""
    review = completeness.review(applicant, queries.draft_of(applicant, case.pk), today=clock.today())
    return {finding.fields[0] for finding in review.errors if finding.rule_id == "ask-once"}


def test_what_lasts_is_offered_and_what_does_not_is_asked_again(draft: queries.Draft) -> None:
    said = draft.answers
    assert said["birth_city"] == "Nsukka"
    assert draft.entries["personal"]["birth_city"]["by"] == Source.EARLIER
    # The profile is newer than what was sent, and goes before it.
    assert draft.entries["personal"]["family_name"]["by"] == Source.PROFILE
    assert "activities" in said
    for gone in ("bg_tb", "purposes", "rep_action", "study_from"):
        assert gone not in said


def test_nothing_is_offered_before_anything_was_sent(applicant: User) -> None:
    walks.filled(applicant, program="study-permit-extension")
    case = drafts.start(owner=applicant, program=PROGRAM, at=clock.now())
    assert "birth_city" not in queries.draft_of(applicant, case.pk).answers


def test_nothing_of_somebody_else_is_offered(other_applicant: User, draft: queries.Draft) -> None:
    assert draft.answers["birth_city"]
    case = drafts.start(owner=other_applicant, program=PROGRAM, at=clock.now())
    assert "birth_city" not in queries.draft_of(other_applicant, case.pk).answers


def test_a_page_says_from_when_its_answers_are_and_saving_confirms_them(
    applicant: User, applicant_client: Client, draft: queries.Draft
) -> None:
    case = draft.case
    url = reverse("applications:page", args=[case.pk, "status", "last-entry"])
    page = applicant_client.get(url).content.decode()
    assert "Some answers come from the application that you sent on" in page
    assert "Toronto Pearson airport" in page
    assert "last_entry_date" in asked(applicant, case)
    day = draft.answers["last_entry_date"]
    assert isinstance(day, dict)
    typed = {f"last_entry_date_{place}": day[part] for place, part in enumerate(("d", "m", "y"))}
    version = {"version": str(draft.version("status"))}
    done = applicant_client.post(url, {**typed, **version, "last_entry_place": "Toronto Pearson airport"})
    assert done.status_code == 302
    assert "last_entry_date" not in asked(applicant, case)
    # Confirming does not hide where it came from.
    assert queries.draft_of(applicant, case.pk).entries["status"]["last_entry_place"]["by"] == Source.EARLIER


def test_a_list_is_confirmed_as_it_stands_by_saving_its_page(
    applicant: User, applicant_client: Client, draft: queries.Draft
) -> None:
    case = draft.case
    assert "activities" in asked(applicant, case)
    url = reverse("applications:page", args=[case.pk, "history", "activities"])
    assert "Some answers come from the application that you sent on" in applicant_client.get(url).content.decode()
    # A page that is older than the list confirms nothing.
    applicant_client.post(url, {"version": "0"})
    assert "activities" in asked(applicant, case)
    applicant_client.post(url, {"version": str(draft.version("history"))})
    assert "activities" not in asked(applicant, case)
    assert queries.draft_of(applicant, case.pk).answers["activities"] == draft.answers["activities"]


def test_it_cannot_be_sent_before_everything_is_confirmed(
    applicant: User, applicant_client: Client, draft: queries.Draft
) -> None:
    review = completeness.review(applicant, draft, today=clock.today())
    section = draft.program.section("personal")
    assert section is not None
    assert review.state_of(section) is SectionState.IN_PROGRESS
    page = applicant_client.get(reverse("applications:check", args=[draft.case.pk])).content.decode()
    assert "Check what we took over from earlier, then save the page." in page
    walks.complete(applicant, draft.case)
    assert asked(applicant, draft.case) == set()


def test_a_draft_that_is_started_twice_is_filled_once(applicant: User, draft: queries.Draft) -> None:
    again = drafts.start(owner=applicant, program=PROGRAM, at=clock.now())
    assert again.pk == draft.case.pk
    later = drafts.start(owner=applicant, program=PROGRAM, at=clock.now() + timedelta(hours=1))
    assert queries.draft_of(applicant, later.pk).answers["birth_city"] == "Nsukka"


def test_the_task_list_leads_to_the_page_that_is_asked_once_more(
    applicant: User, applicant_client: Client, draft: queries.Draft
) -> None:
    walks.answer(applicant, draft.case, **sample_answers(clock.today(), PROGRAM))
    entries = queries.draft_of(applicant, draft.case.pk).entries["history"]
    assert entries["activities"]["ok"]
    row = Answers.objects.get(case=draft.case, section="history")
    vault = dossiers.unlock(draft.case.dossier)
    kept = vault.read(row, "sealed")
    kept["activities"] |= {"by": Source.EARLIER, "ok": None}
    vault.write(row, "sealed", kept)
    row.save()
    page = applicant_client.get(reverse("applications:tasks", args=[draft.case.pk])).content.decode()
    assert "Check what we took over from earlier, then save the page." in page
    assert f"{reverse('applications:page', args=[draft.case.pk, 'history', 'activities'])}#rows" in page
