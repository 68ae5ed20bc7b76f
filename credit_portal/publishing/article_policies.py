"""Who writes articles of an office, and who approves them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.sides import is_one_side
from credit_portal.common import clock
from credit_portal.common.errors import NotAllowed
from credit_portal.directory.models import Organisation
from credit_portal.publishing.models.article import ArticleEdition

DRAFT = "publishing.draft_articles"
APPROVE = "publishing.approve_articles"
VERBS = {DRAFT: {"credit_officer"}, APPROVE: {"credit_reviewer"}}
FRESH = {APPROVE}
OFFICE = (DRAFT, APPROVE)
WORDS: dict[str, tuple[str, str]] = {
    DRAFT: (
        "起草、更正、提请撤回新闻公告、政策和帮助",
        "draft and correct news, notices, policies and help, and propose to withdraw them",
    ),
    APPROVE: (
        "批准公开或退回新闻公告、政策和帮助（不得批准本人起草的）",
        "approve news, notices, policies and help or send them back, never one's own",
    ),
}


def may(actor: Any, verb: str, office: Organisation) -> bool:
    """Whether he works in this very office and holds the verb at all: articles are the office's
    own words, whatever bodies its people serve."""
    own = getattr(actor, "organisation", None)
    return own is not None and own.pk == office.pk and bool(actor.organisation_paths(verb))


def require(actor: Any, verb: str, office: Organisation) -> None:
    """Raise NotAllowed unless `may`."""
    if not may(actor, verb, office):
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))


def may_approve(actor: Any, edition: ArticleEdition) -> bool:
    """Whether he is a second person to whoever drafted it, on that day and today."""
    return not (
        is_one_side(actor, edition.drafter, edition.drafted_on)
        or is_one_side(actor, edition.drafter, clock.today())
    )


def require_second(actor: Any, edition: ArticleEdition) -> None:
    """Raise NotAllowed ("four_eyes") unless `may_approve`."""
    if not may_approve(actor, edition):
        raise NotAllowed(
            "four_eyes", _("You, or somebody you stand in for, did the first half of this.")
        )
