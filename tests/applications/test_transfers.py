"""A verification that moves to another school: what each school sees and does, and what an officer can do."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from applications import completeness, personal_data, queries, tasks
from applications.choices import SchoolDecision, SchoolStep, Status
from applications.models import Case, SchoolRequest
from applications.queries import desk
from applications.queries import schools as found
from applications.services import drafts, review, school_clock, school_copies, schools, transfers
from applications.workflow import CannotAdvance
from mycic import clock, references
from privacy.models import Event
from privacy.services import dossiers
from tests.accounts import people
from tests.applications import at_school, walks
from tests.applications.mails import told

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R1.28")]
PROGRAM = "verification-transfer"
QUEUE = "applications:schools:queue"
RELEASE, ACCEPT = SchoolStep.RELEASE, SchoolStep.ACCEPT


@pytest.fixture
def old(supervisor: User) -> User:
    """A representative of the former school."""
    return at_school.representative("reg.maple", supervisor)


@pytest.fixture
def new(supervisor: User) -> User:
    """A representative of the new school."""
    return at_school.representative("reg.fleuve", supervisor, at_school.OTHER_SCHOOL)


@pytest.fixture
def old_client(old: User) -> Client:
    return people.signed_in(old)


@pytest.fixture
def new_client(new: User) -> Client:
    return people.signed_in(new)


def page_of(case: Case, step: SchoolStep) -> str:
    return reverse("applications:schools:request", args=[at_school.request_of(case, step).pk])


def case_page(case: Case) -> str:
    return reverse("applications:case", args=[case.pk])


def kinds(case: Case) -> list[str]:
    rows = SchoolRequest.objects.filter(case=case).values_list("dossier", flat=True)
    chains = [case.dossier_id, *rows]
    return list(Event.objects.filter(chain__in=chains, kind__startswith="school.").values_list("kind", flat=True))


# Sending.


def test_each_school_gets_its_own_copy_and_the_new_one_waits(applicant: User, old: User, new: User) -> None:
    case = at_school.transfer(applicant)
    release, accept = at_school.request_of(case, RELEASE), at_school.request_of(case, ACCEPT)
    assert (case.status, case.number[0]) == (Status.AT_OLD_SCHOOL, "E")
    assert (release.institution, accept.institution) == (at_school.SCHOOL, at_school.OTHER_SCHOOL)
    assert (release.sent_at is None, accept.sent_at) == (False, None)
    theirs, ours = school_copies.opened(release).content, school_copies.opened(accept).content
    assert theirs["old_student_id"] == "300412889"
    assert ours["student_id"] == "20261144"
    assert {"student_id", "institution", "program_name"}.isdisjoint(theirs)
    assert {"old_student_id", "old_institution", "last_day_old"}.isdisjoint(ours)
    assert (told(old), told(new)) == (1, 0)


def test_the_number_and_the_school_are_known_when_it_is_started(applicant: User, old: User) -> None:
    verified = at_school.verified(applicant, old)
    case = drafts.start(owner=applicant, program=PROGRAM, at=clock.now())
    draft = queries.draft_of(applicant, case.pk)
    assert draft.answers["evn"] == at_school.request_of(verified).number
    assert draft.answers["old_institution"] == at_school.SCHOOL
    page = people.signed_in(applicant).get(reverse("applications:page", args=[case.pk, "held", "number"]))
    assert "Some answers come from what your school confirmed." in page.content.decode()


_SAID = {
    "en": (
        ("Then your new school gets its own copy", "releases you. If it is silent", "Your former school:"),
        "Your new school has your request now.",
        "Your new school accepted you.",
    ),
    "fr": (
        ("Puis votre nouvel établissement", "vous libère. S’il ne répond pas", "Votre ancien établissement"),
        "a maintenant votre demande.",
        "Votre nouvel établissement vous a accepté.",
    ),
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_pages_say_where_it_is(applicant: User, old: User, new: User, language: str) -> None:
    User.objects.filter(pk=applicant.pk).update(language=language)
    case = at_school.transfer(applicant)
    applicant.refresh_from_db()
    client = people.signed_in(applicant)

    def page(name: str) -> str:
        with translation.override(language):
            url = reverse(f"applications:{name}", args=[case.pk])
        return client.get(url).content.decode()

    sent_words, released_words, accepted_words = _SAID[language]
    assert sent_words[0] in page("receipt")
    assert all(words in page("case") for words in sent_words[1:])
    at_school.say(old, case, SchoolDecision.RELEASED)
    assert released_words in page("case")
    at_school.say(new, case, SchoolDecision.ACCEPTED)
    number = references.display_verification(str(at_school.request_of(case, ACCEPT).number))
    last = page("case")
    assert number in last
    assert accepted_words in last


# Who sees what, and when.


@pytest.mark.requirement("R1.29")
def test_the_new_school_sees_nothing_before_the_release(
    applicant: User, old_client: Client, new_client: Client
) -> None:
    case = at_school.transfer(applicant)
    assert old_client.get(page_of(case, RELEASE)).status_code == 200
    for url in (page_of(case, ACCEPT), page_of(case, RELEASE)):
        assert (new_client.get(url).status_code, new_client.post(url, {}).status_code) == (404, 404)
    assert new_client.get(reverse(QUEUE)).context["rows"] == []
    assert new_client.get(reverse(QUEUE), {"show": "ended"}).context["rows"] == []


def test_from_the_release_to_the_acceptance(
    applicant: User, applicant_client: Client, old: User, old_client: Client, new: User, new_client: Client
) -> None:
    verified = at_school.verified(applicant, old)
    number = str(at_school.request_of(verified).number)
    case = at_school.transfer(applicant, evn=number)
    queue = old_client.get(reverse(QUEUE)).content.decode()
    assert "Release a student who moved to another school" in queue
    form = old_client.get(page_of(case, RELEASE)).content.decode()
    assert "This person was our student" in form
    assert "20261144" not in form
    before = told(applicant)
    answer = old_client.post(page_of(case, RELEASE), at_school.typed("released", was_student_comment="Until June."))
    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.status == Status.AT_NEW_SCHOOL
    assert (told(applicant) - before, told(new)) == (1, 1)
    # Until the new school says yes, the old number counts, and the former school reads what it answered.
    assert queries.held_verification(applicant).number == number  # type: ignore[union-attr] # there is one
    assert "Released: with the new school" in old_client.get(page_of(case, RELEASE)).content.decode()
    assert old_client.post(page_of(case, RELEASE), at_school.typed("not_released", reason="No.")).status_code == 409
    page = new_client.get(page_of(case, ACCEPT)).content.decode()
    assert "What the former school answered" in page
    assert "Until June." in page
    assert "300412889" not in page.replace(number, "")
    assert new_client.post(page_of(case, ACCEPT), at_school.typed("accepted")).status_code == 302
    case.refresh_from_db()
    verified.refresh_from_db()
    assert (case.status, verified.status) == (Status.TRANSFERRED, Status.MOVED)
    accepted = at_school.request_of(case, ACCEPT)
    assert accepted.number == f"{number}T2"
    assert accepted.valid_until == clock.today() + timedelta(days=90)
    held = queries.held_verification(applicant)
    assert held is not None
    assert (held.number, held.institution) == (f"{number}T2", at_school.OTHER_SCHOOL)
    mine = applicant_client.get(case_page(verified)).content.decode()
    assert "It moved to your new school." in mine
    assert "Apply for the off-campus work permit" not in mine


@pytest.mark.requirement("R1.29")
def test_after_the_acceptance_only_the_new_school_sees_the_student(
    applicant: User, old: User, old_client: Client, new: User, new_client: Client
) -> None:
    verified = at_school.verified(applicant, old)
    case = at_school.transfer(applicant, evn=at_school.request_of(verified).number)
    at_school.say(old, case, SchoolDecision.RELEASED)
    closed = (page_of(case, RELEASE), page_of(verified, SchoolStep.VERIFY))
    assert [old_client.get(url).status_code for url in closed] == [200, 200]
    at_school.say(new, case, SchoolDecision.ACCEPTED)
    for url in closed:
        assert (old_client.get(url).status_code, old_client.post(url, {}).status_code) == (404, 404)
    ended = old_client.get(reverse(QUEUE), {"show": "ended"}).content.decode()
    assert "The student moved to another school" in ended
    assert all(url not in ended for url in closed)
    assert new_client.get(page_of(case, ACCEPT)).status_code == 200
    # History is kept: the student reads both, and the record shows both schools.
    assert {"school.opened", "school.released", "school.accepted"} <= set(kinds(case))
    assert {"school.verified", "school.moved"} <= set(kinds(verified))
    history = people.signed_in(applicant).get(reverse("applications:case_history", args=[case.pk])).content.decode()
    assert "Your former school released you." in history
    assert "Maple River University (sample)" in history


def test_what_moved_can_move_again(applicant: User, old: User, new: User) -> None:
    first = at_school.transfer(applicant, evn=at_school.request_of(at_school.verified(applicant, old)).number)
    at_school.say(old, first, SchoolDecision.RELEASED)
    at_school.say(new, first, SchoolDecision.ACCEPTED)
    number = str(at_school.request_of(first, ACCEPT).number)
    back = at_school.transfer(
        applicant, evn=number, old_institution=at_school.OTHER_SCHOOL, institution=at_school.SCHOOL
    )
    at_school.say(new, back, SchoolDecision.RELEASED)
    at_school.say(old, back, SchoolDecision.ACCEPTED)
    first.refresh_from_db()
    assert first.status == Status.MOVED
    assert at_school.request_of(back, ACCEPT).number == f"{number[:-2]}T3"


def test_a_permit_on_paper_gets_a_number_of_its_own(applicant: User, old: User, new: User) -> None:
    case = at_school.transfer(applicant)
    at_school.say(old, case, SchoolDecision.RELEASED)
    at_school.say(new, case, SchoolDecision.ACCEPTED)
    number = str(at_school.request_of(case, ACCEPT).number)
    assert references.is_verification(number)
    assert "T" not in number


@pytest.mark.requirement("R1.15")
def test_the_off_campus_permit_rests_on_the_number_of_the_new_school(applicant: User, old: User, new: User) -> None:
    case = at_school.transfer(applicant, evn=at_school.request_of(at_school.verified(applicant, old)).number)
    at_school.say(old, case, SchoolDecision.RELEASED)
    at_school.say(new, case, SchoolDecision.ACCEPTED)
    draft = drafts.start(owner=applicant, program="off-campus-work", at=clock.now())
    answers = queries.draft_of(applicant, draft.pk).answers
    assert answers["evn"] == at_school.request_of(case, ACCEPT).number
    assert answers["institution"] == at_school.OTHER_SCHOOL
    whole = {**at_school.sample("off-campus-work"), **{name: answers[name] for name in ("evn", "institution")}}
    walks.answer(applicant, draft, **whole)
    said = completeness.review(applicant, queries.draft_of(applicant, draft.pk), today=clock.today())
    assert "X44" not in {finding.rule_id for finding in said.findings}


# Other answers.


@pytest.mark.parametrize(
    ("decision", "reason"), [("not_released", "There are fees that were not paid."), ("not_our_student", "")]
)
def test_a_school_that_does_not_release_says_why(
    applicant: User, applicant_client: Client, old: User, old_client: Client, new: User, decision: str, reason: str
) -> None:
    verified = at_school.verified(applicant, old)
    case = at_school.transfer(applicant, evn=at_school.request_of(verified).number)
    old_client.get(page_of(case, RELEASE))
    typed = {**at_school.typed("not_released", reason=reason), "decision": decision}
    assert old_client.post(page_of(case, RELEASE), typed).status_code == 302
    case.refresh_from_db()
    assert case.status == Status.NOT_RELEASED
    page = applicant_client.get(case_page(case)).content.decode()
    assert reason in page
    assert "ask your new school for a verification of its own" in page
    # Nothing of the old number is lost, and the new school never heard of it.
    assert queries.held_verification(applicant) is not None
    assert (told(new), at_school.request_of(case, ACCEPT).sent_at) == (0, None)


def test_a_school_that_does_not_accept_leaves_the_old_number(
    applicant: User, applicant_client: Client, old: User, old_client: Client, new: User
) -> None:
    verified = at_school.verified(applicant, old)
    case = at_school.transfer(applicant, evn=at_school.request_of(verified).number)
    at_school.say(old, case, SchoolDecision.RELEASED)
    at_school.say(new, case, SchoolDecision.NOT_ACCEPTED, "You begin in January only.")
    verified.refresh_from_db()
    assert verified.status == Status.VERIFIED
    assert "You begin in January only." in applicant_client.get(case_page(case)).content.decode()
    assert at_school.request_of(case, ACCEPT).number is None
    assert "not accepted by the new school" in old_client.get(page_of(case, RELEASE)).content.decode()


@pytest.mark.parametrize(
    ("step", "changes", "wrong"),
    [
        (RELEASE, {"decision": "not_released"}, "reason"),
        (RELEASE, {"was_student": "no"}, "was_student"),
        (RELEASE, {"decision": "accepted"}, "decision"),
        (ACCEPT, {"decision": "not_accepted"}, "reason"),
        (ACCEPT, {"full_time_now": "no"}, "full_time_now"),
        (ACCEPT, {"decision": "eligible"}, "decision"),
    ],
)
def test_an_answer_that_does_not_fit_is_shown_back(
    applicant: User,
    old: User,
    old_client: Client,
    new_client: Client,
    step: SchoolStep,
    changes: dict[str, str],
    wrong: str,
) -> None:
    case = at_school.transfer(applicant)
    client, yes = (old_client, "released") if step == RELEASE else (new_client, "accepted")
    if step == ACCEPT:
        at_school.say(old, case, SchoolDecision.RELEASED)
    page = client.post(page_of(case, step), {**at_school.typed(yes), **changes})
    assert (page.status_code, set(page.context["form"].errors)) == (422, {wrong})


# The consent.


@pytest.mark.requirement("R1.30")
@pytest.mark.parametrize("how_far", ["sent", "released", "accepted"])
def test_the_student_can_take_it_back(
    applicant: User, old: User, old_client: Client, new: User, new_client: Client, how_far: str
) -> None:
    case = at_school.transfer(applicant)
    if how_far != "sent":
        at_school.say(old, case, SchoolDecision.RELEASED)
    if how_far == "accepted":
        at_school.say(new, case, SchoolDecision.ACCEPTED)
    for _press in range(2):
        schools.withdraw_consent(owner=applicant, case_id=case.pk, at=clock.now())
    case.refresh_from_db()
    assert case.status == Status.CONSENT_WITHDRAWN
    for step, client in ((RELEASE, old_client), (ACCEPT, new_client)):
        assert client.get(page_of(case, step)).status_code == 404
        row = at_school.request_of(case, step)
        assert (row.content, row.before, row.answer) == (None, None, None)
        with pytest.raises(dossiers.DossierDestroyed):
            dossiers.unlock(row.dossier)
    assert queries.held_verification(applicant) is None
    assert kinds(case).count("school.consent_withdrawn") == 1
    page = people.signed_in(applicant).get(case_page(case)).content.decode()
    assert "No school can open anything of this request any more." in page


# Silence.


@pytest.mark.parametrize(("days", "late"), [(13, 0), (14, 1), (15, 1)])
def test_a_former_school_that_is_late_is_told_to_an_officer_once(
    applicant: User, old: User, officer: User, monkeypatch: pytest.MonkeyPatch, days: int, late: int
) -> None:
    case = at_school.transfer(applicant)
    school, student = told(old), told(applicant)
    later = clock.now() + timedelta(days=days)
    monkeypatch.setattr(clock, "now", lambda: later)
    for _night in range(2):
        tasks.escalate_silent_schools()
    assert ([row.pk for row in desk.late_schools(officer)[0]] == [case.pk]) is bool(late)
    assert kinds(case).count("school.late") == late
    assert (told(old) - school, told(applicant) - student) == (late, late)


def test_a_request_for_a_verification_that_is_late_is_told_too(
    applicant: User, old: User, officer: User, officer_client: Client
) -> None:
    case = at_school.sent(applicant)
    assert school_clock.escalate(at=clock.now() + timedelta(days=14)) == 1
    assert case.number in officer_client.get(reverse("admin:index")).content.decode()
    key = at_school.request_of(case).pk
    schools.open_for_school(representative=old, request_id=key, at=clock.now())
    schools.answer(representative=old, request_id=key, said=at_school.says(), at=clock.now())
    assert desk.late_schools(officer) == ([], False)


def test_a_school_that_waits_for_the_student_is_not_late(applicant: User, old: User) -> None:
    case = at_school.sent(applicant)
    at_school.say(old, case, SchoolDecision.NEED_INFORMATION, "Which campus?")
    assert school_clock.escalate(at=clock.now() + timedelta(days=20)) == 0


def test_an_officer_releases_in_place_of_a_silent_school(
    applicant: User, old_client: Client, officer: User, officer_client: Client, new: User, new_client: Client
) -> None:
    case = at_school.transfer(applicant)
    url = reverse("admin:applications_case_change", args=[case.pk])
    act = reverse("admin:applications_case_act", args=[case.pk])
    officer_client.post(url, {"reason": "enquiry"})
    assert "Take this case" not in officer_client.get(url).content.decode()
    school_clock.escalate(at=clock.now() + timedelta(days=14))
    page = officer_client.get(url).content.decode()
    assert "The former school is late." in page
    officer_client.post(act, {"act": "take"})
    assert "Release in place of the former school" in officer_client.get(url).content.decode()
    assert officer_client.post(act, {"act": "release_anyway"}).status_code == 302
    case.refresh_from_db()
    assert case.status == Status.AT_NEW_SCHOOL
    assert "school.released_anyway" in kinds(case)
    assert officer_client.post(act, {"act": "release_anyway"}).status_code == 409
    # The former school reads it still, and is too late; the new one goes on without its words.
    assert old_client.post(page_of(case, RELEASE), at_school.typed("released")).status_code == 409
    new_page = new_client.get(page_of(case, ACCEPT)).content.decode()
    assert "What the former school answered" not in new_page
    at_school.say(new, case, SchoolDecision.ACCEPTED)
    assert old_client.get(page_of(case, RELEASE)).status_code == 404


def test_nobody_releases_in_place_of_a_school_that_is_not_late(
    applicant: User, officer: User, other_applicant: User
) -> None:
    case = at_school.transfer(applicant)
    with pytest.raises(review.NotYourCase):
        transfers.release_anyway(officer=officer, case_id=case.pk, at=clock.now())
    review.take(officer=officer, case_id=case.pk, at=clock.now())
    with pytest.raises(CannotAdvance):
        transfers.release_anyway(officer=officer, case_id=case.pk, at=clock.now())
    with pytest.raises(review.NotYourCase):
        transfers.release_anyway(officer=officer, case_id=uuid.uuid4(), at=clock.now())
    case.refresh_from_db()
    assert case.status == Status.AT_OLD_SCHOOL


@pytest.mark.parametrize(("days", "closed"), [(29, 0), (30, 1)])
def test_a_silent_new_school_ends_it_and_a_silent_former_one_does_not(
    applicant: User, old: User, days: int, closed: int
) -> None:
    case = at_school.transfer(applicant)
    later = clock.now() + timedelta(days=days)
    assert school_clock.close_silent(at=later) == 0
    at_school.say(old, case, SchoolDecision.RELEASED)
    assert school_clock.close_silent(at=later) == closed
    case.refresh_from_db()
    assert case.status == (Status.SCHOOL_SILENT if closed else Status.AT_NEW_SCHOOL)


def test_two_runs_at_once_tell_once(applicant: User, old: User, monkeypatch: pytest.MonkeyPatch) -> None:
    case = at_school.transfer(applicant)
    stale = list(found.unanswered())
    at = clock.now() + timedelta(days=14)
    school_clock.escalate(at=at)
    monkeypatch.setattr(found, "unanswered", lambda: stale)
    assert school_clock.escalate(at=at) == 0
    assert kinds(case).count("school.late") == 1


# Lists and the other side.


@pytest.mark.parametrize("many", [1, 3])
def test_the_queue_of_a_school_asks_the_same_for_one_and_for_three(
    old_client: Client, many: int, django_assert_num_queries: Any
) -> None:
    for number in range(many):
        at_school.transfer(people.enrol(people.register(f"student{number}", f"student{number}@mail.example")))
    old_client.get(reverse(QUEUE))
    with django_assert_num_queries(4):
        page = old_client.get(reverse(QUEUE))
    assert len(page.context["rows"]) == many


def test_export_and_destruction_know_both_copies(applicant: User, old: User, new: User) -> None:
    case = at_school.transfer(applicant)
    at_school.say(old, case, SchoolDecision.RELEASED, "Good luck.")
    (copy,) = personal_data.export(at_school.request_of(case, ACCEPT).dossier_id)
    assert copy["asked_to"] == "accept"
    assert copy["answer_of_the_school_before"]["reason"] == "Good luck."  # type: ignore[index] # a dictionary
    personal_data.erase(case.dossier_id)
    assert not SchoolRequest.objects.exists()
