"""People of the demonstration, made through the services; never anywhere else."""

from dataclasses import dataclass

from accounts import queries
from accounts.choices import Role
from accounts.models import PendingRegistration, User
from accounts.services import enrolment, officers, registration, two_step
from mycic import clock
from mycic.crypto.fields import system_vault
from mycic.models import Job
from privacy.services import notices

PASSWORD = "demo only: maple river lantern"  # noqa: S105 - printed in the README; a system check keeps it out of production


#: Somebody whose application waits in the queue, so that demo-applicant is free to send their own. Nobody signs in
#: as this person, so no page and no command speaks of them.
NEIGHBOUR = "demo-neighbour"


@dataclass(frozen=True)
class _Person:
    """What an applicant of the demonstration says at the enrolment."""

    username: str
    family_name: str
    given_name: str
    birth_date: str
    document_number: str
    street: str
    phone: str


_APPLICANTS = (
    _Person("demo-applicant", "Moreau-Okafor", "Adaeze", "2001-06-14", "D00000000", "1 Example Street", "+16135550142"),
    _Person(NEIGHBOUR, "Sample-Eze", "Chidi", "2001-11-03", "D00000001", "2 Example Street", "+16135550143"),
)


def people() -> None:
    """Make the people of the demonstration where they are missing: two officers, two applicants."""
    if not User.objects.filter(username="demo-supervisor").exists():
        _officer("demo-supervisor", Role.SUPERVISOR)
    if not User.objects.filter(username="demo-officer").exists():
        _officer("demo-officer", Role.OFFICER)
    for person in _APPLICANTS:
        if not User.objects.filter(username=person.username).exists():
            _applicant(person)


def _officer(username: str, role: Role) -> None:
    at = clock.now()
    token = officers.invite(
        username=username, email=f"{username}@mycic.example", role=role, unit="Demo", by=None, at=at
    )
    join(token)


def join(token: str) -> None:
    """Accept an invitation in the name of somebody of the demonstration, second step included."""
    _second_step(officers.accept(token, password=PASSWORD, language="en", at=clock.now(), demo=True))


def _applicant(person: _Person) -> None:
    at = clock.now()
    user = registration.begin(
        username=person.username,
        email=f"{person.username}@mycic.example",
        password=PASSWORD,
        language="en",
        always_show=False,
        at=at,
    )
    User.objects.filter(pk=user.pk).update(is_demo=True)
    registration.confirm_email(user, _code_in_outbox(user), at=at)
    _second_step(user)
    if not queries.is_enrolled(user):
        _enrol(user, person)


def _enrol(user: User, person: _Person) -> None:
    enrolment.enrol(
        user,
        identity=enrolment.Identity(
            family_name=person.family_name,
            given_name=person.given_name,
            one_name=False,
            preferred_name="",
            birth_date=person.birth_date,
            nationality="NG",
            stateless=False,
            document_kind="passport",
            document_number=person.document_number,
            document_country="NG",
            document_expiry="2032-01-31",
            no_document_reason="",
            client_number="",
        ),
        contact=enrolment.Contact(
            address=enrolment.Address(
                street=person.street,
                city="Ottawa",
                region="ON",
                postal_code="K1A 0A1",
                country="CA",
                since="2025-09-01",
            ),
            phone=person.phone,
        ),
        language="en",
        notice_version=notices.current("enrolment").number,
        at=clock.now(),
    )


def _second_step(user: User) -> None:
    at = clock.now()
    two_step.begin_totp(user, at=at)
    # The code before the present one is used up, so that the first sign-in does not have to wait for the next.
    earlier = at - two_step.STEP
    registration.finish(user, two_step.present_code(user, at=earlier), at=at)


def _code_in_outbox(user: User) -> str:
    pending = PendingRegistration.objects.get(user=user)
    for job in Job.objects.filter(name="mycic.deliver_mail", ids__user_id=str(pending.user_id)):
        secret = system_vault().read(job, "secret") or {}
        if "code" in secret:
            return str(secret["code"])
    raise LookupError(user.pk)
