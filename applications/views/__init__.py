"""Pages of applicants and visitors, one module a page or a small family of pages."""
