"""One application, one signature and one payment for a family; a case, a status and a decision for each person."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import personal_data, queries
from applications.choices import LetterKind, PaymentState, Status
from applications.demo import paying
from applications.models import Answers, Case, Charge, Letter, PartLink, Payment, Refund, Settlement
from applications.services import discarding, drafts, family, parts, payments, refunds, review, submission
from documents.choices import DocumentState
from documents.models import Document, Slot
from documents.services import access, uploads
from mycic import clock
from privacy.models import Event
from tests.accounts.people import PASSWORD
from tests.applications import families, walks

MAIN = "visitor-extension"


@pytest.fixture
def main(applicant: User) -> Case:
    """A complete draft of the main person."""
    return walks.filled(applicant, program=MAIN)


def statuses() -> list[str]:
    return list(Case.objects.order_by("position").values_list("status", flat=True))


def sign(owner: User, main: Case) -> Case:
    return submission.sign(owner=owner, case_id=main.pk, password=PASSWORD, language="en", at=clock.now())


class TestAdding:
    @pytest.mark.requirement("R1.26")
    def test_a_family_member_is_never_an_application_alone(self, applicant: User, applicant_client: Client) -> None:
        with pytest.raises(drafts.OnlyAdded):
            drafts.start(owner=applicant, program=families.MEMBER, at=clock.now())
        url = reverse("applications:start", args=[families.MEMBER])
        page = applicant_client.get(url).content.decode()
        assert "Start your own application first." in page
        assert "<button" not in page.split("</h1>")[1].split("</main>")[0]
        assert applicant_client.post(url).status_code == 409
        assert not Case.objects.exists()

    def test_a_second_press_adds_nobody_twice(self, applicant: User, main: Case) -> None:
        who = {"relationship": "son", "given_name": "Sami", "family_name": "Okafor"}
        for _press in range(2):
            family.add(owner=applicant, case_id=main.pk, program=families.MEMBER, answers=who, at=clock.now())
        assert Case.objects.count() == 2
        member = Case.objects.get(position=1)
        assert member.application == main.application
        assert member.dossier.expires_at == queries.case_of(applicant, main.pk).dossier.expires_at

    def test_only_so_many_people_fit(self, applicant: User, main: Case, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(family, "MOST", 2)
        families.child(applicant, main)
        with pytest.raises(family.CannotBeAdded):
            families.child(applicant, main, "Lina")

    def test_what_adds_nobody_refuses(self, applicant: User) -> None:
        case = drafts.start(owner=applicant, program="eligibility-verification", at=clock.now())
        with pytest.raises(family.CannotBeAdded):
            family.add(owner=applicant, case_id=case.pk, program=families.MEMBER, answers={}, at=clock.now())

    def test_the_page_asks_who_it_is_and_says_what_is_wrong(self, applicant_client: Client, main: Case) -> None:
        url = reverse("applications:family_add", args=[main.pk])
        assert applicant_client.get(url).status_code == 200
        refused = applicant_client.post(url, {"given_name": "Sami"})
        assert refused.status_code == 422
        assert 'value="Sami"' in refused.content.decode()
        assert Case.objects.count() == 1
        right = {
            "relationship": "son",
            "given_name": "Sami",
            "family_name": "Okafor",
            "date_of_birth_0": "1",
            "date_of_birth_1": "5",
            "date_of_birth_2": "2013",
        }
        answer = applicant_client.post(url, right)
        member = Case.objects.get(position=1)
        assert answer["Location"] == reverse("applications:tasks", args=[member.pk])
        page = applicant_client.get(answer["Location"]).content.decode()
        assert "Sami Okafor" in page
        assert "“you” means this person" in page
        assert "Sami Okafor" in applicant_client.get(reverse("applications:tasks", args=[main.pk])).content.decode()

    def test_somebody_else_finds_none_of_the_pages(
        self, other_applicant_client: Client, applicant: User, main: Case
    ) -> None:
        member = families.child(applicant, main)
        for name, args in (("family_add", [main.pk]), ("part", [member.pk]), ("tasks", [member.pk])):
            assert other_applicant_client.get(reverse(f"applications:{name}", args=args)).status_code == 404

    def test_answers_of_a_page_are_copied_from_another_person(
        self, applicant: User, applicant_client: Client, main: Case
    ) -> None:
        member = family.add(
            owner=applicant,
            case_id=main.pk,
            program=families.MEMBER,
            answers={"relationship": "son", "given_name": "Sami"},
            at=clock.now(),
        )
        page = reverse("applications:page", args=[member.pk, "status", "first-entry"])
        assert str(main.pk) in applicant_client.get(page).content.decode()
        url = reverse("applications:copy_page", args=[member.pk, "status", "first-entry"])
        assert applicant_client.post(url, {"from": str(main.pk)})["Location"] == page
        shown = applicant_client.get(page).content.decode()
        assert "Toronto Pearson airport" in shown
        assert "Some answers come from another person in this application." in shown
        entry = queries.draft_of(applicant, member.pk).entries["status"]["first_entry_place"]
        assert (entry["by"], entry["ok"]) == ("family", None)
        assert applicant_client.post(url, {"from": "x"}).status_code == 404

    def test_nothing_is_copied_from_another_application(self, applicant: User, main: Case) -> None:
        other = walks.filled(applicant, program="restoration")
        section = queries.draft_of(applicant, main.pk).program.section("status")
        assert section is not None
        with pytest.raises(queries.NoSuchCase):
            family.copy_answers(
                owner=applicant,
                case_id=main.pk,
                from_case=other.pk,
                section=section,
                page=section.pages[0],
                at=clock.now(),
            )


class TestRemoving:
    def test_a_member_goes_and_comes_alone(self, applicant: User, main: Case) -> None:
        member = families.child(applicant, main)
        discarding.discard(owner=applicant, case_id=member.pk, at=clock.now())
        assert [case.pk for case in queries.together(main.application_id)] == [main.pk]
        assert [case.pk for case in queries.discarded(applicant)] == [member.pk]
        discarding.take_back(owner=applicant, case_id=member.pk, at=clock.now())
        assert [case.pk for case in queries.together(main.application_id)] == [main.pk, member.pk]

    def test_the_main_case_takes_everybody_with_it_and_brings_them_back(self, applicant: User, main: Case) -> None:
        first, second = families.child(applicant, main), families.child(applicant, main, "Lina")
        discarding.discard(owner=applicant, case_id=first.pk, at=clock.now())
        discarding.discard(owner=applicant, case_id=main.pk, at=clock.now())
        assert not queries.own_cases(applicant).exists()
        assert [case.pk for case in queries.discarded(applicant)] == [main.pk]
        with pytest.raises(queries.NoSuchCase):
            discarding.take_back(owner=applicant, case_id=second.pk, at=clock.now())
        discarding.take_back(owner=applicant, case_id=main.pk, at=clock.now())
        assert [case.pk for case in queries.together(main.application_id)] == [main.pk, second.pk]

    def test_who_was_removed_does_not_come_into_what_was_signed(self, applicant: User, main: Case) -> None:
        member = families.child(applicant, main)
        discarding.discard(owner=applicant, case_id=member.pk, at=clock.now())
        families.ready(applicant, main)
        sign(applicant, main)
        with pytest.raises(drafts.SignedAlready):
            discarding.take_back(owner=applicant, case_id=member.pk, at=clock.now())


class TestConfirming:
    @pytest.mark.requirement("R1.59")
    def test_an_adult_confirms_before_anything_is_signed(self, applicant: User, main: Case) -> None:
        member = families.spouse(applicant, main)
        families.read_all(applicant, main)
        assert families.whole(applicant, main).unconfirmed == {member.pk}
        with pytest.raises(submission.NotReady):
            submission.make_ready(owner=applicant, case_id=main.pk, at=clock.now())
        families.confirm(applicant, member)
        assert families.ready(applicant, main).status == Status.READY_TO_SIGN
        assert statuses() == [Status.READY_TO_SIGN] * 2

    def test_a_child_confirms_nothing(self, applicant: User, main: Case) -> None:
        families.child(applicant, main)
        assert families.whole(applicant, main).unconfirmed == frozenset()

    def test_a_change_makes_the_confirmation_void(self, applicant: User, main: Case) -> None:
        member = families.spouse(applicant, main)
        families.confirm(applicant, member)
        assert not families.whole(applicant, main).unconfirmed
        walks.answer(applicant, member, birth_city="Lagos")
        assert families.whole(applicant, main).unconfirmed == {member.pk}

    @pytest.mark.requirement("R1.59")
    def test_the_link_shows_the_own_part_and_nothing_else(
        self, applicant: User, applicant_client: Client, visitor: Client, main: Case
    ) -> None:
        member = families.spouse(applicant, main)
        child = families.child(applicant, main, "Tobenna")
        walks.answer(applicant, child, birth_city="Abakaliki")
        made = applicant_client.post(reverse("applications:part", args=[member.pk])).content.decode()
        url = (
            made.split('<p class="mc-text" translate="no"><a href="')[1].split('"')[0].replace("https://testserver", "")
        )
        asked = visitor.get(url).content.decode()
        assert "Tunde" not in asked
        wrong = visitor.post(url, {"birth_date_0": "4", "birth_date_1": "2", "birth_date_2": "1997"})
        assert wrong.status_code == 422
        assert "Tunde" not in wrong.content.decode()
        opened = visitor.post(url, {"birth_date_0": "3", "birth_date_1": "2", "birth_date_2": "1997"})
        shown = opened.content.decode()
        assert "Tunde" in shown
        assert "Tobenna" not in shown
        assert "Abakaliki" not in shown
        # What the main person alone said is not there either: their address.
        assert "Maple Street, Ottawa" in shown
        assert "demo-applicant@example.org" not in shown
        fields = {name: shown.split(f'name="{name}" value="')[1].split('"')[0] for name in ("opened", "seen")}
        done = visitor.post(url, fields)
        assert "You confirmed your part." in done.content.decode()
        assert not families.whole(applicant, main).unconfirmed
        assert not visitor.cookies
        kinds = set(Event.objects.filter(chain=member.dossier_id).values_list("kind", flat=True))
        assert {"part.link_made", "part.opened", "part.confirmed"} <= kinds
        assert (
            "has confirmed their part"
            in applicant_client.get(reverse("applications:part", args=[member.pk])).content.decode()
        )

    def test_what_is_wrong_reaches_the_main_person_and_nobody_else(
        self, applicant: User, applicant_client: Client, visitor: Client, main: Case
    ) -> None:
        member = families.spouse(applicant, main)
        secret = parts.make_link(owner=applicant, case_id=member.pk, at=clock.now())
        url = reverse("applications:own_part", args=[secret])
        shown = visitor.post(url, {"birth_date_0": "3", "birth_date_1": "2", "birth_date_2": "1997"}).content.decode()
        fields = {"opened": shown.split('name="opened" value="')[1].split('"')[0], "wrong": "1"}
        assert visitor.post(url, fields).status_code == 422
        said = "My birth city is Nsukka."
        assert visitor.post(url, {**fields, "text": said}).status_code == 200
        row = PartLink.objects.get()
        assert said.encode() not in bytes(row.objection or b"")
        assert said in applicant_client.get(reverse("applications:part", args=[member.pk])).content.decode()
        assert families.whole(applicant, main).unconfirmed == {member.pk}
        # What we hold about a person is in what they can take with them.
        exported = [row for row in personal_data.export(member.dossier_id) if row.get("kind") == "confirmation"]
        assert [row["objection"] for row in exported] == [said]

    def test_a_few_wrong_birthdays_end_the_link(self, applicant: User, main: Case) -> None:
        member = families.spouse(applicant, main)
        secret = parts.make_link(owner=applicant, case_id=member.pk, at=clock.now())
        for _try in range(parts.TRIES):
            with pytest.raises(parts.WrongBirthday):
                parts.open_part(secret, date(1990, 1, 1), at=clock.now())
        with pytest.raises(parts.NoSuchLink):
            parts.open_part(secret, families.SPOUSE_BORN, at=clock.now())

    def test_a_new_link_ends_the_old_one_and_every_link_ends_by_itself(self, applicant: User, main: Case) -> None:
        member = families.spouse(applicant, main)
        old = parts.make_link(owner=applicant, case_id=member.pk, at=clock.now())
        new = parts.make_link(owner=applicant, case_id=member.pk, at=clock.now())
        with pytest.raises(parts.NoSuchLink):
            parts.check_link(old, at=clock.now())
        assert parts.check_link(new, at=clock.now()).pk == member.pk
        with pytest.raises(parts.NoSuchLink):
            parts.check_link(new, at=clock.now() + parts.VALID)

    def test_what_changed_while_somebody_read_is_not_confirmed(self, applicant: User, main: Case) -> None:
        member = families.spouse(applicant, main)
        secret = parts.make_link(owner=applicant, case_id=member.pk, at=clock.now())
        seen = parts.fingerprint(parts.open_part(secret, families.SPOUSE_BORN, at=clock.now()))
        walks.answer(applicant, member, birth_city="Lagos")
        with pytest.raises(parts.ChangedSince):
            parts.confirm(secret, families.SPOUSE_BORN, seen=seen, at=clock.now())
        assert families.whole(applicant, main).unconfirmed == {member.pk}

    @pytest.mark.django_db
    def test_a_link_that_opens_nothing_says_so(self, visitor: Client) -> None:
        answer = visitor.get(reverse("applications:own_part", args=["nothing"]))
        assert answer.status_code == 404
        assert "This link does not work any more." in answer.content.decode()


@pytest.fixture
def family_of_three(applicant: User, main: Case) -> list[Case]:
    """A main person, a spouse who confirmed and a child, ready to sign; nobody gave biometrics but the child."""
    no = {"gave_biometrics": "no", "biometrics_date": None}
    walks.answer(applicant, main, **no)
    spouse, child = families.spouse(applicant, main, **no), families.child(applicant, main)
    families.confirm(applicant, spouse)
    families.ready(applicant, main)
    return [main, spouse, child]


class TestSending:
    @pytest.mark.requirement("R1.26", "R1.8")
    def test_one_signature_and_one_payment_send_everybody(self, applicant: User, family_of_three: list[Case]) -> None:
        main = family_of_three[0]
        assert sign(applicant, main).status == Status.SIGNED_UNPAID
        assert statuses() == [Status.SIGNED_UNPAID] * 3
        sent = paying.pay(applicant, main.pk, at=clock.now())
        assert statuses() == [Status.SUBMITTED] * 3
        payment = Payment.objects.get()
        # Three stays of 100 and two biometrics of 85.
        assert (payment.state, payment.amount) == (PaymentState.PAID, Decimal(470))
        assert Settlement.objects.get().used_at is not None
        numbers = set(Case.objects.values_list("reference", flat=True))
        assert len(numbers) == 3
        records = Letter.objects.filter(kind=LetterKind.SUBMISSION)
        assert {letter.case_id for letter in records} == {case.pk for case in family_of_three}
        assert Letter.objects.get(kind=LetterKind.CONFIRMATION).case_id == sent.pk

    def test_each_record_names_its_person_and_no_other(
        self, applicant: User, applicant_client: Client, family_of_three: list[Case]
    ) -> None:
        main, spouse, child = family_of_three
        sign(applicant, main)
        paying.pay(applicant, main.pk, at=clock.now())
        shown = {}
        for case in family_of_three:
            letter = Letter.objects.get(case=case, kind=LetterKind.SUBMISSION)
            shown[case.pk] = applicant_client.get(reverse("applications:letter", args=[letter.pk])).content.decode()
        assert "Tunde" in shown[spouse.pk]
        assert "Signed by: Amara" in shown[spouse.pk]
        assert "Sami" not in shown[spouse.pk]
        assert "Sami" in shown[child.pk]
        assert "Tunde" not in shown[child.pk]
        assert "Signed by:" not in shown[main.pk]
        confirmation = Letter.objects.get(kind=LetterKind.CONFIRMATION)
        page = applicant_client.get(reverse("applications:letter", args=[confirmation.pk])).content.decode()
        assert all(name in page for name in ("Tunde Okafor", "Sami Okafor"))
        assert all(case.number in page for case in Case.objects.all())

    def test_a_change_of_anybody_opens_the_whole_application_again(
        self, applicant: User, family_of_three: list[Case]
    ) -> None:
        walks.answer(applicant, family_of_three[2], birth_city="Lagos")
        assert statuses() == [Status.DRAFT] * 3

    def test_somebody_added_or_removed_opens_it_again(self, applicant: User, family_of_three: list[Case]) -> None:
        main, _spouse, child = family_of_three
        discarding.discard(owner=applicant, case_id=child.pk, at=clock.now())
        assert statuses()[:2] == [Status.DRAFT] * 2
        families.ready(applicant, main)
        families.child(applicant, main, "Lina")
        assert statuses()[:2] == [Status.DRAFT] * 2

    def test_what_was_signed_takes_nobody_and_no_change(self, applicant: User, family_of_three: list[Case]) -> None:
        main, _spouse, child = family_of_three
        sign(applicant, main)
        with pytest.raises(drafts.SignedAlready):
            families.child(applicant, main, "Lina")
        with pytest.raises(drafts.SignedAlready):
            walks.answer(applicant, child, birth_city="Lagos")
        with pytest.raises(drafts.SignedAlready):
            discarding.discard(owner=applicant, case_id=child.pk, at=clock.now())
        payments.reopen(owner=applicant, case_id=main.pk, at=clock.now())
        assert statuses() == [Status.DRAFT] * 3

    def test_who_is_added_at_the_moment_of_the_signature_waits_and_is_refused(
        self, applicant: User, family_of_three: list[Case], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Where the case stands is read under the lock, not before it."""
        main, read = family_of_three[0], queries.main_case

        def slow(owner: User, key: UUID) -> Case:
            case = read(owner, key)
            monkeypatch.setattr(queries, "main_case", read)
            sign(applicant, main)
            return case

        monkeypatch.setattr(queries, "main_case", slow)
        with pytest.raises(drafts.SignedAlready):
            families.child(applicant, main, "Lina")
        assert Case.objects.count() == 3

    def test_a_member_is_not_signed_or_paid_for_alone(self, applicant: User, family_of_three: list[Case]) -> None:
        child = family_of_three[2]
        for act in (sign, lambda owner, case: submission.make_ready(owner=owner, case_id=case.pk, at=clock.now())):
            with pytest.raises(queries.NoSuchCase):
                act(applicant, child)
        with pytest.raises(queries.NoSuchCase):
            payments.reopen(owner=applicant, case_id=child.pk, at=clock.now())

    def test_somebody_who_came_in_behind_a_signature_is_not_sent(
        self, applicant: User, family_of_three: list[Case]
    ) -> None:
        main = family_of_three[0]
        sign(applicant, main)
        Answers.objects.filter(case=family_of_three[1], section="personal").update(version=99)
        with pytest.raises(submission.ChangedMeanwhile):
            paying.begin(applicant, main.pk, at=clock.now())
        assert statuses() == [Status.DRAFT] * 3
        assert not Payment.objects.exists()


