"""Cross-field rules shared by programs, one module a subject."""
