"""Routes of the documents floor; ids are random, never counted."""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from documents.views import files, slots

app_name = "documents"
urlpatterns = [
    path("<uuid:dossier_id>/", slots.page, name="slots"),
    path(_("<uuid:dossier_id>/<uuid:slot_id>/add/"), slots.add, name="add"),
    path(_("<uuid:dossier_id>/<uuid:slot_id>/cannot-get/"), slots.cannot_get, name="cannot_get"),
    path(_("<uuid:dossier_id>/<uuid:slot_id>/take-back/"), slots.take_back, name="take_back"),
    path(_("file/<uuid:document_id>/"), files.receipt, name="receipt"),
    path(_("file/<uuid:document_id>/view/"), files.view, name="view"),
    path(_("file/<uuid:document_id>/page-<int:number>.png"), files.page_image, name="page_image"),
    path(_("file/<uuid:document_id>/download/"), files.download, name="download"),
    path(_("file/<uuid:document_id>/replace/"), files.replace, name="replace"),
    path(_("file/<uuid:document_id>/remove/"), files.remove, name="remove"),
]
