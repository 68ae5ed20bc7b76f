"""Staff API of queries about honours: the query is put on file, then answered."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as rest
from rest_framework.request import Request

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import Exact, StaffView, idempotency_key
from credit_portal.common.bodies import json_answer
from credit_portal.common.lists import refuse_unknown
from credit_portal.workflow.case_api import KEY
from integrity_files import policies_disqualifications as policies
from integrity_files.codes_letters import QueryPurpose
from integrity_files.models import DisqualificationQuery
from integrity_files.services import disqualifications as services


class QueryIn(Exact):
    """For what, under which document, about which bodies (names or codes), for which day."""

    purpose = rest.ChoiceField(choices=QueryPurpose.choices)
    honour = rest.CharField(max_length=200)
    document_number = rest.CharField(max_length=100)
    bodies = rest.ListField(
        child=rest.CharField(max_length=200), min_length=1, max_length=services.MOST_BODIES
    )
    day = rest.DateField(required=False)


class BasisOut(rest.Serializer[Any]):
    """The record, when it is public, and the legal basis."""

    ref = rest.CharField(allow_blank=True)
    basis_zh = rest.CharField()


class LineOut(rest.Serializer[Any]):
    """One body."""

    code = rest.CharField(allow_blank=True)
    name = rest.CharField()
    barred = rest.BooleanField()
    since = rest.DateField(allow_null=True)
    until = rest.DateField(allow_null=True)
    bases = BasisOut(many=True)


class QueryOut(rest.Serializer[Any]):
    """A query with its answer as it was given."""

    id = rest.UUIDField()
    number = rest.CharField()
    day = rest.DateField()
    purpose = rest.ChoiceField(choices=QueryPurpose.choices)
    honour = rest.CharField()
    document_number = rest.CharField()
    asked_at = rest.DateTimeField()
    answered_at = rest.DateTimeField()
    sha256 = rest.CharField()
    lines: Any = LineOut(many=True)


def _shown(row: DisqualificationQuery) -> dict[str, Any]:
    found = row.answer
    lines = [{name: one[name] for name in ("code", "name", "barred", "since", "until", "bases")}
             for one in found.lines]  # fmt: skip
    return {
        "id": str(row.pk), "number": found.number, "day": row.day.isoformat(),
        "purpose": row.purpose, "honour": row.honour_zh, "document_number": row.document_number,
        "asked_at": row.asked_at.isoformat(), "answered_at": found.answered_at.isoformat(),
        "sha256": found.sha256, "lines": lines,
    }  # fmt: skip


class DisqualificationQueries(StaffView):
    """Asking."""

    http_method_names = ["post", "options"]
    serializer_class = QueryOut

    @extend_schema(
        operation_id="disqualification_queries_create", request=QueryIn, parameters=[KEY],
        filters=False, responses={201: QueryOut},
    )  # fmt: skip
    def post(self, request: Request) -> HttpResponse:
        """Put a query on file and answer it: which bodies are barred from honours on the day."""
        refuse_unknown(request, ())
        user = user_of(request)
        policies.require(user)
        given = QueryIn(data=request.data)
        given.is_valid(raise_exception=True)
        asked = dict(given.validated_data)
        done = acts.run(
            services.ask, actor=user, idempotency_key=idempotency_key(request),
            answer=lambda row: {"id": str(row.pk)}, aim=asked.pop("purpose"), **asked,
        )  # fmt: skip
        answered = acts.run(services.answer, actor=user, query_id=UUID(done.answer["id"]))
        return json_answer(_shown(answered.value), HTTPStatus.CREATED)


class DisqualificationQueryDetail(StaffView):
    """One query with its answer."""

    serializer_class = QueryOut

    @extend_schema(operation_id="disqualification_queries_read")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read the answer as it was given."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The answer; one whose answer was cut off is answered now."""
        user = user_of(request)
        acts.run(services.look, actor=user, query_id=kwargs["pk"])
        answered = acts.run(services.answer, actor=user, query_id=kwargs["pk"])
        return json_answer(_shown(answered.value))
