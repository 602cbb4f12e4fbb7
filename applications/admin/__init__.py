"""The officers' side of applications: the queue, a case with its pages, and every act on it."""

from typing import TYPE_CHECKING, cast

from django.contrib import admin

from applications.admin import queue
from applications.admin.routes import CaseDesk
from applications.models import Case

if TYPE_CHECKING:
    from mycic.desk import DeskSite

admin.site.register(Case, CaseDesk)
# Django's own type for the site knows no home; ours does.
cast("DeskSite", admin.site).home = queue.page
