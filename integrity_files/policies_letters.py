"""Who writes letters for an organ, who issues them, who enters and checks answers on paper."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.models import User
from credit_portal.accounts.selectors import holders_anywhere
from credit_portal.common.errors import NotAllowed
from credit_portal.directory.models import Organisation

DRAFT = "integrity_files.draft_letters"
ISSUE = "integrity_files.issue_letters"
ENTER = "integrity_files.enter_paper_answers"
VERBS = {
    DRAFT: {"credit_officer"},
    ISSUE: {"credit_reviewer"},
    ENTER: {"credit_officer", "credit_reviewer"},
}
FRESH = {ISSUE}
OFFICE = (DRAFT, ISSUE)
WORDS: dict[str, tuple[str, str]] = {
    DRAFT: ("拟写函件、告知书和决定书", "draft letters, notices and decisions"),
    ISSUE: (
        "签发或退回函件（不得签发本人所拟）",
        "issue letters or send them back, never one's own draft",
    ),
    ENTER: (
        "登记纸质复函，核对他人登记的复函",
        "enter answers on paper, and check those that another clerk entered",
    ),
}


def may(actor: Any, verb: str, organ: Organisation) -> bool:
    """Whether he works in this very organ and holds the verb at all: letters are the organ's own,
    whatever bodies its people serve."""
    own = getattr(actor, "organisation", None)
    return own is not None and own.pk == organ.pk and bool(actor.organisation_paths(verb))


def require(actor: Any, verb: str, organ: Organisation) -> None:
    """Raise NotAllowed unless `may`."""
    if not may(actor, verb, organ):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))


def holders(verb: str, organ: Organisation) -> list[User]:
    """Those of the organ who hold the verb."""
    return [one for one in holders_anywhere(verb) if one.organisation_id == organ.pk]
