"""Commitments from tables: bulk filing, and published lists of other governments."""
