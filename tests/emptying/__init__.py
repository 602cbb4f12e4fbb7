"""Lets tests empty tables that the product never empties."""
