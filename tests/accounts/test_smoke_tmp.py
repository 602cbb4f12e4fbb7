import pytest
from django.urls import reverse, get_resolver
from tests.accounts import people
def test_smoke(applicant_client, officer_client, visitor):
    bad=[]
    for who,c in (("v",visitor),("a",applicant_client),("o",officer_client)):
        for lang in ("en","fr"):
            for name in ["register","confirm_email","second_step_setup","sign_in","second_step","lost_second_step","reset_password","reset_password_done","step_up","signed_out","enrol","profile","change_address","change_phone","security","change_password","change_email","confirm_new_email","new_totp","recovery_codes","sessions","certificate_status","ready"]:
                from django.utils import translation
                with translation.override(lang): u=reverse("accounts:"+name)
                try:
                    r=c.get(u)
                    print(who,u,r.status_code,r.get("Location",""), "SETCOOKIE" if r.cookies and who=="v" else "")
                except Exception as e:
                    bad.append((who,u,repr(e)[:300])); print(who,u,"EXC",repr(e)[:200])
    print(officer_client.get("/desk/").status_code, applicant_client.get("/desk/").status_code, visitor.get("/desk/").status_code)
    for n in ("pki/mycic.crl","pki/mycic-root.pem","pki/mycic-issuing.pem"): print(n, visitor.get("/"+n).status_code)
    assert not bad
