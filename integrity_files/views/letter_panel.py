"""The acts on a letter: which I may do now, what each asks for and says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.workflow import panels
from credit_portal.workflow.panels import Bound
from integrity_files import letter_forms as forms
from integrity_files import policies as base
from integrity_files import policies_letters as policies
from integrity_files.codes_letters import LetterState
from integrity_files.models import Letter
from integrity_files.services import letter_answers, letters


@dataclass(frozen=True, kw_only=True)
class Act(panels.Plain):
    """An act, its verb, the state that it needs, and whether he may beyond that."""

    verb: str
    state: str
    when: Callable[[Any, Letter], bool] = lambda user, row: True


def _second(user: Any, row: Letter) -> bool:
    return base.may_second(user, row.drafter, row.drafted_on)


def _mine(user: Any, row: Letter) -> bool:
    return bool(row.drafter_id == user.pk)


ACTS: dict[str, Act] = {
    "issue": Act(
        letters.issue_letter, _("Issue the letter"),
        _("It gets its number and its archive copy, and never changes again."), _("Issued."),
        forms.SureForm, tone="main", verb=policies.ISSUE, state=LetterState.DRAFT, when=_second,
    ),
    "send_back": Act(
        letters.return_letter, pgettext_lazy("letter", "Send back"),
        _("With the reasons; whoever drafted it changes it."), _("Sent back."), forms.ReturnForm,
        verb=policies.ISSUE, state=LetterState.DRAFT, when=_second,
    ),
    "give_up": Act(
        letters.give_up_letter, _("Give the draft up"), _("It stays on file without a number."),
        _("Given up."), forms.SureForm, verb=policies.DRAFT, state=LetterState.DRAFT, when=_mine,
    ),
    "answer": Act(
        letter_answers.enter_answer, _("Enter an answer on paper"),
        _("With its scan; another clerk compares it."),
        _("Entered. Another clerk compares it now."), forms.PaperForm, verb=policies.ENTER,
        state=LetterState.ISSUED,
    ),
}  # fmt: skip


def is_open(act: Act, user: Any, row: Letter) -> bool:
    """Whether the user may do the act now."""
    return (
        row.state == act.state and policies.may(user, act.verb, row.organ) and act.when(user, row)
    )


def acts_for(user: Any, row: Letter, bound: Bound = None) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them; changing one's draft has its own page."""
    acts = {name: act for name, act in ACTS.items() if is_open(act, user, row)}
    found = panels.buttons(acts, "letters:act", row, bound)
    if row.state == LetterState.DRAFT and _mine(user, row):
        url = reverse("letters:change", args=[row.pk])
        found.insert(0, panels.link("change", _("Change the draft"), url, tone="main"))
    return found
