"""Effective-dated facts with their source: fees, funds, limits, exemptions, institutions. Files, not code."""
