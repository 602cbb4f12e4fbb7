"""One page of 25 rows for a signed-in person, written in the ordinary way; and PLAIN-UPLOAD."""

import datetime as dt
import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

_STORAGE = FileSystemStorage(location=Path(tempfile.gettempdir()) / "mycic-bench-plain")


@dataclass(frozen=True)
class Row:
    """What one table row shows."""

    number: int
    title: str
    changed: dt.datetime
    text: str


_START = dt.datetime(2026, 3, 9, 14, 30, tzinfo=dt.UTC)
_TEXT = "An officer is reading it. " * 6
ROWS = [
    Row(n, f"Student application number {n} of this person", _START + dt.timedelta(hours=7 * n), _TEXT)
    for n in range(1, 26)
]


@login_required
def table(request: HttpRequest) -> HttpResponse:
    """Render the 25 rows."""
    return render(request, "table.html", {"rows": ROWS})


def row(request: HttpRequest, number: int) -> HttpResponse:
    """Exist, so that `url` has something to point to."""
    return HttpResponse(str(number))


@csrf_exempt
def upload(request: HttpRequest) -> HttpResponse:
    """PLAIN-UPLOAD: stock handlers, plain file, SHA-256 left out, one fsync."""
    stored = _STORAGE.path(_STORAGE.save("upload.bin", cast("File[bytes]", request.FILES["file"])))
    with Path(stored).open("rb") as file:
        os.fsync(file.fileno())
    Path(stored).unlink()
    return HttpResponse(hashlib.sha256(stored.encode()).hexdigest())


urlpatterns = [path("table/", table), path("row/<int:number>/", row, name="row"), path("upload/", upload)]
