"""Public information pages, kept rendered in each process: the same bytes for everybody who is not signed in."""

import gzip
import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_from_request, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mycic import navigation, offers
from mycic.operator import operator

_KEEP_SECONDS: Final = 60.0
_PUBLIC: Final = "public, max-age=300"
DATE_MODIFIED: Final = "2026-11-23"


@dataclass(frozen=True, slots=True)
class _Kept:
    """One rendered page, plain and compressed once."""

    body: bytes
    packed: bytes
    etag: str
    until: float


_kept: dict[tuple[str, str], _Kept] = {}


def forget_pages() -> None:
    """Drop the rendered pages of this process: after a service or a notice changed, and in tests."""
    _kept.clear()


def _answer(request: HttpRequest, page: _Kept, vary: tuple[str, ...]) -> HttpResponse:
    if page.etag in request.META.get("HTTP_IF_NONE_MATCH", ""):
        response = HttpResponse(status=304)
        del response["Content-Type"]
    elif "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", ""):
        response = HttpResponse(page.packed)
        response["Content-Encoding"] = "gzip"
    else:
        response = HttpResponse(page.body)
    response["ETag"] = page.etag
    response["Cache-Control"] = _PUBLIC
    patch_vary_headers(response, vary)
    return response


def _keep(key: tuple[str, str], draw: Callable[[], HttpResponse]) -> _Kept:
    page = _kept.get(key)
    now = time.monotonic()
    if page is None or page.until < now:
        body = draw().content
        etag = f'W/"{hashlib.sha256(body).hexdigest()[:24]}"'
        page = _Kept(body, gzip.compress(body, 6, mtime=0), etag, now + _KEEP_SECONDS)
        _kept[key] = page
    return page


@dataclass(frozen=True, slots=True)
class Page:
    """One public page: its template and what it is called in breadcrumbs and the site map."""

    name: str
    title: str | Promise
    template: str

    def view(self) -> Callable[[HttpRequest], HttpResponse]:
        """Return the view of this page."""

        @require_safe
        def show(request: HttpRequest) -> HttpResponse:
            def draw() -> HttpResponse:
                return render(request, self.template, _context(self))

            # The links of a page repeat its query: what one visitor asked for must not reach the next one.
            if request.COOKIES.get(settings.SESSION_COOKIE_NAME) or request.META.get("QUERY_STRING"):
                return draw()
            kept = _keep((self.name, get_language() or "en"), draw)
            return _answer(request, kept, ("Cookie", "Accept-Encoding"))

        return show


PAGES: Final = {
    page.name: page
    for page in (
        Page("home", _("Home"), "pages/home.html"),
        Page("services", _("What you can apply for"), "pages/services.html"),
        Page("before", _("Before you register"), "pages/before_you_register.html"),
        Page("security", _("Security"), "pages/security.html"),
        Page("recognise", _("How to recognise us"), "pages/recognise_us.html"),
        Page("contact", _("Contact us"), "pages/contact.html"),
        Page("accessibility", _("Accessibility"), "pages/accessibility.html"),
        Page("privacy", _("Privacy"), "pages/privacy.html"),
    )
}


def service_groups() -> list[dict[str, Any]]:
    """Return the catalogue as plain rows: groups with their services."""
    rows = [
        {
            "group": s.group,
            "title": s.title,
            "summary": s.summary,
            "who": s.who,
            "needs_epass": s.needs_epass,
            "url": _url(s),
            "details": reverse(s.details_name, args=s.url_args) if s.details_name else "",
        }
        for s in offers.services()
    ]
    groups = (
        {"title": title, "services": [row for row in rows if row["group"] == key]}
        for key, title in offers.GROUPS.items()
    )
    return [group for group in groups if group["services"]]


def _url(service: offers.Service) -> str:
    if not service.url_name:
        return ""
    return reverse(service.url_name, args=service.url_args) if service.url_args else navigation.url_of(service.url_name)


def _context(page: Page) -> dict[str, Any]:
    groups = service_groups() if page.name in {"home", "services", "before"} else []
    every = [service for group in groups for service in group["services"]]
    return {
        "page": page,
        "related": [
            {"url": reverse(f"mycic:{other.name}"), "label": other.title, "current": other is page}
            for other in PAGES.values()
            if other.name != "home"
        ],
        "date_modified": DATE_MODIFIED,
        "service_groups": groups,
        "services": {"open": [s for s in every if s["url"]], "planned": [s for s in every if not s["url"]]},
        "site_origin": settings.SITE_ORIGIN,
        "mail_from": settings.DEFAULT_FROM_EMAIL,
        "verify_url": navigation.url_of("applications:verify"),
        "options_url": navigation.url_of("applications:assessment"),
    }


@require_safe
def splash(request: HttpRequest) -> HttpResponse:
    """Let a visitor choose the language; the one the browser asks for comes first. No cookie."""
    first = "fr" if get_language_from_request(request).startswith("fr") else "en"

    def draw() -> HttpResponse:
        names = {
            "en": ("English", "Welcome", "Continue in English"),
            "fr": ("Français", "Bienvenue", "Continuer en français"),
        }
        choices = []
        for language in sorted(names, key=lambda code: code != first):
            with override(language):
                label, welcome, action = names[language]
                choices.append(
                    {
                        "language": language,
                        "label": label,
                        "welcome": welcome,
                        "action": action,
                        "url": reverse("mycic:home"),
                        "contact_url": reverse("mycic:contact"),
                        "operator": operator(language),
                    }
                )
        return render(request, "pages/splash.html", {"choices": choices, "first": first})

    with override(first):
        return _answer(request, _keep(("splash", first), draw), ("Accept-Language", "Accept-Encoding"))
