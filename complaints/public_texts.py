"""Texts that leave the hotline: nothing in them may name who reported."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.redaction import Kind, find
from complaints.services import steps
from credit_portal.common.errors import Invalid

#: What is surely somebody's: names and places are proposals, which whoever writes weighs himself.
SURE = frozenset({Kind.ID_NUMBER, Kind.MOBILE, Kind.CARD, Kind.LANDLINE, Kind.EMAIL})


def nameless(text: Any, field: str, longest: int) -> str:
    """The text, stripped. Raises Invalid ("words_missing", "names_person") for an empty one and
    for one that holds a number or an address by which somebody is known; names no machine finds,
    so a second person reads it as well."""
    found = steps.words(text, field, longest)
    if any(one.kind in SURE for one in find(found)):
        raise Invalid(
            "names_person",
            _("It holds a telephone, identity or account number or an address. Take it out."),
            field=field,
        )
    return found
