"""Public pages: parse, read, answer."""
