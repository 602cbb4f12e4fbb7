"""What programs are made of: frozen data and pure functions. No database, no request, no template."""
