"""Answers of the reconciliation service: candidates for names, suggestions, further columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from heapq import nlargest
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.directory.models import Division, Organisation
from credit_portal.portal import queries
from credit_portal.portal.reconciliation.names import EXACT, Names, fold, names

#: The type of all bodies; the others are their kinds.
ANY = "organisation"
LIMIT, MOST = 5, 50
#: Queries of one batch, and rows of one extension.
BATCH, ROWS = 50, 200
#: Bodies most like a name that are looked at closely, beside those whose code was given.
CLOSELY = 500
#: What disagreeing costs: another kind than asked, another code, another division.
OTHER_KIND, OTHER_CODE, OTHER_DIVISION = 20, 40, 15
KEPT, BROKEN = ("kept", "kept_late"), ("partly_kept", "broken", "not_reported")


def manifest() -> dict[str, Any]:
    """What the service is and where its parts are."""
    root = settings.PUBLIC_URL + reverse("api:reconcile:service")
    return {
        "versions": ["0.1", "0.2"],
        "name": _("%(site)s: public bodies") % {"site": _site()},
        "identifierSpace": f"{settings.PUBLIC_URL}/organisations/",
        "schemaSpace": f"{root}types/",
        "documentation": settings.PUBLIC_URL + reverse("api:guide"),
        "defaultTypes": types(),
        "view": {"url": f"{settings.PUBLIC_URL}/organisations/{{{{id}}}}/"},
        "preview": {"url": f"{root}preview/?id={{{{id}}}}", "width": 420, "height": 190},
        "suggest": {
            name: {"service_url": root.rstrip("/"), "service_path": f"/suggest/{name}/"}
            for name in ("entity", "property", "type")
        },
        "extend": {
            "propose_properties": {
                "service_url": root.rstrip("/"),
                "service_path": "/extend/properties/",
            },
            "property_settings": [],
        },
        "batchSize": BATCH,
    }


def _site() -> str:
    return str(localized({"name_zh": settings.SITE_NAME_ZH, "name_en": settings.SITE_NAME_EN},
                         "name"))  # fmt: skip


def types() -> list[dict[str, str]]:
    """The type of all bodies, then their kinds."""
    kinds = [{"id": code, "name": str(label)} for code, label in Organisation.Kind.choices]
    return [{"id": ANY, "name": _("Public body")}, *kinds]


def properties() -> list[dict[str, str]]:
    """What can be compared (the first two) or fetched of a body."""
    named = {
        "code": _("unified social credit code"),
        "division": _("code of its division"),
        "division_name": _("Division"),
        "kind": _("kind"),
        "parent": _("body above it"),
        "former_names": _("former names"),
        "records": _("records on display"),
        "kept": _("commitments kept"),
        "broken": _("commitments not or partly kept"),
    }
    return [{"id": code, "name": str(name)} for code, name in named.items()]


def batch(asked: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Candidates for each query of a checked batch; two small queries for all of them."""
    known = names()
    return {key: {"result": candidates(known, query)} for key, query in asked.items()}


