"""Who asks whether bodies are barred from honours."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import NotAllowed

QUERY = "integrity_files.query_disqualifications"
VERBS = {QUERY: {"query_officer", "credit_officer", "credit_reviewer"}}
WORDS: dict[str, tuple[str, str]] = {
    QUERY: (
        "按用途和文号查询单位评优评先资格限制",
        "ask whether bodies are barred from honours, for a purpose under a document number",
    ),
}
SENTENCES: dict[str, tuple[str, str]] = {
    "integrity_files.disqualification_asked": (
        "提交评优评先资格查询",
        "put a query about honours on file",
    ),
    "integrity_files.disqualification_answered": (
        "答复评优评先资格查询",
        "answered a query about honours",
    ),
    "integrity_files.disqualification_seen": (
        "查阅评优评先资格答复",
        "looked at an answer about honours",
    ),
}


def may(actor: Any) -> bool:
    """Whether he may ask, for the body that he works in."""
    return actor.organisation is not None and bool(actor.organisation_paths(QUERY))


def require(actor: Any) -> None:
    """Raise NotAllowed unless `may`."""
    if not may(actor):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
