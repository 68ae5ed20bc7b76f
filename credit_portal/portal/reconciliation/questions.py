"""What clients of the reconciliation service send, checked: JSON inside of a form or address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import Invalid
from credit_portal.directory.models import Organisation
from credit_portal.portal.reconciliation.answers import ANY, BATCH, LIMIT, MOST, ROWS, properties

LONGEST = 300
STRICT = {"any", "all"}


def refuse(field: str, sentence: Any) -> Invalid:
    """400 for what does not fit."""
    return Invalid("invalid_parameter", sentence, field=field, status=400)


def batch(parameters: QueryDict) -> dict[str, dict[str, Any]] | None:
    """The queries of a request by their keys; None when it asks for the manifest.

    Raises Invalid (400) for what is no batch, or one of more than BATCH queries.
    """
    if "queries" in parameters:
        asked = _parsed("queries", str(parameters["queries"]))
        if len(asked) > BATCH:
            raise refuse("queries", _("Send at most %(n)d queries at once.") % {"n": BATCH})
        return {key: query(one) for key, one in asked.items()}
    return None


def _parsed(name: str, text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise refuse(name, _("The parameter is not valid JSON.")) from error
    if not isinstance(found, dict):
        raise refuse(name, _("The parameter is not an object of JSON."))
    return found


def query(asked: Any) -> dict[str, Any]:
    """One query, with its limit, kinds and properties in one form. Raises Invalid."""
    if not isinstance(asked, Mapping):
        raise refuse("queries", _("A query is an object of JSON."))
    text, limit, kinds = asked.get("query") or "", asked.get("limit", LIMIT), asked.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds or []
    if not isinstance(text, str) or not isinstance(kinds, list):
        raise refuse("queries", _("A query has a text, and a type or a list of them."))
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise refuse("queries", _("The limit is a whole number from 1."))
    return {
        "query": text[:LONGEST],
        "types": _kinds(kinds),
        "strict": asked.get("type_strict") in STRICT,
        "properties": list(_properties(asked.get("properties") or [])),
        "limit": min(limit, MOST),
    }


def _kinds(given: list[Any]) -> list[str]:
    """Kinds of bodies; the type of all asks for nothing, an unknown one as well."""
    named = [one.get("id") if isinstance(one, Mapping) else one for one in given]
    if ANY in named:
        return []
    return [one for one in named if one in Organisation.Kind.values]


def _properties(given: Any) -> list[tuple[str, str]]:
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        raise refuse("queries", _("Properties are a list of objects."))
    found = []
    for one in given[:20]:
        values = one.get("v")
        for value in values if isinstance(values, list) else [values]:
            text = value.get("id") if isinstance(value, Mapping) else value
            if text not in (None, "") and isinstance(text, str | int):
                found.append((str(one.get("pid")), str(text)[:LONGEST]))
    return found


def extension(parameters: QueryDict) -> tuple[list[str], list[str]]:
    """Addresses of bodies and properties to fetch for them. Raises Invalid (400)."""
    asked = _parsed("extend", str(parameters["extend"]))
    ids, wanted = asked.get("ids"), asked.get("properties")
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise refuse("extend", _("`ids` is a list of addresses of bodies."))
    if len(ids) > ROWS:
        raise refuse("extend", _("Send at most %(n)d rows at once.") % {"n": ROWS})
    if not isinstance(wanted, list) or not all(isinstance(one, Mapping) for one in wanted):
        raise refuse("extend", _("Properties are a list of objects."))
    known = {one["id"] for one in properties()}
    names = [str(one.get("id")) for one in wanted]
    if set(names) - known:
        raise refuse("extend", _("There is no such property."))
    return list(dict.fromkeys(ids)), list(dict.fromkeys(names))


def cursor(parameters: QueryDict) -> int:
    """How many suggestions the client has already. Raises Invalid (400)."""
    text = parameters.get("cursor", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise refuse("cursor", _("Give a whole number."))
    return int(text)
