"""Verbs of the documents floor."""
