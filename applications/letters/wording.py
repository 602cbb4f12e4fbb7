"""The words of each letter: facts in, ``Paper`` out, in one language. Sentences are short and plain."""

import datetime as dt
from collections.abc import Callable
from functools import singledispatch

from django.utils import translation
from django.utils.translation import gettext as _

from applications.choices import LetterKind, SchoolDecision
from applications.letters.facts import (
    Abandoned,
    Acknowledged,
    Approval,
    Cancelled,
    Confirmation,
    DocumentRequest,
    Facts,
    GiveBack,
    GoingOn,
    Issued,
    NotVerified,
    Receipt,
    Recipient,
    RefundNotice,
    Refusal,
    Returned,
    SentDocument,
    Transfer,
    Verified,
    Withdrawal,
    court_day,
)
from applications.letters.grounds import RefusalGround
from applications.letters.paper import Block, Language, Paper, bullets, heading, paragraph, table
from mycic import references
from mycic.formats import postal
from mycic.formats import text as words
from mycic.operator import operator

# A fingerprint in groups of eight signs can break across lines and is easier to compare by eye.
_FINGERPRINT_GROUP = 8


def compose(kind: LetterKind, facts: Facts, *, language: Language, at: dt.datetime) -> Paper:
    """Write a letter.

    Args:
        kind: which letter; the facts must be of the type that belongs to it.
        facts: what it says.
        language: its language.
        at: the moment of issue.

    Raises:
        TypeError: no words exist for facts of this type.
    """
    with translation.override(language):
        return Paper(
            kind=kind.value,
            language=language,
            title=str(kind.label),
            recipient=_envelope(facts.recipient, language),
            about=(
                words.date_text(at),
                _("Application number: %(number)s") % {"number": references.display(facts.reference)},
                facts.program.spoken(language),
            ),
            blocks=tuple(_body(facts, language)),
            operator=(operator(language).name, *operator(language).address),
            footer=f"{operator(language).name} · {kind.label}",
            latin=((facts.recipient.name, facts.recipient.latin),) if facts.recipient.latin else (),
        )


def documents_table(documents: tuple[SentDocument, ...], language: Language) -> Block:
    """Return the list of what was sent, each file with its size and fingerprint."""
    if not documents:
        return paragraph(_("You sent no documents."))
    rows = tuple((one.label.spoken(language), words.size_text(one.size), fingerprint(one.sha256)) for one in documents)
    head = (_("Document"), _("Size"), _("Fingerprint (SHA-256)"))
    return table(_("Documents you sent"), head, rows, (3, 1, 4))


def fingerprint(sha256: str) -> str:
    """Return a hexadecimal fingerprint in groups."""
    return " ".join(sha256[start : start + _FINGERPRINT_GROUP] for start in range(0, len(sha256), _FINGERPRINT_GROUP))


def _envelope(recipient: Recipient, language: Language) -> tuple[str, ...]:
    country = postal.destination(recipient.country, language=language) if recipient.country else ""
    care_of = _("c/o %(name)s") % {"name": recipient.care_of} if recipient.care_of else ""
    return tuple(filter(None, (recipient.name, care_of, *recipient.address, country)))


def _people(facts: Confirmation, language: Language) -> list[Block]:
    if not facts.people:
        return []
    title = _("The people of this application")
    rows = tuple((name, program.spoken(language), references.display(number)) for name, program, number in facts.people)
    return [heading(title), table(title, (_("Name"), _("What is asked for"), _("Number")), rows, (3, 3, 2))]


@singledispatch
def _body(facts: Facts, language: Language) -> list[Block]:
    raise TypeError(f"no letter is written from {type(facts).__name__} in {language}")


@_body.register
def _confirmation(facts: Confirmation, language: Language) -> list[Block]:
    blocks = [
        paragraph(_("We received your application on %(moment)s.") % {"moment": words.moment_text(facts.sent_at)}),
        paragraph(_("You signed it with your epass. Keep this letter: it is your proof that you sent it.")),
        *_people(facts, language),
        heading(_("What you sent")),
        documents_table(facts.documents, language),
    ]
    if facts.asks_for_more_time:
        blocks += [
            heading(_("Your status while you wait")),
            paragraph(
                _(
                    "If we received this before your permit ended, you may stay in Canada and follow the same "
                    "conditions until we decide. If you leave Canada, this ends."
                )
            ),
        ]
    if facts.to_schools:
        return [
            *blocks,
            heading(_("What happens next")),
            bullets(
                *(_at_two_schools() if facts.to_schools > 1 else _at_one_school()),
            ),
        ]
    return [
        *blocks,
        heading(_("What happens next")),
        bullets(
            *_about_fee(facts),
            _("We check that your application is complete."),
            _("If we need more from you, we write to you in your account."),
            _("When we decide, you get a letter in your account."),
        ),
    ]


