"""How the lines of each board are called, and where they lead: one query a board at most."""

from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.directory import selectors as directory
from credit_portal.portal import labels, queries
from credit_portal.publishing import livelihood

Named = dict[str, dict[str, str]]


def _body_names(keys: Iterable[str]) -> Named:
    """Of bodies, closed ones too; one query."""
    wanted = set(keys)
    rows = directory.organisations(using=queries.PUBLIC).values("pk", "slug", "name_zh", "name_en")
    return {
        str(row["pk"]): {
            "name": localized(row, "name"), "name_zh": row["name_zh"], "name_en": row["name_en"],
            "page": reverse("portal:organisation", args=[row["slug"]]), "value": row["slug"],
        }
        for row in rows.order_by()
        if str(row["pk"]) in wanted
    }  # fmt: skip


def _district_names(keys: Iterable[str]) -> Named:
    wanted = list(keys)
    found = queries.divisions(wanted)
    return {
        key: {**_named(found.get(key), key or _("no district stated")), "value": key}
        for key in wanted
    }


def _field_names(keys: Iterable[str]) -> Named:
    rows = {
        row.code: {"name_zh": row.label_zh, "name_en": row.label_en}
        for row in livelihood.fields_on(using=queries.PUBLIC)
    }
    return {
        key: {
            **_named(rows.get(key), key),
            "page": reverse("portal:streets-field", args=[key]),
            "value": key,
        }
        for key in keys
    }


def _coded(label: Callable[[str], str]) -> Callable[[Iterable[str]], Named]:
    """Names of codes in the language of the page."""
    return lambda keys: {
        key: {**_named(None, label(key) if key else _("not stated")), "value": key} for key in keys
    }


def _named(source: Any, otherwise: str) -> dict[str, str]:
    if source is None:
        return {"name": otherwise, "name_zh": otherwise, "name_en": otherwise}
    names = source if isinstance(source, dict) else vars(source)
    return {
        "name": localized(source, "name"),
        "name_zh": str(names["name_zh"]),
        "name_en": str(names["name_en"]),
    }


NAMES: dict[str, Callable[[Iterable[str]], Named]] = {
    "districts": _district_names,
    "bodies": _body_names,
    "fields": _field_names,
    "sectors": _coded(labels.sector),
    "categories": _coded(labels.category),
}
