"""Addresses of applications. Slugs are translated; a case is named by its random id, never by its number."""

from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _

from applications.views import (
    assessment,
    bank,
    cases,
    changes,
    check,
    dashboard,
    discarding,
    family,
    letters,
    pages,
    paying,
    petitions,
    requests,
    rows,
    sandbox,
    schooling,
    schools,
    start,
    submission,
    tasks,
    verification,
)

app_name = "applications"

_schools: list[URLPattern] = [
    path("", schools.queue, name="queue"),
    path(_("requests/<uuid:key>/"), schools.request_page, name="request"),
    path(_("requests/<uuid:key>/yearly/"), schools.yearly_page, name="yearly"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path(_("schools/"), include((_schools, "schools"))),
    path(_("letters/<uuid:letter_id>/"), letters.letter, name="letter"),
    path(_("letters/<uuid:letter_id>/<str:language>.<str:extension>"), letters.file, name="letter_file"),
    path(_("verify-a-letter/"), verification.verify, name="verify"),
    path(_("verify-a-letter/yourself/"), verification.offline, name="verify_offline"),
    path(_("check-your-options/"), assessment.choose, name="assessment"),
    path(_("check-your-options/<slug:code>/"), assessment.assess, name="assess"),
    path(_("check-your-options/<slug:code>/keep/"), assessment.keep, name="keep_result"),
    path(_("what-we-ask/<slug:code>/"), assessment.program, name="program"),
    path(_("dashboard/"), dashboard.dashboard, name="dashboard"),
    path(_("dashboard/all/"), dashboard.all_cases, name="all"),
    path(_("apply/"), start.catalogue, name="catalogue"),
    path(_("apply/<slug:program>/"), start.start, name="start"),
    path(_("applications/deleted/"), discarding.deleted, name="deleted"),
    path(_("applications/<uuid:key>/"), tasks.tasks, name="tasks"),
    path(_("applications/<uuid:key>/documents/"), tasks.documents, name="documents"),
    path(_("applications/<uuid:key>/documents/copy/"), family.copy_file, name="copy_file"),
    path(_("applications/<uuid:key>/check/"), check.check, name="check"),
    path(_("applications/<uuid:key>/copy/"), check.copy, name="copy"),
    path(_("applications/<uuid:key>/family/"), family.add, name="family_add"),
    path(_("applications/<uuid:key>/confirmation/"), family.part, name="part"),
    path(_("your-part/<str:secret>/"), family.own_part, name="own_part"),
    path(_("applications/<uuid:key>/delete/"), discarding.delete, name="delete"),
    path(_("applications/<uuid:key>/bring-back/"), discarding.bring_back, name="bring_back"),
    path(_("applications/<uuid:key>/sign/start/"), submission.sign_start, name="sign_start"),
    path(_("applications/<uuid:key>/sign/"), submission.sign, name="sign"),
    path(_("applications/<uuid:key>/pay/"), paying.pay, name="pay"),
    path(_("applications/<uuid:key>/pay/no-fee/"), paying.waiver, name="waiver"),
    path(_("applications/<uuid:key>/open-again/"), paying.reopen, name="reopen"),
    path(_("payments/<uuid:payment>/"), paying.paying, name="paying"),
    path(_("payments/<uuid:payment>/stop/"), paying.stop, name="stop_paying"),
    path(_("payments/<uuid:payment>/bank/"), bank.bank, name="bank"),
    path(_("test-payment/<uuid:key>/"), sandbox.checkout, name="sandbox"),
    path(_("applications/<uuid:key>/receipt/"), submission.receipt, name="receipt"),
    path(_("cases/<uuid:key>/"), cases.case, name="case"),
    path(_("cases/<uuid:key>/news/"), cases.news, name="case_news"),
    path(_("cases/<uuid:key>/history/"), cases.history, name="case_history"),
    path(_("cases/<uuid:key>/documents/"), cases.documents, name="case_documents"),
    path(_("cases/<uuid:key>/answers/"), changes.answers, name="case_answers"),
    path(_("cases/<uuid:key>/answers/<slug:question>/"), changes.correct, name="case_correct"),
    path(_("cases/<uuid:key>/requests/<uuid:request_id>/"), requests.request_page, name="case_request"),
    path(_("cases/<uuid:key>/ask/<slug:kind>/"), petitions.ask, name="case_petition"),
    path(_("cases/<uuid:key>/withdraw/"), changes.withdraw, name="case_withdraw"),
    path(_("cases/<uuid:key>/school/answer/"), schooling.reply, name="school_reply"),
    path(_("cases/<uuid:key>/school/consent/"), schooling.consent, name="school_consent"),
    path(_("applications/<uuid:key>/<slug:section>/<slug:page>/"), pages.page, name="page"),
    path(_("applications/<uuid:key>/<slug:section>/<slug:page>/autosave/"), pages.autosave, name="autosave"),
    path(_("applications/<uuid:key>/<slug:section>/<slug:page>/take-over/"), family.copy_page, name="copy_page"),
    path(_("applications/<uuid:key>/<slug:section>/<slug:page>/choose/"), pages.choose, name="choose"),
    path(_("applications/<uuid:key>/<slug:section>/<slug:page>/row/<slug:row>/"), rows.row, name="row"),
    path(
        _("applications/<uuid:key>/<slug:section>/<slug:page>/row/<slug:row>/remove/"),
        rows.remove,
        name="remove_row",
    ),
]
# The address in a letter's QR code: without a language, so that it stays short.
short_links = [
    path("v/<str:code>", verification.short, name="verify_short"),
    # Called by a gateway, never by a browser; its message proves its origin (decisions 25).
    path("payments/<slug:gateway>/message", paying.message, name="payment_message"),
]
