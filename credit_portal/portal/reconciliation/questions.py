"""What clients of the reconciliation service send, checked: JSON inside of a form or address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import Invalid
from credit_portal.directory import uscc
from credit_portal.directory.models import Organisation
from credit_portal.portal.reconciliation.answers import ANY, BATCH, LIMIT, MOST, ROWS, properties
from credit_portal.portal.reconciliation.names import fold

#: Characters of one text, and of all that a request asks.
LONGEST, LONGEST_REQUEST = 300, 256 * 1024
#: Values of one property and of one query; properties and kinds of one query that are looked at.
VALUES, ALL_VALUES, PROPERTIES, KINDS = 10, 20, 20, 50
STRICT = ("any", "all")


def refuse(field: str, sentence: Any) -> Invalid:
    """400 for what does not fit."""
    return Invalid("invalid_parameter", sentence, field=field, status=400)


def batch(parameters: QueryDict) -> dict[str, dict[str, Any]] | None:
    """The queries of a request by their keys; None when it asks for the manifest.

    Raises Invalid (400) for what is no batch, for one of more than BATCH queries, and for one that
    asks more than can be answered quickly.
    """
    if "queries" in parameters:
        asked = _parsed("queries", str(parameters["queries"]))
        if len(asked) > BATCH:
            raise refuse("queries", _("Send at most %(n)d queries at once.") % {"n": BATCH})
        return {key: query(one) for key, one in asked.items()}
    return None


def _parsed(name: str, text: str) -> dict[str, Any]:
    if len(text) > LONGEST_REQUEST:
        sentence = _("This is too long: send at most %(n)d characters at once.")
        raise refuse(name, sentence % {"n": LONGEST_REQUEST})
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise refuse(name, _("The parameter is not valid JSON.")) from error
    if not isinstance(found, dict):
        raise refuse(name, _("The parameter is not an object of JSON."))
    return found


def query(asked: Any) -> dict[str, Any]:
    """One query, with its limit, kinds and properties in one spelling. Raises Invalid."""
    if not isinstance(asked, Mapping):
        raise refuse("queries", _("A query is an object of JSON."))
    text, limit, kinds = asked.get("query") or "", asked.get("limit", LIMIT), asked.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds or []
    if not isinstance(text, str) or not isinstance(kinds, list):
        raise refuse("queries", _("A query has a text, and a type or a list of them."))
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        raise refuse("queries", _("The limit is a whole number from 1."))
    given = _properties(asked.get("properties") or [])
    return {
        "query": text[:LONGEST],
        "types": _kinds(kinds),
        "strict": asked.get("type_strict") in STRICT,
        "codes": [uscc.normalise(text) for pid, text in given if pid == "code"],
        "divisions": {fold(text) for pid, text in given if pid == "division"},
        "limit": min(limit, MOST),
    }


def _kinds(given: list[Any]) -> list[str]:
    """Kinds of bodies; the type of all asks for nothing, an unknown one as well."""
    named = [one.get("id") if isinstance(one, Mapping) else one for one in given[:KINDS]]
    if ANY in named:
        return []
    return [one for one in Organisation.Kind.values if one in named]


def _properties(given: Any) -> list[tuple[str, str]]:
    if not isinstance(given, list) or not all(isinstance(one, Mapping) for one in given):
        raise refuse("queries", _("Properties are a list of objects."))
    found: list[tuple[str, str]] = []
    for one in given[:PROPERTIES]:
        values = one.get("v")
        values = values if isinstance(values, list) else [values]
        if len(values) > VALUES or len(found) + len(values) > ALL_VALUES:
            sentence = _("A property takes at most %(n)d values, a query %(all)d.")
            raise refuse("queries", sentence % {"n": VALUES, "all": ALL_VALUES})
        for value in values:
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


def already_shown(parameters: QueryDict) -> int:
    """How many suggestions the client has already. Raises Invalid (400)."""
    text = parameters.get("cursor", "0")
    if not (text.isascii() and text.isdigit() and len(text) < 5):
        raise refuse("cursor", _("Give a whole number."))
    return int(text)
