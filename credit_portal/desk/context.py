"""Navigation of staff pages."""

from typing import Any

from django.http import HttpRequest


def staff(request: HttpRequest) -> dict[str, Any]:
    """Entries of the side navigation; none for the public."""
    return {"staff_nav": []}
