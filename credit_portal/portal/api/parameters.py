"""Parameters of the public API that are no filters, checked in one place."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from credit_portal.common.errors import Invalid

CURSOR = OpenApiParameter("cursor", str, description="Position given by `next` or `previous`.")
LIMIT = OpenApiParameter("limit", int, description="Rows a page, 1 to 100; 20 when not given.")
PAGE = [CURSOR, LIMIT]
SINCE = OpenApiParameter("since", int, description="Ledger index already seen; none at first.")
DEADLINE = [
    OpenApiParameter("start", OpenApiTypes.DATE, required=True, description="Day that starts it."),
    OpenApiParameter(
        "unit", str, required=True, enum=["working_day", "calendar_day", "month", "year"]
    ),
    OpenApiParameter("count", int, required=True, description="Length in units, from 0."),
    OpenApiParameter("roll", str, enum=["0", "1"], description="1: a last day on holiday moves on."),
]


def day(request: Request, name: str) -> date:
    """An ISO day; raises Invalid (400)."""
    text = request.GET.get(name, "")
    try:
        if len(text) != 10:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        sentence = _("Give a day as YYYY-MM-DD.")
        raise Invalid("invalid_date", sentence, field=name, status=400) from None


def number(request: Request, name: str, most: int) -> int:
    """A whole number from 0 to `most`; raises Invalid (400)."""
    text = request.GET.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and int(text) <= most):
        sentence = _("Give a whole number from 0 to %(most)s.") % {"most": most}
        raise Invalid("invalid_number", sentence, field=name, status=400)
    return int(text)


def choice(request: Request, name: str, allowed: list[str], default: str | None = None) -> str:
    """One of `allowed`; raises Invalid (400)."""
    value = request.GET.get(name, default)
    if value not in allowed:
        sentence = _("Give one of: %(names)s.") % {"names": ", ".join(allowed)}
        raise Invalid("invalid_choice", sentence, field=name, status=400)
    return value
