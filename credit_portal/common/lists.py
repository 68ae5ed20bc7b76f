"""Lists of the API: strict parameters, declared filters, keyset pages."""

import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from credit_portal.common import keyset
from credit_portal.common.errors import Invalid

#: Parameters that every list understands beside its filters.
PAGE_PARAMETERS = {"cursor", "limit"}
CURSOR = "^(-?[A-Za-z0-9_-]+)?$"  # an empty one is the first page


class StrictFilterBackend(DjangoFilterBackend):
    """Filters as the view's FilterSet declares them, without building its form each time.

    An unknown parameter, one given twice and a value that does not fit are 400 (design.md 3).
    """

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        """Filter by the parameters given; raises Invalid (400)."""
        declared = self.get_filterset_class(view, queryset)
        for name, value in asked(request, declared).items():
            queryset = declared.base_filters[name].filter(queryset, value)
        return queryset


def asked(request: Request | HttpRequest, declared: Any) -> dict[str, Any]:
    """Checked values of the declared filters that the request names; raises Invalid (400)."""
    known = declared.base_filters if declared else {}
    refuse_unknown(request, known.keys() | PAGE_PARAMETERS)
    return {
        name: _cleaned(name, known[name].field, text)
        for name, text in request.GET.items()
        if name in known
    }


def _cleaned(name: str, field: Any, text: object) -> Any:
    if not str(text).strip():
        wanted = _("Give a value, or leave the parameter out.")
        raise Invalid("invalid_parameter", wanted, field=name, status=400)
    try:
        return field.clean(text)
    except ValidationError as error:
        faults = " ".join(error.messages)
        raise Invalid("invalid_parameter", faults, field=name, status=400) from error


def refuse_unknown(request: Request | HttpRequest, known: Iterable[str]) -> None:
    """Raise Invalid (400) for parameters outside `known`, repeated, or with a NUL character."""
    parameters = request.GET
    unknown = sorted(set(parameters) - set(known))
    if unknown:
        sentence = _("Unknown parameter: %(names)s") % {"names": ", ".join(unknown)[:200]}
        raise Invalid("unknown_parameter", sentence, field=unknown[0][:100], status=400)
    for name, values in parameters.lists():
        if len(values) > 1:
            refusal = _("Give each parameter once.")
            raise Invalid("repeated_parameter", refusal, field=name, status=400)
        if "\0" in values[0]:
            refusal = _("A parameter has a NUL character.")
            raise Invalid("invalid_text", refusal, field=name, status=400)


def neighbours(request: Request | HttpRequest, page: keyset.Page) -> dict[str, str | None]:
    """Addresses of the pages after and before this one."""
    return {"next": _address(request, page.next), "previous": _address(request, page.previous)}


def _address(request: Request | HttpRequest, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query = request.GET.copy()
    query["cursor"] = cursor
    return str(request.build_absolute_uri(f"{request.path}?{query.urlencode()}"))


class CursorPage(BasePagination):
    """Keyset pages in the view's `order` and direction (performance.md 3, security.md T25)."""

    page: keyset.Page
    request: Request

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Rows of the page that `cursor` and `limit` name; raises Invalid (400)."""
        return self._turn_to(request, view, functools.partial(keyset.page, queryset))

    def fetch_rows(self, fetch: keyset.Fetch, request: Request, view: Any) -> list[Any]:
        """The same of rows that do not come from a queryset."""
        return self._turn_to(request, view, functools.partial(keyset.window, fetch))

    def _turn_to(self, request: Request, view: Any, paged: Callable[..., keyset.Page]) -> list[Any]:
        self.request = request
        self.page = paged(
            view.order,
            cursor=request.GET.get("cursor", ""),
            limit=keyset.limit_of(request.GET.get("limit")),
            descending=view.descending,
        )
        return self.page.rows

    def body(self, results: Any) -> dict[str, Any]:
        """The page with the addresses of its neighbours."""
        return {**neighbours(self.request, self.page), "results": results}

    def get_paginated_response(self, data: Any) -> Response:
        """The page as an answer."""
        return Response(self.body(data))

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """What the OpenAPI document says of a page."""
        address = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": address, "previous": address, "results": schema},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """What the OpenAPI document says of `cursor` and `limit`."""
        limit = {"type": "integer", "minimum": 1, "maximum": keyset.MAX_LIMIT, "default": 20}
        described = {
            "cursor": (
                {"type": "string", "pattern": CURSOR},
                "Position, as `next` and `previous` give it.",
            ),
            "limit": (limit, "Rows a page."),
        }
        return [
            {"name": name, "in": "query", "required": False, "description": text, "schema": shape}
            for name, (shape, text) in described.items()
        ]
