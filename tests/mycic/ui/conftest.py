"""Public pages are kept rendered in the process: each test starts without them, in English."""

from collections.abc import Iterator

import pytest
from django.utils.translation import override

from mycic import context_processors
from mycic.views import pages


@pytest.fixture(autouse=True)
def _fresh_pages() -> Iterator[None]:
    def forget() -> None:
        pages.forget_pages()
        context_processors.forget_frames()

    forget()
    with override("en"):
        yield
    forget()
