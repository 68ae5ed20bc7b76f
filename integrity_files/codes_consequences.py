"""Codes of what follows a record: a closed list (domain.md 4.6, 1.5, 1.6; 政务处分法 art. 7, 8)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsequenceKind(models.TextChoices):
    """What may follow a record about a body. Nothing outside of this list."""

    EXPLANATION = "explanation", _("written explanation")
    RECTIFICATION = "rectification", _("rectification within a time limit")
    HONOURS = "honours", _("no honours and commendations")
    CRITICISM = "criticism", _("notice of criticism")
    TALK = "talk", _("admonishing talk")
    ACCOUNTABILITY = "account", _("accountability of the principal person")
    FUNDS = "funds", _("limit on fiscal funds, special bonds and projects")
    SPENDING = "spending", _("limit on official spending, offices and budgets")
    PERFORMANCE = "performance", _("deduction in the performance appraisal")


#: These last for a term, from the day on which the second person confirmed them.
TERMED = frozenset({ConsequenceKind.HONOURS, ConsequenceKind.FUNDS, ConsequenceKind.SPENDING})
#: Without months these last as long as the record is shown, at most (set by this portal).
WITH_DISPLAY = frozenset({ConsequenceKind.FUNDS, ConsequenceKind.SPENDING})
#: The clock by which each is to be carried out: a code of the time limits.
RULES = {
    ConsequenceKind.EXPLANATION: "CONS-EXPLAIN",
    ConsequenceKind.RECTIFICATION: "CONS-RECTIFY",
}
OTHER_RULE = "CONS-CARRY"
ESCALATE_RULE = "CONS-ESCALATE"
#: What the body about which the record is does itself; the rest is done by others about it.
BY_THE_BODY = frozenset({ConsequenceKind.EXPLANATION, ConsequenceKind.RECTIFICATION})
#: The text that each usually rests on, offered when it is ordered; the officer may cite more.
BASES = {
    ConsequenceKind.EXPLANATION: "国发〔2016〕76号",
    ConsequenceKind.RECTIFICATION: "国发〔2016〕76号；发改财金〔2023〕1103号",
    ConsequenceKind.HONOURS: "国发〔2016〕76号；《辽宁省政务严重失信行为联合惩戒实施办法（试行）》",
    ConsequenceKind.CRITICISM: "国发〔2016〕76号",
    ConsequenceKind.TALK: "国发〔2016〕76号",
    ConsequenceKind.ACCOUNTABILITY: "国发〔2016〕76号",
    ConsequenceKind.FUNDS: "发改财金〔2023〕1103号",
    ConsequenceKind.SPENDING: "《保障中小企业款项支付条例》第二十六条",
    ConsequenceKind.PERFORMANCE: "国发〔2016〕76号；政务诚信考核评价办法",
}


class ConsequenceState(models.TextChoices):
    """Where a consequence stands. That a term is over is computed by the day."""

    ORDERED = "ordered", _("ordered, to be confirmed")
    STRUCK = "struck", _("not confirmed")
    RUNNING = "running", _("to be carried out")
    REPORTED = "reported", _("reported as carried out, to be accepted")
    ACCEPTED = "accepted", _("carried out, accepted")
    LIFTED = "lifted", _("lifted")


OPEN = (ConsequenceState.RUNNING, ConsequenceState.REPORTED)
IN_FORCE = (*OPEN, ConsequenceState.ACCEPTED)


class LiftReason(models.TextChoices):
    """Why what followed a record ends before its day."""

    REVOKED = "revoked", _("the record was revoked")
    REPAIRED = "repaired", _("the record was repaired")


class Sanction(models.TextChoices):
    """Governmental sanctions of persons (政务处分法 art. 7)."""

    WARNING = "warning", _("warning")
    DEMERIT = "demerit", _("demerit")
    GREAT_DEMERIT = "great", _("great demerit")
    DEMOTION = "demotion", _("demotion")
    REMOVAL = "removal", _("removal from office")
    DISMISSAL = "dismissal", _("dismissal")


class TermState(models.TextChoices):
    """Whether a second person confirmed the entry of a sanction."""

    ENTERED = "entered", _("entered, to be confirmed")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("not confirmed")
