"""Verbs of the accounts floor."""
