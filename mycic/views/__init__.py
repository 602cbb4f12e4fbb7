"""Pages that belong to no app: public information, errors, site map, living catalogue."""
