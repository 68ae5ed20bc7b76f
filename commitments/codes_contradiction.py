"""Closed code lists of "was it kept for you?"."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Says(TextChoices):
    """What somebody answers about a promise."""

    KEPT = "kept", pgettext_lazy("answer", "Yes, it was kept")
    NOT_KEPT = "not_kept", pgettext_lazy("answer", "No, it was not kept")


class AnswerState(TextChoices):
    """Where an answer stands; a "yes" is only counted."""

    COUNTED = "counted", _("Counted")
    FILED = "filed", _("To be checked")
    CONFIRMED = "confirmed", _("Checked: the facts are plausible")
    NOT_CONFIRMED = "not_confirmed", _("Checked: not confirmed")
    DUPLICATE = "duplicate", _("Said already by the same person")
    WITHDRAWN = "withdrawn", _("Taken back")


DECIDED: tuple[str, ...] = (
    AnswerState.CONFIRMED,
    AnswerState.NOT_CONFIRMED,
    AnswerState.DUPLICATE,
)
"""States that a credit officer sets, with a reason."""

COUNTS_AS_NO: tuple[str, ...] = (
    AnswerState.FILED,
    AnswerState.CONFIRMED,
    AnswerState.NOT_CONFIRMED,
)
"""States in which a "no" is one of the noes shown in public."""

DOUBTED_OUTCOMES: tuple[str, ...] = ("kept", "kept_late", "partly_kept")
"""Outcomes that a contradiction can upset; the others say already that it was not kept."""
