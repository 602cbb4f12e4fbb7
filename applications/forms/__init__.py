"""Forms: parsing and shape only."""
