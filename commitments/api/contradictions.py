"""Read API of contradictions for the credit office: numbers, days and states, never the words."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from commitments import selectors_contradictions as reads
from commitments.api.filters import ContradictionFilter
from commitments.models import Contradiction
from credit_portal.workflow.case_api import ListView


class ContradictionOut(serializers.ModelSerializer[Contradiction]):
    """A contradiction without its words."""

    commitment = serializers.UUIDField(source="commitment_id")
    period = serializers.UUIDField(source="period_id", allow_null=True)
    verification = serializers.UUIDField(source="verification_id", allow_null=True)

    class Meta:
        model = Contradiction
        fields = (
            "id",
            "commitment",
            "period",
            "state",
            "filed_on",
            "to_named",
            "decided_on",
            "verification",
            "version",
        )
        read_only_fields = fields


class ContradictionList(ListView):
    """Contradictions that I may see."""

    order = ("filed_on", "id")
    filterset_class = ContradictionFilter
    serializer_class = ContradictionOut

    def get_queryset(self) -> QuerySet[Contradiction]:
        """In my scope."""
        return reads.visible_to(self.request.user)

    @extend_schema(operation_id="contradictions_list", responses=ContradictionOut(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """List contradictions, the newest day first."""
        return super().get(request, *args, **kwargs)
