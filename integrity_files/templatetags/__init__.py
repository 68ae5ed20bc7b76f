"""Filters of the directory."""
