"""The number of a case as people say and write it."""

from __future__ import annotations

from credit_portal.workflow import receipts

LENGTH = 9


def plain(text: str) -> str:
    """As it is stored: capitals, no spaces or dashes, 0 and 1 for what looks like them. The check
    character is a letter of its own right and stays as it was said."""
    bare = "".join(one for one in text.upper() if one.isalnum())[:LENGTH]
    return bare[:-1].translate(receipts.LOOKALIKES) + bare[-1:]
