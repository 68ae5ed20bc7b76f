"""Bodies of the API: JSON in and out by orjson, within limits."""

from http import HTTPStatus
from typing import Any

import orjson
from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import ParseError
from rest_framework.metadata import BaseMetadata
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from credit_portal.common.problems import TooLarge


class OrjsonRenderer(BaseRenderer):
    """JSON by orjson: UTF-8, keys as given."""

    media_type = "application/json"
    format = "json"
    charset = None

    def render(
        self, data: Any, accepted_media_type: str | None = None, renderer_context: Any = None
    ) -> bytes:
        """Bytes of the body; nothing for an empty answer."""
        return b"" if data is None else orjson.dumps(data, default=str)


class OrjsonParser(BaseParser):
    """JSON within DATA_UPLOAD_MAX_MEMORY_SIZE; no NaN, no half characters, no deep nests."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The value; raises TooLarge (413) or ParseError (400)."""
        most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
        data = stream.read(most + 1)
        if len(data) > most:
            raise TooLarge
        try:
            return orjson.loads(data)
        except orjson.JSONDecodeError as error:
            raise ParseError(_("The body is not valid JSON.")) from error


class Methods(BaseMetadata):
    """OPTIONS tells the methods; what bodies look like stands in the schema."""

    def determine_metadata(self, request: Request, view: Any) -> dict[str, Any]:
        """The names of the methods."""
        return {"methods": view.allowed_methods}


def json_answer(data: Any, status: int = HTTPStatus.OK) -> HttpResponse:
    """JSON without a renderer; `orjson.Fragment` carries text that is JSON already."""
    body = orjson.dumps(data, default=str)
    return HttpResponse(body, status=int(status), content_type="application/json")
