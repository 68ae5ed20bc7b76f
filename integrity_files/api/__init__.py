"""The staff API of the integrity files."""
