"""Numbers as people say and write them: that of a case, that of a telephone."""

from __future__ import annotations

import re

from credit_portal.workflow import receipts

LENGTH = 9


def plain(text: str) -> str:
    """As it is stored: capitals, no spaces or dashes, 0 and 1 for what looks like them. The check
    character is a letter of its own right and stays as it was said."""
    bare = "".join(one for one in text.upper() if one.isalnum())[:LENGTH]
    return bare[:-1].translate(receipts.LOOKALIKES) + bare[-1:]


def spoken(telephone: str) -> list[str]:
    """A mobile number in the groups in which it is read aloud (3, 4 and 4 digits: usage, no
    standard), any other as it was given."""
    found = re.fullmatch(r"(1\d\d)(\d{4})(\d{4})", telephone)
    return list(found.groups()) if found else [telephone]
