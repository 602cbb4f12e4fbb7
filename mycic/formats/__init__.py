"""How dates, times, numbers and money are written in each language (FORMAT_MODULE_PATH)."""
