"""What a process that serves pages needs before it is asked for the first."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation


def load_addresses() -> None:
    """Load all views, and all addresses and texts in each language: in the process that forks the
    others. Else each of these loads them by itself, a second and a half, while its first visitors
    wait (docs/performance.md)."""
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            reverse("portal:home")
