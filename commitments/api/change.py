"""Staff API of lawful change: cases, the pair of documents that approval would publish, acts."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers as rest
from rest_framework.request import Request

from commitments import change_preview, codes_change, listing_change, services
from commitments import policies_change as who
from commitments import selectors_change as reading
from commitments.api import serializers
from commitments.api.filters import ChangeFilter
from commitments.models import ChangeStep, LawfulChange
from commitments.services.change import FIELDS, locked_change
from credit_portal.accounts.who import user_of
from credit_portal.common.api import Exact
from credit_portal.common.bodies import json_answer
from credit_portal.common.errors import Conflict
from credit_portal.publishing.documents import document_sha
from credit_portal.workflow.case_api import CaseView, Empty, ListView, Step, Subject


class BeginChange(Exact):
    """Whether another text is to take its place, or it is to be withdrawn."""

    kind = rest.ChoiceField(choices=codes_change.ChangeKind.choices)


class StepOut(rest.ModelSerializer[ChangeStep]):
    """A step of the procedure."""

    class Meta:
        model = ChangeStep
        fields = ("step", "done_on")
        read_only_fields = fields


class LawfulChangeOut(rest.ModelSerializer[LawfulChange]):
    """A case as staff see it; its files and its new text are edited on the pages."""

    commitment = rest.UUIDField(source="commitment_id")
    successor = rest.UUIDField(source="successor_id", allow_null=True)
    steps: Any = StepOut(many=True, read_only=True)

    class Meta:
        model = LawfulChange
        fields = (
            "id", "commitment", "successor", "kind", "state", "version", *sorted(FIELDS), "steps",
            "submitted_at", "decided_on", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields


CHANGE = Subject("change_id", reading.case, locked_change, LawfulChangeOut)
BEGIN = Step(services.begin_change, BeginChange, "Begin a lawful change or withdrawal")
STEPS = {
    "submit": Step(services.submit_change, Empty, "Lay it before the superior body", True),
    "take_back": Step(services.take_back_change, Empty, "Take it back"),
    "discard": Step(services.discard_change, Empty, "Give it up"),
    "approve": Step(services.approve_change, serializers.Approve, "Approve what was previewed"),
    "return": Step(services.return_change, serializers.Reason, "Return it with a reason", True),
    "refuse": Step(services.refuse_change, serializers.Reason, "Refuse it with a reason", True),
}


class LawfulChangeList(ListView):
    """Cases of the promises that I may see."""

    order = ("created_at", "id")
    filterset_class = ChangeFilter
    serializer_class = LawfulChangeOut

    def get_queryset(self) -> QuerySet[LawfulChange]:
        """In my scope."""
        return reading.visible_to(self.request.user).prefetch_related("steps")

    @extend_schema(operation_id="lawful_changes_list", responses=LawfulChangeOut(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """List cases, the newest first."""
        return super().get(request, *args, **kwargs)


class LawfulChangeDetail(CaseView):
    """One case."""

    subject: ClassVar[Subject] = CHANGE
    serializer_class = LawfulChangeOut

    @extend_schema(operation_id="lawful_changes_read")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read it, with its version in the ETag."""
        return super().get(request, *args, **kwargs)


class ChangePreview(serializers.Preview):
    """The pair, its digest, and words that resemble an excuse the law forbids."""

    flags = rest.ListField(child=rest.DictField(child=rest.CharField()))


class LawfulChangePreview(CaseView):
    """What approval would publish: both documents."""

    serializer_class = ChangePreview

    @extend_schema(operation_id="lawful_changes_preview")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The pair and its digest for whoever decides."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """To whoever may decide, while it is submitted."""
        case = reading.case(user_of(request), kwargs["pk"])
        who.require_decide(user_of(request), case)
        if case.state != codes_change.ChangeState.SUBMITTED:
            raise Conflict("wrong_state", _("It does not wait for approval."))
        document = change_preview.preview(case, user_of(request))
        flags = [
            {"code": one.code, "name_zh": one.name_zh, "name_en": one.name_en, "words": words}
            for one, words in listing_change.flags(case)
        ]
        return json_answer(
            {"doc_sha": document_sha(document), "document": document, "flags": flags}
        )
