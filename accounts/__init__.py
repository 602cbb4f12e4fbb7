"""Epass accounts: sign-in, second step, signing keys and certificates."""
