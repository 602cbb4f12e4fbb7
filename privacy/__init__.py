"""Dossiers (one key each), the ledger, notices, retention."""
