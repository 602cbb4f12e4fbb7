"""Addresses of the message centre. A conversation is named by its dossier's random id."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from messaging import views

app_name = "messaging"

urlpatterns = [
    path(_("messages/"), views.inbox, name="inbox"),
    path(_("messages/<uuid:dossier_id>/"), views.thread, name="thread"),
    path(_("messages/<uuid:dossier_id>/print/"), views.printed, name="printed"),
]
