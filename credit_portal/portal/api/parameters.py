"""Parameters of the public API that are no filters: described, and checked in one place."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from credit_portal.common.errors import Invalid

REF = OpenApiParameter("ref", str, OpenApiParameter.PATH, description="Reference of a record")
SLUG = OpenApiParameter("slug", str, OpenApiParameter.PATH, description="Address or credit code")
SINCE = OpenApiParameter(
    "since",
    {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
    description="Ledger index already seen; none at first.",
)
LIMIT = OpenApiParameter(
    "limit", {"type": "integer", "minimum": 1, "maximum": 100}, description="Changes at once; 100."
)
FORMAT = OpenApiParameter("format", str, enum=["json", "tlog-proof"])
VERSION = OpenApiParameter(
    "version",
    {"type": "integer", "minimum": 1, "maximum": 10**9},
    description="Number of the version; else the one on display.",
)
UNIT = OpenApiParameter("unit", str, enum=["working_day", "calendar_day", "month", "year"])
DEADLINE = [
    OpenApiParameter("start", OpenApiTypes.DATE, required=True, description="Day that starts it."),
    UNIT,
    OpenApiParameter("count", {"type": "integer", "minimum": 1}, description="Length in units."),
    OpenApiParameter("roll", str, enum=["0", "1"], description="1: off a rest day at the end."),
    OpenApiParameter("rule", str, description="Code of a time limit, instead of unit and count."),
]


def number(request: Request, name: str) -> int | None:
    """A whole number of up to 18 digits, None when not given; raises Invalid (400)."""
    text = request.GET.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        sentence = _("Give a whole number.")
        raise Invalid("invalid_number", sentence, field=name, status=400)
    return int(text)


def choice(request: Request, name: str, allowed: list[str], default: str) -> str:
    """One of `allowed`; raises Invalid (400)."""
    value = request.GET.get(name, default)
    if value not in allowed:
        sentence = _("Give one of: %(names)s.") % {"names": ", ".join(allowed)}
        raise Invalid("invalid_choice", sentence, field=name, status=400)
    return value
