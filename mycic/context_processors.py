"""What every page needs to draw its frame; no query for a visitor."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from mycic import addresses, navigation
from mycic.operator import Operator, operator

_OTHER = {"en": ("fr", "Français", "FR"), "fr": ("en", "English", "EN")}


@lru_cache(maxsize=2)
def _frame(language: str) -> dict[str, object]:
    """The part of the frame that is the same on every page of a language."""
    who: Operator = operator(language)
    links = [
        ("mycic:contact", _("Contact us")),
        ("mycic:privacy", _("Privacy")),
        ("mycic:security", _("Security")),
        ("mycic:recognise", _("How to recognise us")),
        ("mycic:accessibility", _("Accessibility")),
    ]
    other, label, abbr = _OTHER[language]
    frame: dict[str, object] = {
        "html_lang": f"{language}-CA",
        "brand": who.brand,
        "operator": who,
        "notice": who.notice,
        "demo": settings.DEMO,
        "version": settings.VERSION,
        "home_url": reverse("mycic:home"),
        "contact_url": reverse("mycic:contact"),
        "footer_links": [{"url": reverse(name), "label": text} for name, text in links],
        "sign_in_url": navigation.url_of("accounts:sign_in") or navigation.url_of("account_login"),
        "sign_out_url": navigation.url_of("accounts:sign_out") or navigation.url_of("account_logout"),
        "dashboard_url": navigation.url_of("applications:dashboard"),
        "register_url": navigation.url_of("accounts:register") or navigation.url_of("account_signup"),
        "toggle_lang": other,
        "toggle_label": label,
        "toggle_abbr": abbr,
        "css_url": static("css/mycic.css"),
        "js_url": static("js/base.js"),
        "icon_url": static("brand/icon.svg"),
    }
    # These parts never change between requests, and drawing them was a third of an empty page's time.
    drawn = {"footer_html": "brand/footer.html", "help_html": "components/help_box.html"}
    frame |= {key: render_to_string(template, {"portal": frame}) for key, template in drawn.items()}
    frame["demo_html"] = render_to_string("components/demo_banner.html") if settings.DEMO else ""
    return frame


def forget_frames() -> None:
    """Drop what is kept of the frame: settings change in tests only."""
    _frame.cache_clear()


def same_page(request: HttpRequest, language: str) -> str:
    """Return the address of this page in another language, with its query; the home page if it has none."""
    if request.method == "POST" and request.resolver_match is not None:
        return addresses.in_language(addresses.shown_at(request), language)
    try:
        match = request.resolver_match or resolve(request.path_info)
    except Resolver404:
        match = None
    with translation.override(language):
        if match is None:
            return reverse("mycic:home")
        url = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
    query = request.META.get("QUERY_STRING", "")
    return f"{url}?{query}" if query else url


def portal(request: HttpRequest) -> dict[str, object]:
    """Give templates ``portal``: brand, operator, language toggle, navigation."""
    language = (translation.get_language() or settings.LANGUAGE_CODE)[:2]
    frame = dict(_frame(language))
    frame["toggle_url"] = same_page(request, str(frame["toggle_lang"]))
    user = getattr(request, "user", None)
    frame["nav"] = navigation.items(request) if user is not None and user.is_authenticated else []
    return {"portal": frame}
