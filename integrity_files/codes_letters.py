"""Codes of letters to organs and bodies, and of queries of selection committees."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class LetterKind(models.TextChoices):
    """What is written; each kind has a series of numbers of its own."""

    NOTICE = "notice", _("notice")
    ORDER = "order", _("order to rectify")
    DECISION = "decision", _("decision")
    LETTER = "letter", _("letter to an organ")


#: The word of the kind in a document number, after the short name of the organ.
MARKS = {
    LetterKind.NOTICE: "告",
    LetterKind.ORDER: "责",
    LetterKind.DECISION: "决",
    LetterKind.LETTER: "函",
}


class LetterState(models.TextChoices):
    """Where a letter stands."""

    DRAFT = "draft", _("draft")
    GIVEN_UP = "given_up", pgettext_lazy("letter", "given up")
    ISSUED = "issued", _("issued")


class PaperState(models.TextChoices):
    """Whether a second clerk compared the entry of a paper answer with the paper."""

    ENTERED = "entered", _("entered, to be checked")
    CHECKED = "checked", _("checked")
    REFUSED = "refused", _("does not agree with the paper")


class QueryPurpose(models.TextChoices):
    """For what a selection committee asks."""

    HONOUR = "honour", _("honour or commendation")
    PILOT = "pilot", _("pilot or demonstration title")
    APPRAISAL = "appraisal", _("annual appraisal")
    FUNDS = "funds", _("funds or projects")
