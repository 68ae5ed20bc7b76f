"""What somebody types who knows exactly what he looks for: a reference, or the code of a body."""

import unicodedata

from django.urls import reverse

from credit_portal.directory import selectors as directory
from credit_portal.portal.queries import PUBLIC
from credit_portal.publishing import references, selectors

#: Unified social credit codes have 18 characters (GB 32100-2015).
CODE_LENGTH = 18


def destination(text: str) -> str | None:
    """Address of the page of exactly that record or body; None where a search has to answer.

    A reference may be typed in any case and width; one that was never public leads nowhere.
    """
    wanted = unicodedata.normalize("NFKC", text).strip().upper()
    reference = references.normalise(wanted)
    if references.is_valid(reference):
        found = selectors.lookup(reference)
        return reverse("portal:record", args=[found.ref]) if found else None
    if len(wanted) != CODE_LENGTH or not wanted.isalnum():
        return None
    body = directory.organisations(using=PUBLIC).filter(code=wanted).first()
    return reverse("portal:organisation", args=[body.slug]) if body else None
