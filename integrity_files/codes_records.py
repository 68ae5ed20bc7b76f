"""Codes of breach records from the order to rectify to the end (domain.md 1.2, 1.5, 2.7, 4.6)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RecordState(models.TextChoices):
    """Where a record stands. Its publication is a thing of its own (`Shown`)."""

    RECTIFYING = "rectifying", _("rectification ordered")
    NOTICED = "noticed", _("notice served")
    HEARD = "heard", _("statement considered")
    PROPOSED = "proposed", _("determination proposed")
    DROPPING = "dropping", _("to be dropped, to be confirmed")
    DECIDED = "decided", _("determined")
    SETTLED = "settled", _("rectified, no record")
    DROPPED = "dropped", _("not pursued")
    REVOKED = "revoked", _("revoked")


#: Nothing is determined yet, and something is still to be done.
PENDING = frozenset(
    {
        RecordState.RECTIFYING,
        RecordState.NOTICED,
        RecordState.HEARD,
        RecordState.PROPOSED,
        RecordState.DROPPING,
    }
)
#: Rectified in time there is no record; later the record says that it was rectified.
BEFORE_DETERMINATION = frozenset(
    {RecordState.RECTIFYING, RecordState.NOTICED, RecordState.HEARD, RecordState.PROPOSED}
)
DETERMINED_STATES = (RecordState.PROPOSED, RecordState.DECIDED)
"""States in which a document grounds one record about a body only."""


class Shown(models.TextChoices):
    """What has become of a determined record's display; computed, nothing is deleted."""

    WAITING = "waiting", _("waiting for publication")
    SHOWN = "shown", _("on display")
    NOT_SHOWN = "not_shown", _("not displayed by rule")
    HIDDEN = "hidden", _("hidden in an emergency")
    REPAIRED = "repaired", _("ended by credit repair")
    EXPIRED = "expired", _("display period ended")
    UNCORRECTED = "expired_uncorrected", _("display period ended, not corrected")
    WITHDRAWN = "withdrawn", _("taken off display")
    REVOKED = "revoked", _("revoked")


class Domain(models.TextChoices):
    """Field of activity (no. 1103 of 2023: six fields; no. 76 of 2016: debt, statistics)."""

    PROCUREMENT = "procurement", _("government procurement")
    BIDDING = "bidding", _("bidding and tendering")
    PROMOTION = "promotion", _("investment promotion")
    PARTNERSHIP = "partnership", _("public-private partnership")
    SUPPORT = "support", _("industrial support")
    INVESTMENT = "investment", _("government investment")
    DEBT = "debt", _("government debt")
    STATISTICS = "statistics", _("statistics")
    OTHER = "other", _("another field")


class Counterparty(models.TextChoices):
    """What kind of party the breach was against; its name is never published."""

    PRIVATE = "private", _("a private firm")
    STATE_FIRM = "state_firm", _("a state-owned firm")
    SOLE = "sole", _("a sole trader")
    PERSON = "person", _("a natural person")
    ASSOCIATION = "association", _("a social organisation")
    BODY = "body", _("a public body")
    PUBLIC = "public", _("the public at large")


class Leniency(models.TextChoices):
    """Reasons for a lighter weighing (no. 76 of 2016; both plans): with evidence only."""

    LOSS = "loss", _("the loss was recovered on its own initiative")
    EFFECT = "effect", _("the effect was removed")
    HARM = "harm", _("the harm was prevented")


class FileUse(models.TextChoices):
    """What a file of a record is for."""

    NOTICE = "notice", _("evidence for the notice")
    STATEMENT = "statement", _("evidence for the statement")
    REPORT = "report", _("evidence of rectification")
    BASIS = "basis", _("document of determination")
    LENIENCY = "leniency", _("evidence for leniency")
    REDRESS = "redress", _("document of a correction, revocation or end of a hiding")


class StatementState(models.TextChoices):
    """Where a statement stands."""

    DRAFT = "draft", _("draft")
    FILED = "filed", _("handed in")


class ReportState(models.TextChoices):
    """Where a report of rectification stands."""

    FILED = "filed", _("handed in")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("not accepted")


class HideReason(models.TextChoices):
    """Why one person may hide a record at once (security.md S15)."""

    COURT = "court", _("a court order")
    PERSONAL = "personal", _("leaked personal data")


class HidingState(models.TextChoices):
    """What became of an emergency hiding."""

    OPEN = "open", _("hidden, to be confirmed")
    CONFIRMED = "confirmed", _("confirmed by a second person")
    ENDED = "ended", _("shown again by a second person")
    LAPSED = "lapsed", _("shown again, nobody confirmed it")


class RevokeGround(models.TextChoices):
    """Why a record is revoked."""

    OBJECTION = "objection", _("an objection was upheld")
    DOCUMENT = "document", _("the document of determination was revoked or changed")
    ERROR = "error", _("it was made by mistake")


class MotionWay(models.TextChoices):
    """What the office itself may propose of a determined record."""

    CORRECT = "correct", _("to correct the record")
    REVOKE = "revoke", _("to revoke the record")
    SHOW = "show", _("to end a confirmed hiding")


class MotionState(models.TextChoices):
    """What became of a proposal of the office."""

    PROPOSED = "proposed", _("proposed, a second person decides")
    DECIDED = "decided", _("decided and carried out")
    RETURNED = "returned", _("sent back")
    RECALLED = "recalled", _("taken back by whoever proposed it")


#: Grounds on which the office acts by itself; an objection is decided in its own case.
MOTION_GROUNDS = (RevokeGround.DOCUMENT, RevokeGround.ERROR)
