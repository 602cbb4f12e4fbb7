"""Ratios against a bare Django page, measured side by side in one run (`make bench`)."""
