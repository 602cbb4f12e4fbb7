"""Headings of the task list."""

from django.utils.translation import gettext_lazy as _

BEFORE = _("Before you start")
ABOUT_YOU = _("About you")
REASONS = _("Your plans")
HISTORY = _("Your history")
FAMILY = _("Your family and helpers")
