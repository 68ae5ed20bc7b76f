"""Running the portal on one machine: bootstrap, embedded servers, supervisor, checks.

Nothing here is imported by the portal itself, and nothing here imports it, except
`ops.prepare`, which calls management commands.
"""
