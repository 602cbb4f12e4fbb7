"""Threads, alerts, reminders."""