def _about_fee(facts: Confirmation) -> tuple[str, ...]:
    if not facts.is_unpaid:
        return ()
    return (
        _("You asked to pay no fee. An officer answers that first. You can still pay at any time."),
        _("If you have to pay and do not, we return your application. Then it does not count as made."),
    )


def _at_one_school() -> tuple[str, ...]:
    return (
        _("Your school gets a copy of your answers. You see each time that it opens them."),
        _("If your school needs more from you, you get its question in your account."),
        _("When your school answers, you read it in your account."),
        _("You can take your consent back at any time. Then your school cannot open your answers any more."),
    )


def _at_two_schools() -> tuple[str, ...]:
    return (
        _("First your former school gets a copy of the answers that it needs, then your new school."),
        _("You see each time that one of them opens its copy, and nothing else is shown to it."),
        _("When they answer, you read it in your account."),
        _("You can take your consent back at any time. Then no school can open your answers any more."),
    )


@_body.register
def _request(facts: DocumentRequest, language: Language) -> list[Block]:
    blocks = [
        paragraph(_("We need more from you before we can decide on your application.")),
        heading(_("What we need")),
        bullets(*(item.spoken(language) for item in facts.items)),
    ]
    if facts.note is not None:
        blocks.append(paragraph(facts.note.spoken(language)))
    return [
        *blocks,
        heading(_("Last day to send it")),
        paragraph(_("%(day)s, 11:59 pm Eastern time.") % {"day": _capital(words.date_text(facts.last_day, "weekday"))}),
        paragraph(_("Sign in to your account, open your case and answer the request there.")),
        paragraph(_("If you cannot get a document, tell us why in the same place. That counts as an answer.")),
        paragraph(_("If we have no answer by then, we decide with what we have.")),
    ]


@_body.register
def _abandoned(facts: Abandoned, language: Language) -> list[Block]:
    note = [paragraph(facts.note.spoken(language))] if facts.note is not None else []
    return [
        paragraph(_("We closed your case because no answer came in time. We made no decision on it.")),
        heading(_("What we asked for")),
        bullets(*(item.spoken(language) for item in facts.items)),
        paragraph(_("The last day to answer was %(day)s.") % {"day": words.date_text(facts.last_day)}),
        *note,
        *_without_decision(),
    ]


@_body.register
def _cancelled(facts: Cancelled, language: Language) -> list[Block]:
    return [
        paragraph(_("We cancelled your case. We made no decision on it.")),
        heading(_("Why")),
        paragraph(facts.reasons.spoken(language)),
        paragraph(_("If you paid a fee, you get it back.")),
        *_without_decision(),
    ]


def _without_decision() -> list[Block]:
    return [
        heading(_("Your status")),
        paragraph(
            _("A case that is closed does not let you stay in Canada longer. Look at the last day of your permit.")
        ),
        heading(_("What you can do")),
        paragraph(_("You can send a new application at any time.")),
        paragraph(_("If you think that we made an error, write to us in your account.")),
    ]


@_body.register
def _acknowledged(facts: Acknowledged, language: Language) -> list[Block]:  # noqa: ARG001 - one signature for all letters
    return [
        paragraph(
            _("You sent your application on %(moment)s. We checked it, and it is complete.")
            % {"moment": words.moment_text(facts.sent_at)}
        ),
        paragraph(_("Use the number above whenever you write to us or call us.")),
        heading(_("What happens next")),
        bullets(
            _("An officer reads your application. We aim to finish the review by %(day)s.")
            % {"day": words.date_text(facts.review_until)},
            _("If we need more from you, we write to you in your account."),
            _("When we decide, you get a letter in your account."),
        ),
        heading(_("What you have to do")),
        paragraph(_("Nothing. Tell us if your address, phone or an answer changes.")),
    ]


