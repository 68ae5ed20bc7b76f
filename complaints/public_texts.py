"""Texts that leave the hotline: nothing in them may name who reported."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.services import steps
from credit_portal.common.errors import Invalid

#: Identity and telephone numbers, bank accounts, e-mail addresses.
PERSONAL = re.compile(
    r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{15,19}(?!\d)"
    r"|(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)"
    r"|(?<!\d)0\d{2,3}[ -]?[2-9]\d{6,7}(?!\d)|[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)


def nameless(text: Any, field: str, longest: int) -> str:
    """The text, stripped. Raises Invalid ("words_missing", "names_person") for an empty one and
    for one that holds a number or an address by which somebody is known; names no machine finds,
    so a second person reads it as well."""
    found = steps.words(text, field, longest)
    if PERSONAL.search(unicodedata.normalize("NFKC", found)):
        raise Invalid(
            "names_person",
            _("It holds a telephone, identity or account number or an address. Take it out."),
            field=field,
        )
    return found
