"""A real sign-in provider (django-oauth-toolkit) that runs as a process of its own."""
