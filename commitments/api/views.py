"""Staff API of commitments: the same services and policies as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, PolymorphicProxySerializer, extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from commitments import disclosures, policies, selectors, services
from commitments.api import filters, serializers
from commitments.models import Commitment, Verification
from credit_portal.common import acts, keyset
from credit_portal.common.api import expected_version, idempotency_key
from credit_portal.common.lists import refuse_unknown
from credit_portal.common.errors import Conflict, NotFound
from credit_portal.publishing.documents import document_sha

Step = tuple[Callable[..., Any], type[Serializer[Any]]]
FILING: dict[str, Step] = {
    "submit": (services.submit, serializers.Empty),
    "take_back": (services.take_back, serializers.Empty),
    "discard": (services.discard_draft, serializers.Empty),
    "copy": (services.copy_as_draft, serializers.Empty),
    "approve": (services.approve, serializers.Approve),
    "return": (services.return_for_changes, serializers.Return),
    "report": (services.file_report, serializers.Report),
    "open_verification": (services.open_verification, serializers.Open),
}
VERIFYING: dict[str, Step] = {
    "propose": (services.propose_outcome, serializers.Propose),
    "confirm": (services.confirm_outcome, serializers.Approve),
    "return": (services.return_outcome, serializers.Reason),
    "dismiss": (services.dismiss_verification, serializers.Reason),
}
KEY = OpenApiParameter("Idempotency-Key", str, OpenApiParameter.HEADER)
MATCH = OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True)
NAME = OpenApiParameter("name", str, OpenApiParameter.PATH)
PAGE = [
    OpenApiParameter("cursor", str),
    OpenApiParameter("limit", int, description="1 to 100; 20 when not given"),
]


def _page(request: Request, rows: QuerySet[Any], order: list[str], shape: Any) -> Response:
    """One keyset page of rows."""
    found = keyset.page(
        rows, order, cursor=request.GET.get("cursor", ""),
        limit=keyset.limit_of(request.GET.get("limit")),
    )
    return Response(
        {"next": found.next, "previous": found.previous,
         "results": shape(found.rows, many=True).data}
    )


def _checked(shape: type[Serializer[Any]], request: Request) -> Serializer[Any]:
    given = shape(data=request.data)
    given.is_valid(raise_exception=True)
    return given


def _step(table: dict[str, Step], name: str) -> Step:
    if name not in table:
        raise NotFound("unknown_transition", _("There is no such transition."))
    return table[name]


class CommitmentList(GenericAPIView[Commitment]):
    """Commitments that I may see; drafts of mine."""

    filterset_class = filters.CommitmentFilter
    serializer_class = serializers.CommitmentOut

    def get_queryset(self) -> QuerySet[Commitment]:
        """In my scope."""
        return selectors.visible_to(self.request.user).prefetch_related("milestones")

    @extend_schema(operation_id="commitments_list", parameters=PAGE)
    def get(self, request: Request) -> Response:
        """List commitments, the newest first."""
        rows = self.filter_queryset(self.get_queryset())
        return _page(request, rows, ["created_at", "id"], serializers.CommitmentOut)

    @extend_schema(
        operation_id="commitments_create", request=serializers.DraftIn, parameters=[KEY],
        filters=False, responses={201: serializers.CommitmentOut},
    )
    def post(self, request: Request) -> Response:
        """Begin a draft."""
        refuse_unknown(request, set())
        parts = _checked(serializers.DraftIn, request).parts()  # type: ignore[attr-defined]
        done = acts.run(
            services.create_draft, actor=request.user, idempotency_key=idempotency_key(request),
            **{**parts, "milestones": parts["milestones"] or ()},
        )
        row = selectors.case(request.user, done.answer["id"])
        body = serializers.CommitmentOut(row).data
        return Response(body, status=status.HTTP_201_CREATED, headers=_tag(row))


def _tag(row: Commitment | Verification) -> dict[str, str]:
    return {"ETag": f'"v{row.version}"'}


class CommitmentDetail(GenericAPIView[Commitment]):
    """One commitment."""

    filter_backends = ()
    serializer_class = serializers.CommitmentOut

    @extend_schema(operation_id="commitments_read")
    def get(self, request: Request, pk: UUID) -> Response:
        """Read it, with its version as ETag."""
        refuse_unknown(request, set())
        row = selectors.case(request.user, pk)
        if request.headers.get("If-None-Match") == f'"v{row.version}"':
            return Response(status=status.HTTP_304_NOT_MODIFIED, headers=_tag(row))
        return Response(serializers.CommitmentOut(row).data, headers=_tag(row))

    @extend_schema(
        operation_id="commitments_edit", request=serializers.DraftIn, parameters=[MATCH, KEY]
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Edit a draft or a returned filing; If-Match names the version edited."""
        refuse_unknown(request, set())
        selectors.case(request.user, pk)
        given = serializers.DraftIn(data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        acts.run(
            services.edit_draft, actor=request.user, idempotency_key=idempotency_key(request),
            commitment_id=pk, expected_version=expected_version(request), **given.parts(),
        )
        row = selectors.case(request.user, pk)
        return Response(serializers.CommitmentOut(row).data, headers=_tag(row))


class CommitmentPreview(GenericAPIView[Commitment]):
    """What approval would publish."""

    filter_backends = ()
    serializer_class = serializers.Preview

    @extend_schema(operation_id="commitments_preview")
    def get(self, request: Request, pk: UUID) -> Response:
        """Document and digest for the approver."""
        refuse_unknown(request, set())
        row = selectors.case(request.user, pk)
        policies.require_approve(request.user, row)
        if row.state != "submitted":
            raise Conflict("wrong_state", _("It does not wait for approval."))
        document = disclosures.registration_preview(row, request.user)
        return Response({"doc_sha": document_sha(document), "document": document})


BODIES = PolymorphicProxySerializer(
    component_name="Transition",
    serializers=[
        serializers.Approve, serializers.Return, serializers.Reason, serializers.Report,
        serializers.Open, serializers.Propose, serializers.Empty,
    ],
    resource_type_field_name=None,
)


class CommitmentTransition(GenericAPIView[Commitment]):
    """One act on a commitment."""

    filter_backends = ()
    serializer_class = serializers.CommitmentOut

    @extend_schema(
        operation_id="commitments_transition", request=BODIES, parameters=[NAME, KEY],
        responses={200: serializers.CommitmentOut},
    )
    def post(self, request: Request, pk: UUID, name: str) -> Response:
        """submit, take_back, discard, copy, approve, return, report or open_verification."""
        refuse_unknown(request, set())
        selectors.case(request.user, pk)
        service, shape = _step(FILING, name)
        given = dict(_checked(shape, request).validated_data)
        if "marks" in given:
            given["marks"] = [(mark["field"], mark["note"]) for mark in given["marks"]]
        done = acts.run(
            service, actor=request.user, idempotency_key=idempotency_key(request),
            commitment_id=pk, **given,
        )
        row = selectors.case(request.user, done.answer["id"] if name == "copy" else pk)
        return Response(serializers.CommitmentOut(row).data, headers=_tag(row))


class VerificationList(GenericAPIView[Verification]):
    """Verifications that I may see."""

    filterset_class = filters.VerificationFilter
    serializer_class = serializers.VerificationOut

    def get_queryset(self) -> QuerySet[Verification]:
        """In my scope."""
        return selectors.verifications_visible_to(self.request.user)

    @extend_schema(operation_id="verifications_list", parameters=PAGE)
    def get(self, request: Request) -> Response:
        """List verifications, the newest first."""
        rows = self.filter_queryset(self.get_queryset())
        return _page(request, rows, ["opened_on", "id"], serializers.VerificationOut)


class VerificationDetail(GenericAPIView[Verification]):
    """One verification."""

    filter_backends = ()
    serializer_class = serializers.VerificationOut

    @extend_schema(operation_id="verifications_read")
    def get(self, request: Request, pk: UUID) -> Response:
        """Read it."""
        refuse_unknown(request, set())
        row = selectors.verification(request.user, pk)
        return Response(serializers.VerificationOut(row).data, headers=_tag(row))


class VerificationPreview(GenericAPIView[Verification]):
    """What confirmation would publish."""

    filter_backends = ()
    serializer_class = serializers.Preview

    @extend_schema(operation_id="verifications_preview")
    def get(self, request: Request, pk: UUID) -> Response:
        """Document and digest for whoever confirms."""
        refuse_unknown(request, set())
        row = selectors.verification(request.user, pk)
        policies.require_confirm(request.user, row)
        if row.state != "proposed":
            raise Conflict("wrong_state", _("No outcome is proposed."))
        document = disclosures.outcome_preview(row, request.user)
        return Response({"doc_sha": document_sha(document), "document": document})


class VerificationTransition(GenericAPIView[Verification]):
    """One act on a verification."""

    filter_backends = ()
    serializer_class = serializers.VerificationOut

    @extend_schema(
        operation_id="verifications_transition", request=BODIES, parameters=[NAME, KEY],
        responses={200: serializers.VerificationOut},
    )
    def post(self, request: Request, pk: UUID, name: str) -> Response:
        """propose, confirm, return or dismiss."""
        refuse_unknown(request, set())
        selectors.verification(request.user, pk)
        service, shape = _step(VERIFYING, name)
        acts.run(
            service, actor=request.user, idempotency_key=idempotency_key(request),
            verification_id=pk, **_checked(shape, request).validated_data,
        )
        row = selectors.verification(request.user, pk)
        return Response(serializers.VerificationOut(row).data, headers=_tag(row))
