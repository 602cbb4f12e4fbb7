"""Address book: one include per app."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.utils.translation import gettext_lazy as _

from accounts.urls import public_keys
from applications.urls import short_links
from mycic import health
from mycic.views import design, errors, pages, sitemap

handler400 = errors.bad_request
handler403 = errors.permission_denied
handler404 = errors.not_found
handler500 = errors.server_error

# Slugs are translated (UX design 2); each public page is named mycic:<name>.
_public: list[URLPattern] = [
    path("", pages.PAGES["home"].view(), name="home"),
    path(_("services/"), pages.PAGES["services"].view(), name="services"),
    path(_("before-you-register/"), pages.PAGES["before"].view(), name="before"),
    path(_("security/"), pages.PAGES["security"].view(), name="security"),
    path(_("recognise-us/"), pages.PAGES["recognise"].view(), name="recognise"),
    path(_("contact/"), pages.PAGES["contact"].view(), name="contact"),
    path(_("accessibility/"), pages.PAGES["accessibility"].view(), name="accessibility"),
    path(_("privacy/"), pages.PAGES["privacy"].view(), name="privacy"),
    path(_("design/"), design.design, name="design"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", pages.splash, name="splash"),
    *short_links,
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("robots.txt", sitemap.robots, name="robots"),
    *public_keys,
    path("desk/", admin.site.urls),
    *i18n_patterns(
        path("", include("accounts.urls")),
        path("", include((_public, "mycic"))),
        path(_("documents/"), include("documents.urls")),
        path("", include("messaging.urls")),
        path("", include("applications.urls")),
    ),
]
