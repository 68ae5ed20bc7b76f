"""Doors for monitors: everything that is open, in bulk, so that strangers can hold it against the
ledger (`python -m credit_portal.ledger.verify`). No answer comes from a cache by generation."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from credit_portal.common import keyset
from credit_portal.common.bodies import OrjsonRenderer, json_answer
from credit_portal.common.errors import Invalid
from credit_portal.portal.api import parameters
from credit_portal.portal.api.views import PublicView
from credit_portal.publishing import openings

MOST = 500
USUAL = 100
MOST_BLOCK = 10**9
BYTES = "application/octet-stream"
AFTER = OpenApiParameter(
    "after",
    {"type": "integer", "minimum": 0, "maximum": 10**18 - 1},
    description="Ledger index already seen; none at first.",
)
LIMIT = OpenApiParameter(
    "limit", {"type": "integer", "minimum": 1, "maximum": MOST}, description="Rows at once; 100."
)
BLOCK_OF = OpenApiParameter(
    "block",
    {"type": "integer", "minimum": 0, "maximum": MOST_BLOCK},
    required=True,
    description="Number of the block of 65,536 leaves.",
)
TABLE = OpenApiParameter("table", str, enum=["basis"], description="Which table; basis.")


class Opening(serializers.Serializer[Any]):
    """A version whose commitment can be opened."""

    ref = serializers.CharField()
    rec = serializers.CharField(help_text="The record's life in the ledger.")
    seq = serializers.IntegerField()
    index = serializers.IntegerField(help_text="Leaf index, from 0.")
    salt = serializers.CharField(allow_null=True, help_text="32 bytes, base64.")
    document = serializers.JSONField()
    displayed = serializers.JSONField(
        allow_null=True, help_text="Columns and list row of the version on display."
    )
    opening_document = serializers.JSONField(
        required=False, help_text="Only if it differs from the text on display."
    )


class Openings(serializers.Serializer[Any]):
    """Openings in order of leaves."""

    next_after = serializers.IntegerField(allow_null=True)
    results = Opening(many=True)


class Ground(serializers.Serializer[Any]):
    """A legal ground."""

    code = serializers.CharField()
    name_zh = serializers.CharField()
    name_en = serializers.CharField()
    source_zh = serializers.CharField()
    source_en = serializers.CharField()


class Codes(serializers.Serializer[Any]):
    """A table whose digest stands in the ledger."""

    basis = Ground(many=True)


class BytesRenderer(BaseRenderer):
    """Lets clients ask for bytes by `Accept`."""

    media_type = BYTES
    format = "bytes"


class OpeningList(PublicView):
    """Openings of all records on display."""

    serializer_class = Openings
    known = frozenset({"after", "limit"})

    @extend_schema(operation_id="openings_list", parameters=[AFTER, LIMIT])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Document and salt of every open version, in order of leaves, for monitors."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """A page."""
        after = parameters.number(request, "after")
        limit = keyset.limit_of(request.GET.get("limit"), USUAL, MOST)
        return json_answer(openings.page(-1 if after is None else after, limit))


class DisplayedBits(PublicView):
    """What is on display, as bits."""

    known = frozenset({"block"})
    renderer_classes = [BytesRenderer, OrjsonRenderer]

    @extend_schema(
        operation_id="openings_displayed",
        parameters=[BLOCK_OF],
        responses={(200, BYTES): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """A bit for each leaf: set when it is the version on display of a record."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """One block."""
        return HttpResponse(openings.displayed(block_of(request)), content_type=BYTES)


class CodesTable(PublicView):
    """The table of legal grounds."""

    serializer_class = Codes
    known = frozenset({"table"})

    @extend_schema(operation_id="openings_codes", parameters=[TABLE])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Rows of a table of codes; the ledger holds the SHA-256 of their canonical form."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The table."""
        parameters.choice(request, "table", ["basis"], "basis")
        return json_answer(openings.bases())


def block_of(request: Request) -> int:
    """Number of the block asked for; raises Invalid (400)."""
    found = parameters.number(request, "block")
    if found is None or found > MOST_BLOCK:
        sentence = _("Give a whole number.")
        raise Invalid("invalid_number", sentence, field="block", status=400)
    return found
