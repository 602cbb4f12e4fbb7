"""MyCIC: the ground floor. It knows none of the other apps."""

from mycic.celery import app as celery_app

__all__ = ("celery_app",)
