"""The public page where anybody checks a paper of ours: no cookie, nothing personal, nothing kept."""

from collections.abc import Callable
from typing import IO

from django.core.files.uploadhandler import MemoryFileUploadHandler
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries as accounts_queries
from applications.forms.verification import LARGEST_FILE, CodeForm, FilesForm
from applications.letters import checking, codes
from mycic import clock, throttle, whence
from mycic.forms import Form, render_form
from privacy.decorators import check_session_token

_TRIES, _WINDOW = 30, 600
_TOO_MANY = 429
_TEMPLATE = "letters/verify.html"


class _MemoryOnly(MemoryFileUploadHandler):
    """Keeps an upload in memory whatever its size, and drops it when the whole request is too large."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],  # noqa: ARG002 - the signature is Django's
        META: dict[str, str],  # noqa: ARG002, N803
        content_length: int,
        boundary: str,  # noqa: ARG002
        encoding: str | None = None,  # noqa: ARG002
    ) -> None:
        """Let Django parse; nothing is ever written to a disk."""
        self.activated = content_length <= 2 * LARGEST_FILE


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a code, a signed PDF, or a file with its detached signature."""
    if request.method == "POST":
        request.upload_handlers = [_MemoryOnly(request)]
        if not check_session_token(request):
            return HttpResponseForbidden()
    asked = request.method == "POST" or "code" in request.GET
    if asked and not throttle.allow("verify", whence.place(request), limit=_TRIES, per_seconds=_WINDOW):
        return _wait(request)
    if request.method == "POST" and "code" not in request.POST:
        return _answer(request, FilesForm(request.POST, request.FILES), _by_files)
    data = request.POST if request.method == "POST" else request.GET
    return _answer(request, CodeForm(data if asked else None), _by_code)


# The upload handler must be in place before anything reads the body; privacy's middleware leaves it alone.
verify.reads_own_body = True  # type: ignore[attr-defined]


@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Say how to check a paper without us, with OpenSSL."""
    return render(request, "letters/verify_offline.html")


@require_safe
def short(request: HttpRequest, code: str) -> HttpResponse:
    """Lead from a QR code to the page in the reader's language."""
    with translation.override(translation.get_language_from_request(request)):
        address = reverse("applications:verify")
    return HttpResponseRedirect(f"{address}?{urlencode({'code': code[: codes.LONGEST_TYPED]})}")


def _answer(request: HttpRequest, form: Form, check: Callable[[Form], checking.Result]) -> HttpResponse:
    result = check(form) if form.is_bound and form.is_valid() else None
    other: dict[str, Form] = {"files_form": FilesForm()} if isinstance(form, CodeForm) else {"code_form": CodeForm()}
    mine = "code_form" if isinstance(form, CodeForm) else "files_form"
    said = {"result": result, "by_file": mine == "files_form"}
    return render_form(request, _TEMPLATE, {**other, mine: form, **said}, form)


def _by_code(form: Form) -> checking.Result:
    return checking.by_code(form.cleaned_data["code"], at=clock.now(), revoked=accounts_queries.revoked_certificates())


def _by_files(form: Form) -> checking.Result:
    revoked = accounts_queries.revoked_certificates()
    content, signature = form.cleaned_data["file"].read(), form.cleaned_data["signature"]
    if signature is None:
        return checking.by_pdf(content, at=clock.now(), revoked=revoked)
    return checking.by_signature(content, signature.read(), at=clock.now(), revoked=revoked)


def _wait(request: HttpRequest) -> HttpResponse:
    wait = throttle.retry_after(per_seconds=_WINDOW)
    context = {"code_form": CodeForm(), "files_form": FilesForm(), "wait_minutes": -(-wait // 60)}
    response = render(request, _TEMPLATE, context, status=_TOO_MANY)
    response["Retry-After"] = str(wait)
    return response
