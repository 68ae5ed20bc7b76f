"""Lists of other organs that become leads, row by row (domain.md 2.5, 2.6)."""
