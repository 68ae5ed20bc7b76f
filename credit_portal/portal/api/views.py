"""The public read API: everything that is public, through the one selector, without an account."""

from typing import Any

import orjson
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.permissions import AllowAny
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from credit_portal.common import keyset
from credit_portal.common.api import ConditionalView, etag_for
from credit_portal.common.bodies import OrjsonRenderer, json_answer
from credit_portal.common.lists import CursorPage, StrictFilterBackend, asked
from credit_portal.common.problems import PROBLEM
from credit_portal.directory import selectors as directory
from credit_portal.ledger import selectors as ledger
from credit_portal.portal.api import answers, filters, parameters, serializers
from credit_portal.publishing import listing
from credit_portal.publishing import selectors as publishing
from credit_portal.workdays import answers as workdays

#: Raised when an answer changes its shape, so that no cache keeps the old one.
SHAPE = 2
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "ETag, Retry-After, Content-Disposition, RateLimit, RateLimit-Policy"
    ),
}
GONE = OpenApiResponse(serializers.Removed, description="No longer public")


class PublicView(ConditionalView):
    """Open to everyone, also to scripts of other sites."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    filter_backends: Any = [StrictFilterBackend]
    pagination_class: Any = None

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """CORS: nothing here depends on who asks."""
        found = super().finalize_response(request, response, *args, **kwargs)
        for name, value in OPEN_TO_ALL.items():
            found[name] = value
        if request.method == "OPTIONS":
            found["Access-Control-Allow-Methods"] = "GET, HEAD, OPTIONS"
            found["Access-Control-Allow-Headers"] = "Accept, Accept-Language, If-None-Match"
            found["Access-Control-Max-Age"] = "86400"
        return found


class DisplayedView(PublicView):
    """What changes with a publication or at midnight, and with nothing else."""

    def validator(self, request: Request) -> str | None:
        """One query."""
        return tag_of(request, publishing.validator())


def tag_of(request: HttpRequest | Request, validator: str) -> str:
    """ETag of an address while `validator` stands."""
    return etag_for(SHAPE, validator, request.get_full_path())


class ListView(PublicView):
    """A filtered list in keyset pages."""

    pagination_class = CursorPage
    order: tuple[str, ...] = ()
    descending = False

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """One page."""
        rows = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        data = self.get_serializer(rows, many=True).data
        return json_answer(self.paginator.body(data))  # type: ignore[union-attr]


class RecordList(DisplayedView, ListView):
    """Public records, newest first: rows as stored, with the validator, in one query."""

    order = ("published_at", "ref")
    descending = True
    filterset_class = filters.RecordFilter
    serializer_class = serializers.RecordRow

    def get_queryset(self) -> QuerySet[Any]:
        """The one selector."""
        return publishing.published()

    @extend_schema(operation_id="records_list", responses=serializers.RecordRow(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """List public records, the newest first."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """One page of stored JSON, unparsed."""
        conditions, paginator = asked(request, self.filterset_class), CursorPage()

        def fetch(position: list[str] | None, falling: bool, most: int) -> list[listing.Stored]:
            return listing.stored_rows(conditions, position, falling=falling, most=most)

        rows = paginator.fetch_rows(fetch, request, self)
        response = json_answer(paginator.body([orjson.Fragment(row.json) for row in rows]))
        if rows:
            response["ETag"] = tag_of(request, publishing.validator(rows[0].stamp))
        return response


class RecordDetail(DisplayedView):
    """One public record: its document, its versions, where its proof is."""

    serializer_class = serializers.Record

    @extend_schema(
        operation_id="records_read",
        parameters=[parameters.REF],
        responses={200: serializers.Record, (410, PROBLEM): GONE},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read one public record; 410 with reason, date and basis once it was removed."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Document and versions, or the removal."""
        found = answers.find_record(kwargs["ref"])
        return json_answer(answers.record(request, found))


class ProofRenderer(BaseRenderer):
    """Lets clients ask for the proof file by `Accept: text/plain`."""

    media_type = "text/plain"
    format = "tlog-proof"


class RecordProof(PublicView):
    """Proof that a record stands in the ledger unaltered."""

    serializer_class = serializers.Proof
    known = frozenset({"format", "version"})
    renderer_classes = [OrjsonRenderer, ProofRenderer]

    @extend_schema(
        operation_id="records_proof",
        parameters=[parameters.REF, parameters.FORMAT, parameters.VERSION],
        responses={
            (200, "application/json"): serializers.Proof,
            (200, "text/plain"): OpenApiTypes.STR,
            (410, PROBLEM): GONE,
        },
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Leaf index, salt, document, path and signed checkpoint; or the C2SP tlog-proof file.

        Of the version on display, or of an earlier one whose text is still open.
        """
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """By `format`, else by `Accept`."""
        accepted = str(request.accepted_renderer.format)
        wanted = parameters.choice(request, "format", ["json", "tlog-proof"], accepted)
        version = parameters.number(request, "version")
        proof = publishing.proof_of(answers.find_record(kwargs["ref"]).ref, version)
        if wanted == "json":
            return json_answer(proof.as_json())
        text = ledger.tlog_proof(proof.index, proof.salt)
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        name = f"{proof.ref}-v{proof.version}.tlog-proof"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class OrganisationList(ListView):
    """Public bodies in tree order."""

    order = ("path",)
    filterset_class = filters.OrganisationFilter
    serializer_class = serializers.OrganisationRow

    def get_queryset(self) -> QuerySet[Any]:
        """All of them."""
        return directory.organisations(using=answers.PUBLIC)

    @extend_schema(
        operation_id="organisations_list", responses=serializers.OrganisationRow(many=True)
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """List public bodies."""
        return super().get(request, *args, **kwargs)


class OrganisationDetail(PublicView):
    """One public body with its former names and outcome counts."""

    serializer_class = serializers.Organisation

    @extend_schema(operation_id="organisations_read", parameters=[parameters.SLUG])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Read one public body by its address or its unified social credit code."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """The body."""
        return json_answer(answers.organisation(kwargs["slug"]))


class DivisionList(ListView):
    """Administrative divisions in code order."""

    order = ("code",)
    filterset_class = filters.DivisionFilter
    serializer_class = serializers.Division

    def get_queryset(self) -> QuerySet[Any]:
        """All of them."""
        return directory.divisions(using=answers.PUBLIC)

    @extend_schema(operation_id="divisions_list", responses=serializers.Division(many=True))
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """List divisions."""
        return super().get(request, *args, **kwargs)


class ChangeList(DisplayedView):
    """What changed on display, in ledger order."""

    serializer_class = serializers.Changes
    known = frozenset({"since", "limit"})

    @extend_schema(operation_id="changes_list", parameters=[parameters.SINCE, parameters.LIMIT])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Publications and removals after leaf `since`; ask again with the `next_since` given."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Changes after a leaf index."""
        limit = keyset.limit_of(request.GET.get("limit"), 100)
        return json_answer(answers.changes(parameters.number(request, "since"), limit))


class Deadlines(PublicView):
    """The calculator: a legal period, counted day by day."""

    serializer_class = serializers.Deadline
    known = workdays.PARAMETERS

    @extend_schema(operation_id="deadlines_compute", parameters=parameters.DEADLINE)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Compute a due date with its explanation."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Due day, whether provisional, and why."""
        return json_answer(workdays.deadline_answer(request.GET.dict(), using=answers.PUBLIC))
