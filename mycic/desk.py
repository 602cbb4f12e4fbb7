"""The officers' site: Django's admin behind the portal's own sign-in, without the admin's scripts (decisions 46)."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from mycic import stepup

REALM_KEY = "realm"
DESK = "desk"
# Pages of the admin that would pass by the second step, or that nobody at the desk needs.
_NOT_OURS = frozenset({"logout", "password_change", "password_change_done", "autocomplete", "view_on_site"})


class DeskSite(AdminSite):
    """One desk for everybody who decides: second step, a session of its own kind, plain pages."""

    site_title = _("Desk")
    site_header = _("Desk")
    index_title = _("Work")
    index_template = "desk/index.html"
    enable_nav_sidebar = False
    site_url = None
    final_catch_all_view = False
    # The page behind /desk/; the app that has the queue sets it.
    home: Callable[[HttpRequest], HttpResponse] | None = None

    def index(  # type: ignore[override] # the home page need not be a TemplateResponse
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the work that waits."""
        return self.home(request) if self.home else super().index(request, extra_context)

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in an active officer whose session belongs to the desk and passed the second step."""
        user = request.user
        return bool(
            user.is_active
            and getattr(user, "is_staff", False)
            and request.session.get(REALM_KEY) == DESK
            and stepup.SESSION_KEY in request.session
        )

    def login(self, request: HttpRequest, extra_context: dict[str, object] | None = None) -> HttpResponse:
        """Send to the one sign-in; the admin's own form would bypass the second step."""
        del extra_context
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect_to_login(wanted, reverse(settings.LOGIN_URL))

    def get_urls(self) -> list[Any]:
        """Leave out the admin's own ways to sign out and to change a password: the portal has one of each."""
        kept = [route for route in super().get_urls() if getattr(route, "name", None) not in _NOT_OURS]
        return [path("language/", self.admin_view(require_POST(_back)), name="language"), *kept]


def _back(request: HttpRequest) -> HttpResponse:
    """Show again the page whose toggle was pressed; the guard of every page has taken the language already."""
    page = request.POST.get("next", "")
    is_ours = page.startswith("/") and url_has_allowed_host_and_scheme(page, None)
    return redirect(page if is_ours else reverse("admin:index"))