@_body.register
def _receipt(facts: Receipt, language: Language) -> list[Block]:
    people = any(line.who for line in facts.lines)
    head = (_("Fee"), _("Person"), _("Amount")) if people else (_("Fee"), _("Amount"))
    rows = [
        (line.title.spoken(language), *((line.who,) if people else ()), words.money_text(line.amount))
        for line in facts.lines
    ]
    total = (_("Total"), *(("",) if people else ()), words.money_text(facts.total))
    title = _("What you paid")
    return [
        paragraph(
            _("We received your payment of %(total)s on %(moment)s.")
            % {"total": words.money_text(facts.total), "moment": words.moment_text(facts.paid_at)}
        ),
        heading(title),
        table(title, head, (*rows, total), (4, 3, 2) if people else (5, 2)),
        paragraph(_("Amounts are in Canadian dollars. No sales tax is charged on these fees.")),
        paragraph(_("Receipt number: %(number)s") % {"number": facts.number}),
    ]


@_body.register
def _refund(facts: RefundNotice, language: Language) -> list[Block]:
    return [
        paragraph(
            _("We sent %(amount)s back to you on %(day)s.")
            % {"amount": words.money_text(facts.amount), "day": words.date_text(facts.sent_on)}
        ),
        heading(_("Why")),
        paragraph(f"{facts.reason.spoken(language)}."),
        heading(_("When the money arrives")),
        paragraph(_("It goes back the way it came. Your bank can take up to 8 weeks to show it.")),
        paragraph(_("Receipt number: %(number)s") % {"number": facts.number}),
    ]


@_body.register
def _returned(facts: Returned, language: Language) -> list[Block]:
    return [
        paragraph(_("We are returning your application because it is not complete. We did not decide on it.")),
        heading(_("What is missing")),
        bullets(*(item.spoken(language) for item in facts.missing)),
        heading(_("What you can do")),
        paragraph(_("You can send a new application with what is missing.")),
        paragraph(_("If you paid a fee, you get it back.")),
        heading(_("Your status")),
        paragraph(
            _(
                "An application that we return does not let you stay in Canada longer. "
                "Look at the last day of your permit."
            )
        ),
    ]


@_body.register
def _going_on(facts: GoingOn, language: Language) -> list[Block]:  # noqa: ARG001 - one signature for all letters
    days = {
        "sent": words.date_text(facts.sent_on),
        "ends": words.date_text(facts.ends),
        "until": words.date_text(facts.until),
    }
    may = (
        _("You may go on working in Canada under the same conditions, also after that day, until we decide.")
        if facts.work
        else _("You may go on studying in Canada under the same conditions, also after that day, until we decide.")
    )
    return [
        paragraph(_("We received your application on %(sent)s. Your present document ends on %(ends)s.") % days),
        paragraph(may),
        paragraph(_("This is the law: %(source)s.") % {"source": facts.source}),
        heading(_("When this ends")),
        bullets(
            _("On the day on which we decide."),
            _("If you leave Canada."),
            _("If you do not respect the conditions of your document."),
        ),
        paragraph(
            _("You can show this letter until %(until)s. If we have not decided by then, ask us for a new one.") % days
        ),
    ]


@_body.register
def _approval(facts: Approval, language: Language) -> list[Block]:
    blocks = [paragraph(_("We approved your application: %(program)s.") % {"program": facts.program.spoken(language)})]
    if facts.valid_until is not None:
        blocks.append(paragraph(_("Your permit is valid until %(day)s.") % {"day": words.date_text(facts.valid_until)}))
    if facts.conditions:
        blocks += [heading(_("Conditions")), bullets(*(item.spoken(language) for item in facts.conditions))]
    if facts.note is not None:
        blocks.append(paragraph(facts.note.spoken(language)))
    return [
        *blocks,
        heading(_("What happens next")),
        paragraph(_("We send your permit to the postal address in your profile.")),
        paragraph(_("This letter is not a permit and not a visa. You may need a visa to come back to Canada.")),
    ]


