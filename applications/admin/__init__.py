"""The officers' side of applications: the queue, a case with its pages, and every act on it."""

from django.contrib import admin

from applications.admin import queue
from applications.admin.routes import CaseDesk
from applications.models import Case

admin.site.register(Case, CaseDesk)
admin.site.home = queue.page