@pytest.mark.requirement("R1.8")
class TestMoney:
    @pytest.fixture
    def paid(self, applicant: User, main: Case) -> list[Case]:
        """Three people who all gave biometrics now: a family pays for two of them."""
        no: dict[str, Any] = {"gave_biometrics": "no", "biometrics_date": None}
        walks.answer(applicant, main, **no)
        # Old enough for biometrics, too young to confirm.
        born = date(clock.today().year - 15, 1, 1)
        people = [main, families.child(applicant, main, born=born, **no)]
        people.append(families.child(applicant, main, "Lina", born=born, **no))
        families.ready(applicant, main)
        sign(applicant, main)
        paying.pay(applicant, main.pk, at=clock.now())
        return list(Case.objects.order_by("position"))

    def test_a_family_pays_less_and_the_books_say_for_whom(self, paid: list[Case], applicant_client: Client) -> None:
        assert Payment.objects.get().amount == Decimal(470)
        assert sum(Charge.objects.values_list("amount", flat=True)) == Decimal(470)
        less = Charge.objects.get(case=None)
        assert (less.code, less.amount) == ("F06", Decimal(-85))
        page = applicant_client.get(reverse("applications:receipt", args=[paid[0].pk])).content.decode()
        assert "a family pays no more than this together" in page
        assert page.count("Lina Okafor") >= 2

    def test_each_person_gets_back_their_own_share_once(self, paid: list[Case]) -> None:
        for case in (*paid, *paid):
            refunds.after_return(case, at=clock.now())
        back = dict(Refund.objects.values_list("case", "amount"))
        assert [back[case.pk] for case in paid] == [Decimal(100), Decimal(185), Decimal(185)]

    def test_one_person_is_decided_without_the_others(self, paid: list[Case], officer: User) -> None:
        review.take(officer=officer, case_id=paid[1].pk, at=clock.now())
        review.acknowledge(officer=officer, case_id=paid[1].pk, at=clock.now())
        assert statuses() == [Status.SUBMITTED, Status.IN_PROCESS, Status.SUBMITTED]


