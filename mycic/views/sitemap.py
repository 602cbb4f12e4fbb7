"""The list of public pages for search engines, each with its twin in the other language."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from mycic import navigation
from mycic.views.pages import DATE_MODIFIED, PAGES

# Names of upper floors are only looked up: a page that this installation does not have is left out.
_public: list[str] = [
    *(f"mycic:{name}" for name in PAGES),
    "accounts:register",
    "accounts:sign_in",
    "accounts:certificate_status",
    "applications:verify",
]
_DAY = "public, max-age=3600"


def register(*url_names: str) -> None:
    """Add public pages of an app; pages that this installation does not have are left out."""
    _public.extend(name for name in url_names if name not in _public)


def public_names() -> tuple[str, ...]:
    """Return the named routes of all public pages."""
    return tuple(_public)


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Answer with every public page in both languages."""
    rows = []
    for name in _public:
        twins = {}
        for language in ("en", "fr"):
            with override(language):
                url = navigation.url_of(name)
                twins[language] = f"{settings.SITE_ORIGIN}{url}" if url else ""
        if twins["en"]:
            rows += [{"url": url, "en": twins["en"], "fr": twins["fr"]} for url in twins.values()]
    context = {"rows": rows, "date": DATE_MODIFIED}
    response = render(request, "sitemap.xml", context, content_type="application/xml")
    response["Cache-Control"] = _DAY
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Point search engines at the site map and keep them out of what is not for them."""
    del request
    with override("en"):
        design = reverse("mycic:design")
    lines = ["User-agent: *", "Disallow: /desk/", f"Disallow: {design}", f"Sitemap: {settings.SITE_ORIGIN}/sitemap.xml"]
    response = HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = _DAY
    return response
