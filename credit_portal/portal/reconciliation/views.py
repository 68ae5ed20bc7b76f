"""Doors of the reconciliation service, open to scripts of every site; they know no session."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import path
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt

from credit_portal.common import problems
from credit_portal.common.bodies import json_answer
from credit_portal.common.errors import DomainError, NotFound
from credit_portal.common.i18n import localized
from credit_portal.common.throttle import ClientThrottle
from credit_portal.portal.api.views import OPEN_TO_ALL
from credit_portal.portal.reconciliation import answers, questions
from credit_portal.portal.reconciliation.names import names

View = Callable[..., HttpResponse]
#: Other sites show the preview in a frame; it holds no script, and no cookie is looked at.
FRAMED = (
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors *"
)


def door(*methods: str) -> Callable[[View], View]:
    """A public door: these methods, CORS, the allowance of clients, refusals as problem+json."""

    def wrap(view: View) -> View:
        @csrf_exempt  # looks at no session: there is nobody in whose name anything is done
        @wraps(view)
        def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            language = get_language_from_request(request)
            with override(language):
                response = _answer(view, methods, request, *args, **kwargs)
            response["Content-Language"] = language
            response["Vary"] = "Accept-Language"
            response.setdefault("Cache-Control", "no-cache")
            for name, value in OPEN_TO_ALL.items():
                response[name] = value
            return response

        return opened

    return wrap


def _answer(
    view: View, methods: tuple[str, ...], request: HttpRequest, *args: Any, **kwargs: Any
) -> HttpResponse:
    allowed = [*methods, "HEAD", "OPTIONS"]
    if request.method == "OPTIONS":
        headers = {
            "Allow": ", ".join(allowed),
            "Access-Control-Allow-Methods": ", ".join(allowed),
            "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type",
            "Access-Control-Max-Age": "86400",
        }
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=headers)
    if request.method not in allowed:
        return HttpResponseNotAllowed(allowed)
    throttle = ClientThrottle()
    if not throttle.allow(request):
        return _busy(request, throttle)
    try:
        return view(request, *args, **kwargs)
    except DomainError as error:
        return problems.answer(error.status, error.code, error.message, field=error.field)


def _busy(request: HttpRequest, throttle: ClientThrottle) -> HttpResponse:
    sentence = _("Too many requests. Please come back later.")
    headers = {"Retry-After": str(int(throttle.wait()) + 1)}
    return problems.answer(429, "throttled", sentence, headers=headers)


@door("GET", "POST")
def service(request: HttpRequest) -> HttpResponse:
    """The manifest; candidates for a batch of `queries`; further columns by `extend`."""
    given = request.POST if request.method == "POST" else request.GET
    if "extend" in given:
        return json_answer(answers.extended(*questions.extension(given)))
    asked = questions.batch(given)
    return json_answer(answers.manifest() if asked is None else answers.batch(asked))


@door("GET")
def suggest(request: HttpRequest, kind: str) -> HttpResponse:
    """Bodies, properties or types for a `prefix`."""
    prefix = request.GET.get("prefix", "")[: questions.LONGEST]
    found = answers.suggested(kind, prefix, questions.cursor(request.GET))
    return json_answer({"result": found})


@door("GET")
def propose(request: HttpRequest) -> HttpResponse:
    """Which columns can be fetched for bodies; all types have the same."""
    found = answers.properties()
    limit = request.GET.get("limit", "")
    if limit.isascii() and limit.isdigit():
        found = found[: int(limit[:4])]
    kind = request.GET.get("type", answers.ANY)[: questions.LONGEST]
    return json_answer({"type": kind, "properties": found, "limit": len(found)})


@door("GET")
def preview(request: HttpRequest) -> HttpResponse:
    """A small page about one body, to be shown in a frame."""
    body = names().bodies.get(request.GET.get("id", ""))
    if body is None:
        raise NotFound("not_found", _("There is no such body."))
    columns = ["records", "kept", "broken", "former_names"]
    cells = answers.extended([body.slug], columns)["rows"][body.slug]
    context = {
        "body": body,
        "name": localized(body, "name"),
        "description": answers.describe(body),
        "page": f"{settings.PUBLIC_URL}/organisations/{body.slug}/",
        "figures": {name: cells[name][0]["int"] for name in columns[:3]},
        "former": [one["str"] for one in cells["former_names"]][:3],
    }
    response = render(request, "portal/reconcile_preview.html", context)
    response["Content-Security-Policy"] = FRAMED
    return response


@door("GET")
def types(request: HttpRequest, kind: str = "") -> HttpResponse:
    """The types of bodies, or one: what `schemaSpace` names."""
    found = [one for one in answers.types() if kind in ("", one["id"])]
    if not found:
        raise NotFound("not_found", _("There is no such type."))
    return json_answer({"types": found} if not kind else found[0])


app_name = "reconcile"
urlpatterns = [
    path("", service, name="service"),
    path("suggest/entity/", suggest, {"kind": "entity"}, name="suggest-entity"),
    path("suggest/property/", suggest, {"kind": "property"}, name="suggest-property"),
    path("suggest/type/", suggest, {"kind": "type"}, name="suggest-type"),
    path("extend/properties/", propose, name="properties"),
    path("preview/", preview, name="preview"),
    path("types/", types, name="types"),
    path("types/<slug:kind>", types, name="type"),
]