class TestPages:
    @pytest.mark.requirement("R1.26")
    def test_the_dashboard_shows_a_family_once_with_a_status_for_each(
        self, applicant: User, applicant_client: Client, family_of_three: list[Case]
    ) -> None:
        main = family_of_three[0]
        page = applicant_client.get(reverse("applications:dashboard")).content.decode()
        assert page.count("Continue<") == 1
        assert all(name in page for name in ("Tunde Okafor", "Sami Okafor"))
        sign(applicant, main)
        paying.pay(applicant, main.pk, at=clock.now())
        page = applicant_client.get(reverse("applications:dashboard")).content.decode()
        for case in family_of_three:
            assert reverse("applications:case", args=[case.pk]) in page
        child = applicant_client.get(reverse("applications:case", args=[family_of_three[2].pk])).content.decode()
        assert "Tunde Okafor" in child
        assert all(case.number in child for case in Case.objects.all())

    def test_withdrawing_one_person_says_so_and_leaves_the_others(
        self, applicant: User, applicant_client: Client, family_of_three: list[Case]
    ) -> None:
        main, spouse, _child = family_of_three
        sign(applicant, main)
        paying.pay(applicant, main.pk, at=clock.now())
        url = reverse("applications:case_withdraw", args=[spouse.pk])
        page = applicant_client.get(url).content.decode()
        assert "You withdraw the case of this one person." in page
        assert "Without yours, we may refuse theirs." not in page
        page = applicant_client.get(reverse("applications:case_withdraw", args=[main.pk])).content.decode()
        assert "Without yours, we may refuse theirs." in page
        applicant_client.post(url, {"agreed": "on"})
        assert statuses() == [Status.SUBMITTED, Status.WITHDRAWN, Status.SUBMITTED]
        # The spouse's stay and biometrics; the main person's biometrics stay paid for.
        assert Refund.objects.get().amount == Decimal(185)

    @pytest.mark.parametrize("members", [1, 3])
    @pytest.mark.parametrize(("name", "most"), [("dashboard", 6), ("tasks", 8), ("check", 8)])
    def test_a_page_asks_no_more_for_a_large_family(
        self,
        applicant: User,
        applicant_client: Client,
        name: str,
        most: int,
        members: int,
        django_assert_max_num_queries: Any,
    ) -> None:
        main = drafts.start(owner=applicant, program=MAIN, at=clock.now())
        for number in range(members):
            who = {"relationship": "son", "given_name": f"Child {number}"}
            family.add(owner=applicant, case_id=main.pk, program=families.MEMBER, answers=who, at=clock.now())
        url = reverse(f"applications:{name}", args=[] if name == "dashboard" else [main.pk])
        applicant_client.get(url)
        with django_assert_max_num_queries(most):
            applicant_client.get(url)

    def test_pages_of_the_whole_are_found_from_each_person(
        self, applicant_client: Client, family_of_three: list[Case]
    ) -> None:
        main, spouse, _child = family_of_three
        for name in ("pay", "family_add"):
            answer = applicant_client.get(reverse(f"applications:{name}", args=[spouse.pk]))
            assert answer["Location"] == reverse(f"applications:{name}", args=[main.pk])
        check = applicant_client.get(reverse("applications:check", args=[main.pk])).content.decode()
        assert "Continue to sign" in check
        assert "Tunde Okafor" in check
        own = applicant_client.get(reverse("applications:check", args=[spouse.pk])).content.decode()
        assert "Continue to sign" not in own

    def test_the_desk_shows_whose_case_it_is_and_who_else_applied(
        self, applicant: User, officer: User, officer_client: Client, family_of_three: list[Case]
    ) -> None:
        sign(applicant, family_of_three[0])
        paying.pay(applicant, family_of_three[0].pk, at=clock.now())
        cases = list(Case.objects.order_by("position"))
        review.take(officer=officer, case_id=cases[1].pk, at=clock.now())
        page = officer_client.get(reverse("admin:applications_case_change", args=[cases[1].pk])).content.decode()
        assert "Tunde Okafor" in page
        assert all(case.number in page for case in cases)


