"""What the ledger may say about an account, in one plain sentence each."""

from django.utils.translation import gettext_lazy as _

from privacy.choices import Audience
from privacy.events import kind

_BOTH = {Audience.APPLICANT, Audience.AUDIT}

kind(
    "account.started",
    audience=_BOTH,
    sentence=_("An epass registration was started."),
    facts=("notice_version",),
)
kind("account.email_confirmed", audience=_BOTH, sentence=_("You confirmed your e-mail address."), facts=())
kind("account.registered", audience=_BOTH, sentence=_("Your epass was issued."), facts=("serial",))
kind("account.signed_in", audience=_BOTH, sentence=_("You signed in."), facts=("method",))
kind("account.signed_out", audience=_BOTH, sentence=_("You signed out."), facts=())
kind("account.sessions_ended", audience=_BOTH, sentence=_("Sessions on other devices were ended."), facts=("count",))
kind("account.wrong_second_step", audience=_BOTH, sentence=_("A wrong second-step code was given."), facts=())
kind("account.recovery_code_used", audience=_BOTH, sentence=_("A recovery code was used."), facts=("left",))
kind("account.recovery_codes_renewed", audience=_BOTH, sentence=_("You made new recovery codes."), facts=())
kind("account.second_step_changed", audience=_BOTH, sentence=_("You set up a new authenticator app."), facts=())
kind("account.password_changed", audience=_BOTH, sentence=_("You changed your password."), facts=())
kind("account.password_reset", audience=_BOTH, sentence=_("You chose a new password after a reset link."), facts=())
kind("account.key_revoked", audience=_BOTH, sentence=_("Your signing key was withdrawn."), facts=("serial",))
kind("account.key_issued", audience=_BOTH, sentence=_("A new signing key was issued to you."), facts=("serial",))
kind(
    "account.certificate_renewed",
    audience=_BOTH,
    sentence=_("Your signing certificate was renewed. The key stayed the same."),
    facts=("serial",),
)
kind("account.signed", audience=_BOTH, sentence=_("You signed with your epass."), facts=("serial", "sha256"))
kind(
    "account.email_changed",
    audience=_BOTH,
    sentence=_("Your e-mail address was changed."),
    facts=("notice_version",),
)
kind(
    "account.email_change_undone", audience=_BOTH, sentence=_("The change of your e-mail address was undone."), facts=()
)
kind(
    "account.security_message_accepted",
    audience=_BOTH,
    sentence=_("You accepted the security message."),
    facts=("version",),
)
kind("account.enrolled", audience=_BOTH, sentence=_("You enrolled in MyCIC."), facts=("notice_version",))
kind(
    "account.profile_changed",
    audience=_BOTH,
    sentence=_("You changed your profile."),
    facts=("part", "notice_version"),
)
kind(
    "account.pruned",
    audience={Audience.AUDIT},
    sentence=_("A registration that nobody finished was removed."),
    facts=(),
)
kind(
    "officer.invited",
    audience={Audience.AUDIT},
    sentence=_("An officer or a school's representative was invited."),
    facts=("role",),
)
kind(
    "officer.confirmed",
    audience={Audience.AUDIT},
    sentence=_("An invitation was confirmed by a second person."),
    facts=("role",),
)
kind(
    "officer.joined",
    audience={Audience.AUDIT},
    sentence=_("The account of an officer or a school's representative was opened."),
    facts=("role",),
)