def candidates(known: Names, query: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The best first. Only a single candidate of 100 is a match."""
    alike = known.scores(query["query"])
    scores = {slug: alike[slug] for slug in nlargest(CLOSELY, alike, key=alike.__getitem__)}
    for code in query["codes"]:
        if (found := known.codes.get(code)) is not None:
            scores.setdefault(found[0], alike.get(found[0], 0))
    rated = []
    for slug, score in scores.items():
        body = known.bodies[slug]
        if (rating := _rated(body, score, query)) > 0:
            rated.append((rating, body))
    rated.sort(key=lambda one: (-one[0], not one[1].active, one[1].path))
    certain = sum(1 for rating, _body in rated if rating >= EXACT) == 1
    best = rated[: query["limit"]]
    return [_candidate(body, rating, certain and rating >= EXACT) for rating, body in best]


def _rated(body: Organisation, score: float, query: Mapping[str, Any]) -> float:
    """The score after kind and properties have had their say; 0 for what is ruled out."""
    kinds = query["types"]
    if kinds and body.kind not in kinds:
        if query["strict"]:
            return 0
        score -= OTHER_KIND
    for code in query["codes"]:
        score = EXACT if code == body.code else score - OTHER_CODE
    if query["divisions"] and not query["divisions"] & _division_words(body.division):
        score -= OTHER_DIVISION
    return round(max(score, 0), 1)


def _division_words(place: Division | None) -> frozenset[str]:
    return _folded(place.code, place.name_zh, place.name_en) if place else frozenset()


@lru_cache(2048)
def _folded(*texts: str) -> frozenset[str]:
    return frozenset(map(fold, texts))


def _candidate(body: Organisation, score: float, match: bool) -> dict[str, Any]:
    return {
        "id": body.slug,
        "name": str(localized(body, "name")),
        "description": describe(body),
        "type": [{"id": body.kind, "name": str(body.get_kind_display())}],
        "score": score,
        "match": match,
    }


def describe(body: Organisation) -> str:
    """Kind, division, code and whether it has been closed, in a line."""
    parts = [str(body.get_kind_display())]
    if body.division is not None:
        parts.append(str(localized(body.division, "name")))
    if body.code:
        parts.append(body.code)
    if not body.active:
        parts.append(_("closed"))
    return " · ".join(parts)


def suggested(kind: str, prefix: str, cursor: int) -> list[dict[str, Any]]:
    """Bodies, properties or types for what somebody has begun to type."""
    if kind == "entity":
        known = names()
        wanted = {"query": prefix, "types": [], "strict": False, "codes": [], "divisions": set(),
                  "limit": MOST}  # fmt: skip
        found = candidates(known, wanted)[cursor : cursor + 20]
        return [{name: one[name] for name in ("id", "name", "description")} for one in found]
    rows = types() if kind == "type" else properties()
    begun = fold(prefix)
    return [one for one in rows if begun in fold(one["name"]) or begun in fold(one["id"])][cursor:]


def extended(ids: Sequence[str], wanted: Sequence[str]) -> dict[str, Any]:
    """Values of properties for bodies by their addresses; a fixed number of queries."""
    known = names()
    bodies = {one: known.bodies[one] for one in ids if one in known.bodies}
    counts = _counts(bodies.values()) if {"records", "kept", "broken"} & set(wanted) else {}
    meta = [one for code in wanted for one in properties() if one["id"] == code]
    general = {"id": ANY, "name": _("Public body")}
    return {
        "meta": [one | ({"type": general} if one["id"] == "parent" else {}) for one in meta],
        "rows": {
            one: {
                code: _cells(code, bodies[one], known, counts) if one in bodies else []
                for code in wanted
            }
            for one in ids
        },
    }


def _counts(bodies: Iterable[Organisation]) -> dict[Any, Counter[str]]:
    chosen = list(bodies)
    records = queries.records_by_body(chosen)
    outcomes = queries.outcomes_by_body(chosen)
    return {
        body.pk: Counter(
            records=records.get(body.pk, 0),
            kept=queries.decided(outcomes.get(body.pk, {}), KEPT),
            broken=queries.decided(outcomes.get(body.pk, {}), BROKEN),
        )
        for body in chosen
    }


def _cells(
    code: str, body: Organisation, known: Names, counts: Mapping[Any, Counter[str]]
) -> list[dict[str, Any]]:
    if code in {"records", "kept", "broken"}:
        return [{"int": counts[body.pk][code]}]
    if code == "parent":
        above = body.parent
        return [{"id": above.slug, "name": str(localized(above, "name"))}] if above else []
    if code == "former_names":
        present = {body.name_zh, body.name_en, body.short_name_zh}
        return [{"str": one} for one in known.called(body.slug) if one not in present]
    place = body.division
    texts = {
        "code": body.code or "",
        "division": place.code if place else "",
        "division_name": str(localized(place, "name")) if place else "",
        "kind": str(body.get_kind_display()),
    }
    return [{"str": texts[code]}] if texts[code] else []
