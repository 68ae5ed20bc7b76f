"""The public read API: everything that is public, through the one selector, without an account."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from credit_portal.common import clock, keyset
from credit_portal.common.api import ETagMixin, StrictFilterBackend, etag_for, refuse_unknown
from credit_portal.common.errors import NotFound
from credit_portal.directory import selectors as directory
from credit_portal.ledger import selectors as ledger
from credit_portal.portal.api import filters, parameters, serializers
from credit_portal.publishing import selectors as publishing
from credit_portal.workdays import selectors as workdays

PUBLIC = "public_read"
UNITS = ["working_day", "calendar_day", "month", "year"]
#: Longest period by unit that the calculator counts (arithmetic.py holds the same bounds).
LONGEST = 3660


class PublicView(ETagMixin, GenericAPIView):  # type: ignore[type-arg]
    """Open to everyone; conditional reads by the generation of what is displayed."""

    authentication_classes: list[Any] = []
    permission_classes = [AllowAny]
    filter_backends = [StrictFilterBackend]
    pagination_class = None
    known: frozenset[str] = frozenset()

    def etag(self, request: Request, *args: Any, **kwargs: Any) -> str | None:
        """Changes with every publication and with the day (display periods end by date)."""
        return etag_for(publishing.validator(), clock.today(), request.get_full_path())

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Refuse unknown parameters on endpoints without filters."""
        super().initial(request, *args, **kwargs)
        if self.known is not None and not hasattr(self, "filterset_class"):
            refuse_unknown(request, set(self.known))


class KeysetView(PublicView):
    """A filtered list in keyset pages of plain rows."""

    order: list[str] = []
    descending = False

    def present(self, rows: list[Any]) -> list[Any]:
        """JSON of the rows."""
        return list(self.get_serializer(rows, many=True).data)

    def answer(self, request: Request) -> Response:
        """One page with absolute neighbours."""
        rows = self.filter_queryset(self.get_queryset())
        page = keyset.page(
            rows,
            self.order,
            cursor=request.GET.get("cursor", ""),
            limit=keyset.limit_of(request.GET.get("limit")),
            descending=self.descending,
        )
        return Response(
            {
                "next": _address(request, page.next),
                "previous": _address(request, page.previous),
                "results": self.present(page.rows),
            }
        )


def _address(request: Request, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return str(request.build_absolute_uri(f"{request.path}?{query.urlencode()}"))


class RecordList(KeysetView):
    """Public records, newest first."""

    order = ["published_at", "ref"]
    descending = True
    filterset_class = filters.RecordFilter
    serializer_class = serializers.RecordRow

    def get_queryset(self) -> QuerySet[Any]:
        """The one selector."""
        return publishing.published()

    def present(self, rows: list[Any]) -> list[Any]:
        """Rows as they were stored at publication."""
        return [row.row for row in rows]

    @extend_schema(operation_id="records_list", parameters=parameters.PAGE)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List public records."""
        return super().get(request, *args, **kwargs)


class RecordDetail(PublicView):
    """One public record: its document, its versions, its proof."""

    serializer_class = serializers.Record

    @extend_schema(
        operation_id="records_read",
        responses={200: serializers.Record, 410: OpenApiResponse(description="No longer public")},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Read one public record; 410 with reason, date and basis once it was removed."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, ref: str) -> Response:
        """Document and versions, or the removal."""
        found = serializers.find_record(ref)
        return Response(serializers.record_body(request, found))


class RecordProof(PublicView):
    """Proof that a record stands in the ledger unaltered."""

    serializer_class = serializers.Proof
    known = frozenset({"format"})

    @extend_schema(operation_id="records_proof")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Leaf index, salt, document, path and signed checkpoint."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, ref: str) -> Response | HttpResponse:
        """JSON, or the C2SP file with ?format=tlog-proof."""
        wanted = parameters.choice(request, "format", ["json", "tlog-proof"], "json")
        found = serializers.find_record(ref)
        proof = publishing.proof_of(found.ref)
        if wanted == "json":
            return Response(proof.as_json())
        text = ledger.tlog_proof(proof.index, proof.salt)
        response = HttpResponse(text, content_type="text/plain; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{found.ref}.tlog-proof"'
        return response


class OrganisationList(KeysetView):
    """Public bodies."""

    order = ["path"]
    filterset_class = filters.OrganisationFilter
    serializer_class = serializers.OrganisationRow

    def get_queryset(self) -> QuerySet[Any]:
        """Bodies in tree order."""
        return directory.organisations(using=PUBLIC)

    @extend_schema(operation_id="organisations_list", parameters=parameters.PAGE)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List public bodies."""
        return super().get(request, *args, **kwargs)


class OrganisationDetail(PublicView):
    """One public body with its names over time."""

    serializer_class = serializers.Organisation

    @extend_schema(operation_id="organisations_read")
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Read one public body by its public address."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, slug: str) -> Response:
        """The body, its names, its outcome counts."""
        found = directory.organisations(using=PUBLIC).filter(slug=slug).first()
        if found is None:
            raise NotFound("not_found", serializers.NOT_FOUND)
        return Response(serializers.organisation_body(found))


class DivisionList(KeysetView):
    """Administrative divisions."""

    order = ["code"]
    filterset_class = filters.DivisionFilter
    serializer_class = serializers.Division

    def get_queryset(self) -> QuerySet[Any]:
        """Divisions in code order."""
        return directory.divisions(using=PUBLIC)

    @extend_schema(operation_id="divisions_list", parameters=parameters.PAGE)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """List divisions."""
        return super().get(request, *args, **kwargs)


class ChangeList(PublicView):
    """What changed on display, in ledger order."""

    serializer_class = serializers.Changes
    known = frozenset({"since", "limit"})

    @extend_schema(operation_id="changes_list", parameters=[parameters.SINCE, parameters.LIMIT])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Publications and removals after leaf `since`; poll with the `next_since` of the answer."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request) -> Response:
        """Changes after a leaf index."""
        since = parameters.number(request, "since", 10**9 - 1) if request.GET.get("since") else -1
        return Response(
            serializers.changes_body(since, keyset.limit_of(request.GET.get("limit"), 100))
        )


class Deadlines(PublicView):
    """The calculator: a legal period, counted day by day."""

    serializer_class = serializers.Deadline
    known = frozenset({"start", "unit", "count", "roll"})

    def etag(self, request: Request, *args: Any, **kwargs: Any) -> str | None:
        """No validator: the answer rests on the calendar, not on what is displayed."""
        return None

    @extend_schema(operation_id="deadlines_compute", parameters=parameters.DEADLINE)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Compute a due date with its explanation."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request) -> Response:
        """Due day, whether provisional, and why."""
        result = workdays.compute(
            parameters.day(request, "start"),
            parameters.choice(request, "unit", UNITS),
            parameters.number(request, "count", LONGEST),
            roll=parameters.choice(request, "roll", ["0", "1"], "0") == "1",
            using=PUBLIC,
        )
        return Response(
            {
                "due": result.due.isoformat(),
                "provisional": result.provisional,
                "explanation": result.explanation,
            }
        )

