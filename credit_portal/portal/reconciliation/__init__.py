"""Reconciliation of names with public bodies: the W3C community group's API, version 0.2."""