class TestSharing:
    """One paper for several people: the same bytes, each sealed under the key of its own dossier."""

    @pytest.fixture
    def places(self, applicant: User, main: Case) -> tuple[Case, Case, Slot, Document]:
        """A child's empty place, and the file that the spouse has in the same one."""
        spouse = families.spouse(applicant, main)
        child = families.child(applicant, main)
        slot = Slot.objects.get(dossier=child.dossier, code="D24")
        uploads.remove(user=applicant, document=slot.documents.get(), at=clock.now())
        return spouse, child, slot, Document.objects.get(dossier=spouse.dossier, slot__code="D24")

    def test_a_file_is_copied_and_each_copy_stands_alone(
        self, applicant: User, applicant_client: Client, places: tuple[Case, Case, Slot, Document]
    ) -> None:
        spouse, child, slot, document = places
        page = reverse("applications:documents", args=[child.pk])
        assert str(document.pk) in applicant_client.get(page).content.decode()
        url = reverse("applications:copy_file", args=[child.pk])
        for _press in range(2):
            answer = applicant_client.post(url, {"slot": str(slot.pk), "file": str(document.pk)})
            assert answer["Location"] == f"{page}#slot-{slot.pk}"
        copy = Document.objects.get(slot=slot, state=DocumentState.READY)
        assert (copy.size, copy.dossier_id) == (document.size, child.dossier_id)
        assert copy.blob_key != document.blob_key
        assert bytes(copy.cipher_sha256) != bytes(document.cipher_sha256)
        discarding.discard(owner=applicant, case_id=spouse.pk, at=clock.now())
        opened = access.open_for(applicant, copy, at=clock.now())
        assert len(b"".join(opened.stream())) == document.size

    def test_only_files_of_the_same_application_are_copied(
        self,
        applicant: User,
        applicant_client: Client,
        other_applicant_client: Client,
        places: tuple[Case, Case, Slot, Document],
    ) -> None:
        _spouse, child, slot, document = places
        other = walks.filled(applicant, program="restoration")
        foreign = Document.objects.filter(dossier=other.dossier).first()
        assert foreign is not None
        url = reverse("applications:copy_file", args=[child.pk])
        for said in (
            {"slot": str(slot.pk), "file": str(foreign.pk)},
            {"slot": str(foreign.slot_id), "file": str(document.pk)},
            {"slot": "x", "file": str(document.pk)},
            {},
        ):
            assert applicant_client.post(url, said).status_code == 404
        right = {"slot": str(slot.pk), "file": str(document.pk)}
        assert other_applicant_client.post(url, right).status_code == 404
        assert not Document.objects.filter(slot=slot, state=DocumentState.READY).exists()

    def test_a_person_alone_is_offered_nothing(self, applicant_client: Client, main: Case) -> None:
        page = applicant_client.get(reverse("applications:documents", args=[main.pk])).content.decode()
        assert "Use a file of another person" not in page
