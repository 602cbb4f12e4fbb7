"""Verbs of the privacy floor."""
