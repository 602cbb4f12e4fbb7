"""Slots, sealed files, inspection, letters as PDF."""
