"""Pages about the account."""
