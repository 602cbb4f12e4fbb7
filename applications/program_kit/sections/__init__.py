"""Sections that several programs ask, one module a group of fields."""
