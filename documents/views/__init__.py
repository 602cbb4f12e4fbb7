"""Pages about files: what is asked for, and each file by itself."""
