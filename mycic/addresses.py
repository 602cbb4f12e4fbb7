"""Addresses of this portal in either language: which page one means, and the same page in the other."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation


def shown_at(request: HttpRequest) -> str:
    """Return the address of the page that a person sees: of a form that is sent, the page on which it stood.

    What a button leads to may take nothing but forms, so that a link to it would lead nowhere.
    """
    if request.method != "POST":
        return request.get_full_path()
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return request.get_full_path()
    if page.netloc != request.get_host() or _match(page.path) is None:
        return request.get_full_path()
    url = f"{page.path}?{page.query}" if page.query else page.path
    return in_language(url, translation.get_language() or settings.LANGUAGE_CODE)


def page_of(path: str) -> str:
    """Return a name of the page at a path that is the same in both languages; the path itself if there is no page.

    Args:
        path: the path of an address, without its query.
    """
    match = _match(path)
    if match is None:
        return path
    return " ".join([match.view_name, *(f"{key}={value}" for key, value in sorted(match.kwargs.items()))])


def in_language(url: str, language: str) -> str:
    """Return a local address in another language, with its query; one that has no other language stays as it is."""
    path, mark, query = url.partition("?")
    match = _match(path)
    if match is None:
        return url
    with translation.override(language):
        try:
            return f"{reverse(match.view_name, args=match.args, kwargs=match.kwargs)}{mark}{query}"
        except NoReverseMatch:  # the admin's pages without a name
            return url


def _match(path: str) -> ResolverMatch | None:
    """Find the page in the language that the path itself is written in, whatever language is spoken now."""
    language = translation.get_language_from_path(path) or translation.get_language()
    with translation.override(language):
        try:
            return resolve(unquote(path))
        except Resolver404:
            return None
