"""Staff API of commitments: the same services and policies as the pages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request

from commitments import (
    clock_acts,
    clock_previews,
    disclosures,
    policies,
    policies_clocks,
    selectors,
    services,
)
from commitments.api import acts, filters, serializers
from commitments.api.acts import COMMITMENT, VERIFICATION
from commitments.models import Commitment, Verification
from credit_portal.accounts.who import user_of
from credit_portal.common.api import expected_version
from credit_portal.common.bodies import json_answer
from credit_portal.common.errors import Conflict
from credit_portal.common.lists import refuse_unknown
from credit_portal.publishing.documents import document_sha
from credit_portal.workflow.case_api import KEY, MATCH, CaseView, ListView


class CommitmentList(ListView):
    """Commitments that I may see."""

    order = ("created_at", "id")
    filterset_class = filters.CommitmentFilter
    serializer_class = serializers.CommitmentRow

    def get_queryset(self) -> QuerySet[Commitment]:
        """In my scope."""
        return selectors.visible_to(self.request.user)

    @extend_schema(operation_id="commitments_list", responses=serializers.CommitmentRow(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """List commitments, the newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="commitments_create",
        request=serializers.DraftIn,
        parameters=[KEY],
        filters=False,
        responses={201: serializers.CommitmentOut},
    )
    def post(self, request: Request) -> HttpResponse:
        """Begin a draft."""
        refuse_unknown(request, ())
        parts = acts.checked(serializers.DraftIn, request).parts()
        parts["milestones"] = parts["milestones"] or ()
        created = status.HTTP_201_CREATED
        return acts.perform(request, COMMITMENT, services.create_draft, status=created, **parts)


class CommitmentDetail(CaseView):
    """One commitment."""

    subject = COMMITMENT
    serializer_class = serializers.CommitmentOut

    @extend_schema(operation_id="commitments_read")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read it, with its version in the ETag."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="commitments_edit", request=serializers.DraftIn, parameters=[MATCH, KEY]
    )
    def patch(self, request: Request, pk: UUID) -> HttpResponse:
        """Edit a draft or a returned filing; If-Match names the version edited."""
        refuse_unknown(request, ())
        selectors.visible(user_of(request), pk)
        parts = acts.checked(serializers.DraftIn, request, partial=True).parts()
        return acts.perform(
            request,
            COMMITMENT,
            services.edit_draft,
            commitment_id=pk,
            expected_version=expected_version(request),
            **parts,
        )


class CommitmentPreview(CaseView):
    """What approval would publish."""

    serializer_class = serializers.Preview

    @extend_schema(operation_id="commitments_preview")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Document and digest for the approver."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """To whoever may approve it, while it waits."""
        row = selectors.case(user_of(request), kwargs["pk"])
        if asked := clock_acts.waiting(row):
            asked.commitment = row
            policies_clocks.require_decide(user_of(request), asked)
            moved = clock_previews.preview(asked, user_of(request))
            return json_answer({"doc_sha": document_sha(moved), "document": moved})
        policies.require_approve(user_of(request), row)
        if row.state != "submitted":
            raise Conflict("wrong_state", _("It does not wait for approval."))
        document = disclosures.registration_preview(row, user_of(request))
        return json_answer({"doc_sha": document_sha(document), "document": document})


class VerificationList(ListView):
    """Verifications that I may see."""

    order = ("opened_on", "id")
    filterset_class = filters.VerificationFilter
    serializer_class = serializers.VerificationOut

    def get_queryset(self) -> QuerySet[Verification]:
        """In my scope."""
        return selectors.verifications_visible_to(self.request.user)

    @extend_schema(
        operation_id="verifications_list", responses=serializers.VerificationOut(many=True)
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """List verifications, the newest first."""
        return super().get(request, *args, **kwargs)


class VerificationDetail(CaseView):
    """One verification."""

    subject = VERIFICATION
    serializer_class = serializers.VerificationOut

    @extend_schema(operation_id="verifications_read")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read it, with its version in the ETag."""
        return super().get(request, *args, **kwargs)


class VerificationPreview(CaseView):
    """What confirmation would publish."""

    serializer_class = serializers.Preview

    @extend_schema(operation_id="verifications_preview")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Document and digest for whoever confirms."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """To whoever may confirm it, while it is proposed."""
        row = selectors.verification(user_of(request), kwargs["pk"])
        policies.require_confirm(user_of(request), row)
        if row.state != "proposed":
            raise Conflict("wrong_state", _("No outcome is proposed."))
        document = disclosures.outcome_preview(row, user_of(request))
        return json_answer({"doc_sha": document_sha(document), "document": document})
