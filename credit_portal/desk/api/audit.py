"""`/api/v1/audit-events/`: the trail for auditors' own programs, to read and nothing else."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from credit_portal.accounts.who import user_of
from credit_portal.audit.models import AuditEvent
from credit_portal.common import acts
from credit_portal.common.api import StaffView
from credit_portal.common.bodies import json_answer
from credit_portal.common.lists import asked
from credit_portal.desk import audit_trail
from credit_portal.desk.api.filters import AuditFilter
from credit_portal.desk.audit_trail import Criteria


class AuditRow(serializers.Serializer[AuditEvent]):
    """One event, with its sentence in both languages; the words of a reason stay in the portal."""

    id = serializers.UUIDField()
    act_id = serializers.UUIDField()
    at = serializers.DateTimeField()
    verb = serializers.CharField()
    sentence_zh = serializers.CharField()
    sentence_en = serializers.CharField()
    actor_id = serializers.CharField(allow_blank=True)
    actor_title = serializers.CharField(allow_blank=True)
    target_type = serializers.CharField()
    target_id = serializers.CharField()
    organisation_id = serializers.UUIDField(allow_null=True)
    old = serializers.DictField(allow_null=True)
    new = serializers.DictField(allow_null=True)
    data = serializers.DictField()  # type: ignore[assignment]
    has_reason = serializers.BooleanField()


class AuditEventList(StaffView):
    """The trail, for auditors."""

    order = audit_trail.ORDER
    descending = True
    filterset_class = AuditFilter
    serializer_class = AuditRow

    def get_queryset(self) -> QuerySet[AuditEvent]:
        """All of it, to auditors; nobody else gets here."""
        return audit_trail.events(Criteria())

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """One page; each is noted in the trail, however its cursor came about."""
        user = user_of(request)
        audit_trail.require_reader(user)
        found = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        acts.run(
            audit_trail.note_reading,
            actor=user,
            wanted=_criteria(request),
            door="api",
            further=bool(request.GET.get("cursor")),
        )
        rows = [audit_trail.public_row(event) for event in found or []]
        return json_answer(self.paginator.body(rows))  # type: ignore[union-attr]

    @extend_schema(operation_id="audit_events_list", responses=AuditRow(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """List events of the audit trail, the newest first."""
        return super().get(request, *args, **kwargs)


def _criteria(request: Request) -> Criteria:
    given = asked(request, AuditFilter)
    body = given.pop("organisation", "")
    texts = {name: str(value) for name, value in given.items() if name not in ("since", "until")}
    return Criteria(
        since=given.get("since"), until=given.get("until"), body=str(body or ""), **texts
    )