@_body.register
def _issued(facts: Issued, language: Language) -> list[Block]:
    title = _("What your document says")
    rows = (
        (_("Number of the document"), facts.number),
        (_("Valid from"), words.date_text(facts.valid_from)),
        (_("Valid until"), words.date_text(facts.valid_until)),
        *((label.spoken(language), value.spoken(language)) for label, value in facts.rows),
    )
    blocks = [
        paragraph(_("We issued your document and send it to the postal address in your profile.")),
        heading(title),
        table(title, (_("What"), _("Details")), rows, (2, 3)),
    ]
    if facts.otherwise is not None and not facts.rows:
        blocks.append(paragraph(facts.otherwise.spoken(language)))
    if facts.conditions:
        blocks += [heading(_("Conditions")), bullets(*(item.spoken(language) for item in facts.conditions))]
    return [
        *blocks,
        heading(_("What you have to do")),
        bullets(
            _("Compare this letter with your document when it arrives. Tell us if something is not right."),
            _("If the document is lost or damaged, ask for another one on the page of your case."),
            _("To stay longer, apply again before the last day."),
        ),
        paragraph(_("The document is not a visa. You may need a visa to come back to Canada.")),
    ]


@_body.register
def _refusal(facts: Refusal, language: Language) -> list[Block]:
    restore = (
        _("If you lost your status, you can ask to have it restored. The last day for this is %(day)s.")
        % {"day": words.date_text(facts.restore_until)}
        if facts.restore_until
        else _("Look at the last day of your status. You must leave Canada by that day.")
    )
    return [
        paragraph(_("We refused your application: %(program)s.") % {"program": facts.program.spoken(language)}),
        heading(_("Why we refused")),
        bullets(*(str(RefusalGround(code).label) for code in facts.grounds)),
        heading(_("The reasons of the officer")),
        paragraph(facts.reasons.spoken(language)),
        heading(_("What this means for you")),
        paragraph(restore),
        heading(_("If you do not agree")),
        paragraph(_court(in_canada=facts.arose_in_canada)),
        paragraph(
            _("If you learn of it on the day of this letter, the last day is %(day)s.")
            % {"day": words.date_text(court_day(facts.told_on, in_canada=facts.arose_in_canada))}
        ),
        paragraph(_("You can also send a new application. A lawyer or a legal aid office can help you.")),
    ]


@_body.register
def _withdrawal(facts: Withdrawal, language: Language) -> list[Block]:  # noqa: ARG001 - one signature for all letters
    return [
        paragraph(
            _("You withdrew your application on %(moment)s.") % {"moment": words.moment_text(facts.withdrawn_at)}
        ),
        paragraph(_("We stopped working on it. We made no decision on it.")),
        heading(_("What this means for you")),
        paragraph(_("If you paid a fee and we had not started our work, you get it back.")),
        paragraph(_("An application that you withdrew does not let you stay in Canada longer.")),
        paragraph(_("You can send a new application at any time.")),
    ]


@_body.register
def _verified(facts: Verified, language: Language) -> list[Block]:  # noqa: ARG001 - one signature for all letters
    return [
        paragraph(_("%(school)s confirmed that you may work off campus.") % {"school": facts.school}),
        *_number(facts.number, facts.valid_until),
    ]


def _number(number: str, valid_until: dt.date) -> list[Block]:
    return [
        heading(_("Your verification number")),
        paragraph(references.display_verification(number)),
        paragraph(
            _("You can apply for the off-campus work permit with it until %(day)s.")
            % {"day": words.date_text(valid_until)}
        ),
        heading(_("What this means for you")),
        bullets(
            _("This letter is not a work permit. You may work off campus only when you hold one."),
            _("Each year we ask your school whether you are still eligible."),
            _("If you change schools, ask for a transfer of this verification."),
            _("You can take your consent back at any time. Then this number does not count any more."),
        ),
    ]


@_body.register
def _not_verified(facts: NotVerified, language: Language) -> list[Block]:
    return [
        paragraph(_("%(school)s did not confirm that you may work off campus.") % {"school": facts.school}),
        *_said_by_school(facts.reason, tuple(check.spoken(language) for check in facts.checks)),
        heading(_("What you can do")),
        bullets(
            _("Ask your school if you think that this is not right."),
            _("Send a new request when things have changed. You can do so at any time."),
        ),
    ]


