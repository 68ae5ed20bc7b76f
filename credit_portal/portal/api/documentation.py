"""The OpenAPI document, and the page that shows it."""

from functools import lru_cache
from typing import Any

import orjson
import yaml
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from credit_portal.common.bodies import OrjsonRenderer
from credit_portal.portal.api import parameters
from credit_portal.portal.api.views import PublicView

JSON, YAML = "application/vnd.oai.openapi+json", "application/vnd.oai.openapi"
FORMAT = OpenApiParameter("format", str, enum=["json", "yaml"])


class YamlRenderer(BaseRenderer):
    """Lets clients ask for YAML by `Accept`."""

    media_type = YAML
    format = "yaml"


class OpenApiRenderer(OrjsonRenderer):
    """Lets clients ask for the document by its own type."""

    media_type = JSON


class Schema(PublicView):
    """OpenAPI 3.1, in JSON and YAML."""

    known = frozenset({"format"})
    renderer_classes = [OrjsonRenderer, OpenApiRenderer, YamlRenderer]

    @extend_schema(
        operation_id="schema",
        parameters=[FORMAT],
        responses={(200, JSON): OpenApiTypes.OBJECT, (200, YAML): OpenApiTypes.STR},
    )
    def get(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """This document."""
        return super().get(request, *args, **kwargs)

    def answer(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """By `format`, else by `Accept`; made once per process."""
        accepted = str(request.accepted_renderer.format)
        wanted = parameters.choice(request, "format", ["json", "yaml"], accepted)
        kind = YAML if wanted == "yaml" else JSON
        response = HttpResponse(document(wanted), content_type=kind)
        response["Content-Disposition"] = f'inline; filename="credit-portal.{wanted}"'
        return response


@lru_cache
def document(wanted: str) -> bytes:
    """The OpenAPI document in English, as JSON or YAML."""
    with override("en"):
        found = SchemaGenerator().get_schema(request=None, public=True)
        text = orjson.dumps(found, default=str)
    if wanted == "json":
        return text
    return str(yaml.safe_dump(orjson.loads(text), allow_unicode=True, sort_keys=False)).encode()


@lru_cache
def operations() -> list[dict[str, str]]:
    """Method, address and purpose of each operation, for readers without JavaScript."""
    paths = orjson.loads(document("json"))["paths"]
    return [
        {
            "method": method.upper(),
            "path": path,
            "summary": found.get("summary") or found.get("description", ""),
        }
        for path, methods in paths.items()
        for method, found in methods.items()
    ]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Swagger UI from our own files only; the page sets no inline script (CSP)."""
    with override(get_language_from_request(request)):
        return render(request, "portal/api.html", {"operations": operations()})
