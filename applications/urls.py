"""Addresses of applications. Slugs are translated; a case is named by its random id, never by its number."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from applications.views import verification

app_name = "applications"

urlpatterns = [
    path(_("verify-a-letter/"), verification.verify, name="verify"),
    path(_("verify-a-letter/yourself/"), verification.offline, name="verify_offline"),
]
