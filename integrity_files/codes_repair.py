"""Codes of credit repair (order 36; domain.md 1.1 REP-*, 1.2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class RepairState(models.TextChoices):
    """Where an application for repair stands."""

    DRAFT = "draft", _("draft")
    FILED = "filed", pgettext_lazy("repair", "filed, acceptance to be decided")
    INCOMPLETE = "incomplete", _("papers are missing")
    ACCEPTED = "accepted", pgettext_lazy("repair", "accepted, being examined")
    REFUSED = "refused", pgettext_lazy("repair", "not accepted")
    PROPOSED = "proposed", pgettext_lazy("repair", "result proposed")
    DECIDED = "decided", pgettext_lazy("repair", "decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("repair", "withdrawn by the body")
    MOOT = "moot", pgettext_lazy("repair", "fell away, the record was revoked or repaired")


OPEN_STATES = (
    RepairState.DRAFT, RepairState.FILED, RepairState.INCOMPLETE, RepairState.ACCEPTED,
    RepairState.PROPOSED,
)  # fmt: skip
"""At most one application of a record that its body filed by its desk is in one of these."""
TAKEN_STATES = (RepairState.ACCEPTED, RepairState.PROPOSED)
"""At most one application of a record, however filed, is in one of these."""
AT_OFFICE = OPEN_STATES[1:]
FILED_STATES = tuple(one for one in RepairState if one != RepairState.DRAFT)


class RepairOutcome(models.TextChoices):
    """What is proposed and decided."""

    GRANT = "grant", _("repair granted")
    REFUSE = "refuse", _("repair not granted")
    FALSE = "false", _("false material was handed in")


class RepairUse(models.TextChoices):
    """What a file of an application is for."""

    EVIDENCE = "evidence", _("evidence that the breach is corrected")
    SELF = "self", _("evidence of self-correction or training")
    COMPLETION = "completion", _("papers handed in later")
