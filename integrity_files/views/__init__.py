"""Staff pages of the integrity files."""
