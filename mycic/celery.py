"""The Celery app: queues, limits and the timetable as one table."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mycic.settings")

app = Celery("mycic")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
