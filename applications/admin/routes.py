"""The addresses of the desk's pages about cases, under Django's admin."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path
from django.views.decorators.http import require_http_methods

from applications.admin import acts, bank, files, letter_acts, pages, papers, petitions, queue, representatives, second
from applications.admin.opening import officer_of
from privacy.desk import AuditedAdmin

View = Callable[..., HttpResponseBase]

_get = require_http_methods(["GET", "HEAD"])
_both = require_http_methods(["GET", "HEAD", "POST"])


class CaseDesk(AuditedAdmin):
    """The case pages: of the admin's own pages only the list and the record remain, drawn by us."""

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Let officers look; an account that is no officer sees nothing here, whatever else it may do."""
        return super().has_view_permission(request, obj) and officer_of(request).is_officer

    def get_urls(self) -> list[URLPattern]:
        """Return the pages; the admin's forms, history and deletion do not exist."""
        pages_of_a_case: tuple[tuple[str, View, str], ...] = (
            ("", _both(pages.overview), "change"),
            ("answers/", _both(pages.answers), "answers"),
            ("documents/", _both(pages.documents), "documents"),
            ("documents/<uuid:document_id>/", _both(files.view), "document"),
            ("documents/<uuid:document_id>/pages/<int:number>/", _get(files.page_image), "document_page"),
            ("documents/<uuid:document_id>/download/", _get(files.download), "document_download"),
            ("messages/", _both(pages.conversation), "messages"),
            ("letters/", _both(papers.papers), "letters"),
            ("letters/<uuid:letter_id>/<str:language>/", _both(papers.letter), "letter"),
            ("letters/<uuid:letter_id>/<str:language>/<str:extension>/", _get(papers.letter_file), "letter_file"),
            ("history/", _both(pages.history), "history"),
            ("do/", require_http_methods(["POST"])(acts.act), "act"),
            ("second/", _both(second.page), "second"),
            ("petitions/", _both(petitions.page), "petitions"),
            ("<slug:act>/", _both(letter_acts.page), "letter_act"),
        )
        guarded = self.admin_site.admin_view
        return [
            path("", guarded(queue.page), name="applications_case_changelist"),
            path("representatives/", guarded(_both(representatives.page)), name="applications_representatives"),
            path("bank/", guarded(_both(bank.page)), name="applications_bank"),
            *(
                path(f"<uuid:key>/{route}", guarded(view), name=f"applications_case_{name}")
                for route, view, name in pages_of_a_case
            ),
        ]
