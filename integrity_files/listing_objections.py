"""The list of objections: what narrows it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from credit_portal.publishing import references
from integrity_files.codes_objections import Ground, ObjectionState
from integrity_files.listing import chosen
from integrity_files.models import Objection


def narrowed(rows: QuerySet[Objection], asked: Mapping[str, str]) -> QuerySet[Objection]:
    """Those in a state, on a ground, to a record; what is no such code narrows nothing."""
    rows = chosen(rows, asked, state=ObjectionState.values, ground=Ground.values)
    if asked["record"]:
        rows = rows.filter(ref=references.normalise(asked["record"]))
    return rows
