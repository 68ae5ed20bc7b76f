"""Work orders of the 12345 platform from a table."""