def _said_by_school(reason: str, checks: tuple[str, ...] = ()) -> list[Block]:
    listed = [paragraph(_("Your school said that this is not so:")), bullets(*checks)] if checks else []
    own_words = [paragraph(_("In the words of your school:")), paragraph(reason)] if reason else []
    return [heading(_("Why")), *listed, *own_words] if listed or own_words else []


@_body.register
def _transfer(facts: Transfer, language: Language) -> list[Block]:  # noqa: ARG001 - one signature for all letters
    schools = {"former": facts.former, "new": facts.new}
    if facts.outcome == SchoolDecision.ACCEPTED and facts.valid_until:
        return [
            paragraph(
                _("%(new)s accepted you and confirmed that you may work off campus. %(former)s sees nothing any more.")
                % schools
            ),
            *_number(facts.number, facts.valid_until),
        ]
    if facts.outcome == SchoolDecision.RELEASED:
        officers = _("%(former)s did not answer. An officer released you.")
        first = _("%(former)s released you.") if facts.by_school else officers
        return [
            paragraph(first % schools),
            paragraph(_("%(new)s has your request now. You do not need to do anything.") % schools),
            paragraph(_("Until it accepts you, the number of %(former)s counts.") % schools),
        ]
    refused = _("%(former)s did not release you.") if facts.at_former else _("%(new)s did not accept you.")
    return [
        paragraph(refused % schools),
        *_said_by_school(facts.reason),
        heading(_("What you can do")),
        bullets(
            _("Ask the school if you think that this is not right."),
            _("Send a new request when things have changed. You can do so at any time."),
            _("Ask your new school for a verification of its own."),
        ),
    ]


@_body.register
def _give_back(facts: GiveBack, language: Language) -> list[Block]:  # noqa: ARG001 - one signature for all letters
    first = (
        _("%(school)s does not take part in work off campus any more.")
        if facts.school_left
        else _("%(school)s told us that you are not eligible for work off campus any more.")
    )
    return [
        paragraph(first % {"school": facts.school}),
        paragraph(_("Your verification has ended. You cannot apply with its number any more.")),
        *_said_by_school(facts.reason),
        heading(_("What you have to do")),
        bullets(
            _("If you work off campus, stop now."),
            _("If you hold an off-campus work permit, give it back: at one of our offices or by mail."),
            _("You promised this when you applied. Who keeps the permit normally gets no other one."),
        ),
        heading(_("What you can do")),
        bullets(
            _("Ask your school if you think that this is not right."),
            _("Your study permit is not touched by this. You can go on studying under its conditions."),
        ),
    ]


def _court(*, in_canada: bool) -> str:
    if in_canada:
        return _(
            "You can ask the Federal Court for leave (permission) to have this decision reviewed. You have 15 days "
            "from the day you learn of it (Immigration and Refugee Protection Act, section 72)."
        )
    return _(
        "You can ask the Federal Court for leave (permission) to have this decision reviewed. You have 60 days "
        "from the day you learn of it (Immigration and Refugee Protection Act, section 72)."
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# What a service must hand in for each letter; a mistake is found before anything is written.
FACTS_OF: dict[LetterKind, Callable[..., Facts]] = {
    LetterKind.CONFIRMATION: Confirmation,
    LetterKind.ACKNOWLEDGED: Acknowledged,
    LetterKind.RECEIPT: Receipt,
    LetterKind.REQUEST: DocumentRequest,
    LetterKind.RETURNED: Returned,
    LetterKind.MAY_WORK: GoingOn,
    LetterKind.MAY_STUDY: GoingOn,
    LetterKind.APPROVAL: Approval,
    LetterKind.STUDY_PERMIT: Issued,
    LetterKind.WORK_PERMIT: Issued,
    LetterKind.REFUSAL: Refusal,
    LetterKind.VISITOR_RECORD: Issued,
    LetterKind.RESTORED: Issued,
    LetterKind.WITHDRAWAL: Withdrawal,
    LetterKind.REFUND: RefundNotice,
    LetterKind.ABANDONED: Abandoned,
    LetterKind.CANCELLED: Cancelled,
    LetterKind.VERIFIED: Verified,
    LetterKind.NOT_VERIFIED: NotVerified,
    LetterKind.TRANSFER: Transfer,
    LetterKind.GIVE_BACK: GiveBack,
}
