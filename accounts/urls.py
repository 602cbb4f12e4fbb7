"""Routes of the accounts floor; slugs are translated (UX design 2.2)."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from accounts.views import email, keys, officers, password, profile, registration, second_step, security, signin

app_name = "accounts"
urlpatterns = [
    path(_("register/"), registration.account, name="register"),
    path(_("register/confirm-email/"), registration.confirm_email, name="confirm_email"),
    path(_("register/new-code/"), registration.new_code, name="new_code"),
    path(_("register/second-step/"), registration.set_up, name="second_step_setup"),
    path(_("register/recovery-codes/"), second_step.codes_shown, name="recovery_codes_kept"),
    path(_("register/ready/"), registration.ready, name="ready"),
    path(_("sign-in/"), signin.sign_in, name="sign_in"),
    path(_("sign-in/security-message/"), signin.security_message, name="security_message"),
    path(_("sign-in/second-step/"), signin.second_step, name="second_step"),
    path(_("sign-in/lost-second-step/"), signin.lost_second_step, name="lost_second_step"),
    path(_("sign-in/reset-password/"), password.ask, name="reset_password"),
    path(_("sign-in/reset-password/sent/"), password.asked, name="reset_password_done"),
    path(_("sign-in/reset-password/<str:token>/"), password.choose, name="reset_password_new"),
    path(_("confirm-it-is-you/"), signin.step_up, name="step_up"),
    path(_("stay-signed-in/"), signin.stay, name="stay"),
    path(_("sign-out/"), signin.sign_out, name="sign_out"),
    path(_("signed-out/"), signin.signed_out, name="signed_out"),
    path(_("enrol/"), profile.enrol, name="enrol"),
    path(_("profile/"), profile.profile, name="profile"),
    path(_("profile/address/"), profile.address, name="change_address"),
    path(_("profile/phone/"), profile.phone, name="change_phone"),
    path(_("profile/language/"), profile.language, name="change_language"),
    path(_("account/security/"), security.overview, name="security"),
    path(_("account/security/message/"), security.message_choice, name="message_choice"),
    path(_("account/security/password/"), password.change, name="change_password"),
    path(_("account/security/email/"), email.change, name="change_email"),
    path(_("account/security/email/confirm/"), email.confirm, name="confirm_new_email"),
    path(_("account/security/email/undo/<str:token>/"), email.undo, name="email_undo"),
    path(_("account/security/authenticator/"), second_step.new_totp, name="new_totp"),
    path(_("account/security/recovery-codes/"), second_step.renew, name="recovery_codes"),
    path(_("account/sessions/"), security.sessions, name="sessions"),
    path(_("account/sessions/end-others/"), security.end_others, name="end_other_sessions"),
    path(_("account/sessions/<uuid:public_id>/end/"), security.end_one, name="end_session"),
    path(_("certificate-status/"), keys.status, name="certificate_status"),
    path(_("officer-invitation/<str:token>/"), officers.accept, name="invitation"),
]

# Machine addresses: named in certificates, so they never change and have no language.
public_keys = [
    path("pki/mycic.crl", keys.revocation_list, name="revocation_list"),
    path("pki/mycic-root.pem", keys.root, name="root_certificate"),
    path("pki/mycic-issuing.pem", keys.issuing, name="issuing_certificate"),
]
