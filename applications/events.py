"""What can happen to a case, each with the sentence of the timeline."""

from django.utils.translation import gettext_lazy as _

from privacy import ledger
from privacy.choices import Audience

_BOTH = (Audience.APPLICANT, Audience.DESK)

ledger.kind("case.started", audience=_BOTH, sentence=_("You started this application."), facts=("program",))
ledger.kind("case.ready", audience=(Audience.DESK,), sentence=_("The application was made ready to sign."))
ledger.kind("case.draft_reopened", audience=(Audience.DESK,), sentence=_("An answer was changed before signing."))
ledger.kind(
    "case.signed",
    audience=_BOTH,
    sentence=_("You signed this application. It is sent when the fee is paid."),
    desk_sentence=_("The application was signed and waits for the fee."),
)
ledger.kind("part.link_made", audience=_BOTH, sentence=_("A link to confirm this part was made."))
ledger.kind("part.opened", audience=_BOTH, sentence=_("This part was opened by its link, with the date of birth."))
ledger.kind("part.confirmed", audience=_BOTH, sentence=_("The person confirmed that this part is true."))
ledger.kind("part.objected", audience=_BOTH, sentence=_("The person said that something in this part is wrong."))
ledger.kind(
    "payment.settled",
    audience=_BOTH,
    sentence=_("Your payment arrived."),
    desk_sentence=_("The fee was paid."),
    facts=("payment",),
)
ledger.kind(
    "payment.refund_due",
    audience=_BOTH,
    sentence=_("We send money back to the card that you paid with."),
    desk_sentence=_("Money goes back to the applicant."),
    facts=("payment", "reason"),
)
ledger.kind(
    "case.submitted",
    audience=_BOTH,
    sentence=_("You signed and sent this application. Documents: {documents}."),
    desk_sentence=_("The application was signed and sent. Documents: {documents}."),
    facts=("documents",),
)
ledger.kind(
    "case.fee_waived",
    audience=_BOTH,
    sentence=_("You do not have to pay the fee. We work on your application."),
    desk_sentence=_("The fee was waived."),
)
ledger.kind(
    "case.fee_kept",
    audience=_BOTH,
    sentence=_("We could not say that you pay no fee. We work on your application when it is paid."),
    desk_sentence=_("The fee was not waived. It is due."),
)
ledger.kind(
    "case.fee_paid",
    audience=_BOTH,
    sentence=_("The fee is paid. We work on your application."),
    desk_sentence=_("The fee is paid."),
)
ledger.kind("case.check_started", audience=_BOTH, sentence=_("We started to check if the application is complete."))
ledger.kind("case.returned", audience=_BOTH, sentence=_("The application was returned because it is not complete."))
ledger.kind("case.acknowledged", audience=_BOTH, sentence=_("The application is complete. We work on it."))
ledger.kind(
    "case.more_needed",
    audience=_BOTH,
    sentence=_("We asked you for something more."),
    desk_sentence=_("The applicant was asked for something more."),
    facts=("request", "items", "days"),
)
ledger.kind(
    "case.answered",
    audience=_BOTH,
    sentence=_("You answered our request."),
    desk_sentence=_("The applicant answered."),
    facts=("request", "documents"),
)
ledger.kind("case.review_started", audience=_BOTH, sentence=_("An officer reviews the application."))
ledger.kind("case.approved", audience=_BOTH, sentence=_("The application was approved."), facts=("decision",))
ledger.kind(
    "case.refusal_proposed",
    audience=(Audience.DESK,),
    sentence=_("A refusal was proposed and waits for a second officer."),
    facts=("decision",),
)
ledger.kind(
    "case.sent_back",
    audience=(Audience.DESK,),
    sentence=_("The second officer sent the case back for review."),
    facts=("decision",),
)
ledger.kind("case.refused", audience=_BOTH, sentence=_("The application was refused."), facts=("decision",))
ledger.kind("case.document_issued", audience=_BOTH, sentence=_("The permit was issued."))
ledger.kind("case.document_reissued", audience=_BOTH, sentence=_("The permit was issued again."))
ledger.kind(
    "case.withdrawn",
    audience=_BOTH,
    sentence=_("You withdrew this application."),
    desk_sentence=_("The applicant withdrew the application."),
)
ledger.kind("case.abandoned", audience=_BOTH, sentence=_("The case was closed because no answer came."))
ledger.kind("case.cancelled", audience=_BOTH, sentence=_("The case was cancelled."))
ledger.kind("case.corrected", audience=_BOTH, sentence=_("We opened the case again to correct an error."))
ledger.kind(
    "case.assigned",
    audience=(Audience.DESK,),
    sentence=_("An officer took the case."),
    facts=("officer",),
)
ledger.kind("case.released", audience=(Audience.DESK,), sentence=_("The case went back to the queue."))
ledger.kind(
    "letter.issued",
    audience=_BOTH,
    sentence=_("We put a letter into your account."),
    desk_sentence=_("A letter was issued."),
    facts=("letter", "code"),
)
ledger.kind(
    "letter.ended",
    audience=_BOTH,
    sentence=_("A letter does not count any more: it was replaced or withdrawn."),
    facts=("letter", "state"),
)
ledger.kind(
    "answer.corrected",
    audience=_BOTH,
    sentence=_("You corrected an answer."),
    desk_sentence=_("The applicant corrected an answer."),
    facts=("correction", "notice_version"),
)
ledger.kind(
    "answer.correction_seen",
    audience=_BOTH,
    sentence=_("An officer read your correction."),
    facts=("correction",),
)
ledger.kind(
    "case.part_answered",
    audience=_BOTH,
    sentence=_("You answered one of our requests. Another one is still open."),
    desk_sentence=_("The applicant answered one request. Another one is still open."),
    facts=("request",),
)
ledger.kind(
    "petition.made",
    audience=_BOTH,
    sentence=_("You asked us something about this case."),
    desk_sentence=_("The person asked something about this case."),
    facts=("petition",),
)
ledger.kind(
    "petition.answered",
    audience=_BOTH,
    sentence=_("We answered what you asked about this case."),
    desk_sentence=_("What the person asked about this case was answered."),
    facts=("petition", "granted"),
)
ledger.kind(
    "desk.many_files",
    audience=(Audience.AUDIT,),
    sentence=_("An officer opened many files within an hour: {files}."),
    facts=("files",),
)
ledger.kind(
    "school.opened",
    audience=_BOTH,
    sentence=_("Your school opened what you sent to it."),
    desk_sentence=_("The school opened the request."),
    facts=("part",),
    reading=True,
)
ledger.kind(
    "school.began",
    audience=_BOTH,
    sentence=_("Your school began to read your request."),
    desk_sentence=_("The school began to read the request."),
)
ledger.kind(
    "school.asked",
    audience=_BOTH,
    sentence=_("Your school asked you for more information."),
    desk_sentence=_("The school asked the student for more information."),
)
ledger.kind(
    "school.told",
    audience=_BOTH,
    sentence=_("You answered your school."),
    desk_sentence=_("The student answered the school."),
)
ledger.kind(
    "school.verified",
    audience=_BOTH,
    sentence=_("Your school confirmed that you are eligible."),
    desk_sentence=_("The school confirmed that the student is eligible."),
)
ledger.kind(
    "school.not_verified",
    audience=_BOTH,
    sentence=_("Your school did not confirm that you are eligible."),
    desk_sentence=_("The school did not confirm that the student is eligible."),
    facts=("answer",),
)
ledger.kind(
    "school.silent",
    audience=_BOTH,
    sentence=_("We closed the request because your school did not answer in time."),
    desk_sentence=_("The request was closed because the school did not answer in time."),
)
ledger.kind(
    "school.consent_withdrawn",
    audience=_BOTH,
    sentence=_("You withdrew your consent. Your school cannot open anything of this request any more."),
    desk_sentence=_("The student withdrew the consent."),
)
ledger.kind(
    "school.moved",
    audience=_BOTH,
    sentence=_("Your new school accepted you. The school before it cannot open this request any more."),
    desk_sentence=_("The new school accepted the student. The school before it sees nothing any more."),
)
ledger.kind(
    "school.released",
    audience=_BOTH,
    sentence=_("Your former school released you. Your new school has your request now."),
    desk_sentence=_("The former school released the student."),
)
ledger.kind(
    "school.released_anyway",
    audience=_BOTH,
    sentence=_("An officer released you because your former school did not answer. Your new school has your request."),
    desk_sentence=_("An officer released the student in place of the former school."),
)
ledger.kind(
    "school.not_released",
    audience=_BOTH,
    sentence=_("Your former school did not release you."),
    desk_sentence=_("The former school did not release the student."),
    facts=("answer",),
)
ledger.kind(
    "school.accepted",
    audience=_BOTH,
    sentence=_("Your new school accepted you and confirmed that you are eligible."),
    desk_sentence=_("The new school accepted the student."),
)
ledger.kind(
    "school.not_accepted",
    audience=_BOTH,
    sentence=_("Your new school did not accept you."),
    desk_sentence=_("The new school did not accept the student."),
    facts=("answer",),
)
ledger.kind(
    "school.late",
    audience=_BOTH,
    sentence=_("Your school has not answered in time. We told an officer and asked the school again."),
    desk_sentence=_("The school has not answered in time. It was asked again."),
)
ledger.kind(
    "school.asked_again",
    audience=_BOTH,
    sentence=_("We asked your school whether you are still eligible, as in each year."),
    desk_sentence=_("The school was asked whether the student is still eligible, as in each year."),
)
ledger.kind(
    "school.confirmed_again",
    audience=_BOTH,
    sentence=_("Your school said that you are still eligible."),
    desk_sentence=_("The school said that the student is still eligible."),
)
ledger.kind(
    "school.ended",
    audience=_BOTH,
    sentence=_("Your school said that you are not eligible any more."),
    desk_sentence=_("The school said that the student is not eligible any more."),
)
ledger.kind(
    "school.left",
    audience=_BOTH,
    sentence=_("Your verification ended because your school does not take part any more."),
    desk_sentence=_("The verification ended because the school does not take part any more."),
)
ledger.kind(
    "school.end_seen",
    audience=_BOTH,
    sentence=_("An officer has seen that your verification ended."),
    desk_sentence=_("An officer has seen that the verification ended."),
)
