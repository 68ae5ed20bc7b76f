"""The acts on an article: which I may do now, what each asks for and says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from credit_portal.desk import article_forms as forms
from credit_portal.publishing import article_policies as policies
from credit_portal.publishing.article_machine import MACHINE
from credit_portal.publishing.models.article import Article, ArticleEdition, EditionAct
from credit_portal.publishing.services import articles
from credit_portal.workflow import panels
from credit_portal.workflow.panels import Bound


@dataclass(frozen=True, kw_only=True)
class Act(panels.Plain):
    """An act, its verb, and whether it may be done now."""

    verb: str
    when: Callable[[Any, ArticleEdition, bool], bool]
    given: tuple[tuple[str, str], ...] = ()


def _mine(user: Any, edition: ArticleEdition, step: str) -> bool:
    return MACHINE.allows(edition.state, step) and edition.drafter_id == user.pk


def _second(user: Any, edition: ArticleEdition, step: str) -> bool:
    return MACHINE.allows(edition.state, step) and policies.may_approve(user, edition)


def _label(step: str) -> tuple[Any, Any]:
    found = MACHINE.transition(step)
    return found.label, found.hint


ACTS: dict[str, Act] = {
    "submit": Act(
        articles.submit_edition, *_label("submit"), _("Handed in. Another person approves it now."),
        tone="main", verb=policies.DRAFT,
        when=lambda user, edition, shown: _mine(user, edition, "submit"),
    ),
    "approve": Act(
        articles.approve_edition, *_label("approve"),
        _("Approved. It is published within a minute."), forms.ApproveForm, tone="main",
        verb=policies.APPROVE, when=lambda user, edition, shown: _second(user, edition, "approve"),
    ),
    "send_back": Act(
        articles.send_back_edition, *_label("send_back"), _("Sent back."), forms.ReasonForm,
        verb=policies.APPROVE,
        when=lambda user, edition, shown: _second(user, edition, "send_back"),
    ),
    "take_back": Act(
        articles.take_back_edition, *_label("take_back"), _("Taken back."), verb=policies.DRAFT,
        when=lambda user, edition, shown: _mine(user, edition, "take_back"),
    ),
    "give_up": Act(
        articles.give_up_edition, *_label("give_up"), _("Given up."), verb=policies.DRAFT,
        when=lambda user, edition, shown: _mine(user, edition, "give_up"),
    ),
    "update": Act(
        articles.open_edition, _("State new facts"),
        _("A draft from the present text; the earlier version stays public beside it."),
        _("A draft was made from the present text."), forms.NextForm, verb=policies.DRAFT,
        when=lambda user, edition, shown: shown and not edition.is_open,
        given=(("act", EditionAct.UPDATE.value),),
    ),
    "correct": Act(
        articles.open_edition, _("Correct an error"),
        _("A draft from the present text; the public reads that it was wrong."),
        _("A draft was made from the present text."), forms.CorrectForm, verb=policies.DRAFT,
        when=lambda user, edition, shown: shown and not edition.is_open,
        given=(("act", EditionAct.CORRECT.value),),
    ),
    "withdraw": Act(
        articles.propose_withdrawal, _("Propose to withdraw"),
        _("Another person decides; the address then tells kind of reason, day and basis."),
        _("Proposed. Another person decides now."), forms.WithdrawForm, verb=policies.DRAFT,
        when=lambda user, edition, shown: shown and not edition.is_open,
    ),
}  # fmt: skip


def is_open(name: str, user: Any, row: Article, edition: ArticleEdition, *, shown: bool) -> bool:
    """Whether the user may do the act now; `shown` says whether the article is on display."""
    act = ACTS[name]
    return policies.may(user, act.verb, row.organisation) and act.when(user, edition, shown)


def acts_for(
    user: Any, row: Article, edition: ArticleEdition, *, shown: bool, digest: str,
    bound: Bound = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Acts that I may do now, as the panel shows them; changing one's draft has its own page."""
    found = [
        _panel(name, row, edition, digest, bound)
        for name in ACTS
        if is_open(name, user, row, edition, shown=shown)
    ]
    if _mine(user, edition, "submit"):
        url = reverse("desk:article-change", args=[row.pk])
        found.insert(1, panels.link("change", _("Change the draft"), url))
    return found


def _panel(
    name: str, row: Article, edition: ArticleEdition, digest: str, bound: Bound
) -> dict[str, Any]:
    act, url = ACTS[name], reverse("desk:article-act", args=[row.pk, name])
    form = partial(act.form, initial={"digest": digest}) if act.form is not None else _nothing
    made = panels.button(name, act, url, form, bound, version=edition.version)
    return {**made, "open": name == "approve"}


def _nothing() -> None:
    """What an act without a form asks."""
