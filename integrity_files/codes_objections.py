"""Codes of objections and correction tips."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Objector(models.TextChoices):
    """Who objects: the subject of the record, or who represents it."""

    BODY = "body", _("the body itself, by its desk")
    FIRM = "firm", _("a firm or organisation")
    PERSON = "person", _("a person")
    REPRESENTATIVE = "agent", _("a legal representative or attorney")


class Ground(models.TextChoices):
    """What is wrong with the record."""

    FACTS = "facts", _("the facts are wrong")
    IDENTITY = "identity", _("it is not me, or the wrong body")
    PERFORMED = "performed", _("it has been performed already")
    DISPLAY = "display", _("the display period is wrong")
    SEVERITY = "severity", _("the severity is wrong")
    REVOKED = "revoked", _("the document it rests on was revoked or changed")
    OTHER = "other", _("something else is wrong")


class Proof(models.TextChoices):
    """The document that shows who objects."""

    LICENCE = "licence", _("business licence or certificate of registration")
    IDENTITY_CARD = "id_card", _("identity card")
    POWER = "power", _("power of attorney, with the identity card")
    MANDATE = "mandate", _("authorisation by the body, with the identity card")
    OTHER = "other", _("another official document")


class ObjectionState(models.TextChoices):
    """Where an objection stands."""

    RECEIVED = "received", pgettext_lazy("objection", "Received, to be examined")
    INCOMPLETE = "incomplete", pgettext_lazy("objection", "To be completed by you")
    REFUSED = "refused", pgettext_lazy("objection", "Not accepted")
    ACCEPTED = "accepted", pgettext_lazy("objection", "Accepted, the record is marked")
    TRANSFERRED = "transferred", pgettext_lazy("objection", "With the source organ")
    VERIFIED = "verified", pgettext_lazy("objection", "Verified, to be decided")
    PROPOSED = "proposed", pgettext_lazy("objection", "Decision proposed")
    DECIDED = "decided", pgettext_lazy("objection", "Decided")
    REPEATED = "repeated", pgettext_lazy("objection", "Answered by the earlier decision")
    APPEALED = "appealed", pgettext_lazy("objection", "Appealed")
    APPEAL_PROPOSED = "appeal_set", pgettext_lazy("objection", "Decision on the appeal proposed")
    APPEAL_DECIDED = "appeal_done", pgettext_lazy("objection", "Appeal decided")
    WITHDRAWN = "withdrawn", pgettext_lazy("objection", "Withdrawn")
    LAPSED = "lapsed", pgettext_lazy("objection", "Closed, not completed in time")


class Result(models.TextChoices):
    """What is decided."""

    REJECTED = "rejected", _("Rejected: the record is right")
    CORRECTED = "corrected", _("Upheld: the record is corrected")
    CANCELLED = "cancelled", _("Upheld: the record is cancelled")
    REFERRED = "referred", _("Referred to the organ that is competent")
    UPHELD = "upheld", _("The first decision stands")


#: Results of the first decision; that it stands is a result of its appeal.
FIRST_RESULTS = [one for one in Result.choices if one[0] != Result.UPHELD]


class NoteKind(models.TextChoices):
    """Words and files given on the way."""

    CLAIM = "claim", pgettext_lazy("objection note", "What is wrong")
    FACTS = "facts", pgettext_lazy("objection note", "Further facts")
    REASON = "reason", pgettext_lazy("objection note", "Reason")
    LETTER = "letter", pgettext_lazy("objection note", "Letter to the source organ")
    FINDING = "finding", pgettext_lazy("objection note", "What was found")
    DECISION = "decision", pgettext_lazy("objection note", "Reasons of the decision")
    APPEAL = "appeal", pgettext_lazy("objection note", "Appeal")


#: What the objector himself wrote and attached.
OWN_NOTES = (NoteKind.CLAIM, NoteKind.FACTS, NoteKind.APPEAL)


class Stop(models.TextChoices):
    """What the time does not count for (Henan art. 41, by analogy: OBJ-STOP)."""

    INSPECTION = "inspection", _("inspection or testing")
    APPRAISAL = "appraisal", _("appraisal")
    EXPERTS = "expert_review", _("review by experts")


class TipState(models.TextChoices):
    """Where a correction tip stands."""

    RECEIVED = "received", pgettext_lazy("tip", "Received, to be answered")
    ANSWERED = "answered", pgettext_lazy("tip", "Answered")


S = ObjectionState
#: The record bears the mark in these.
MARKED = (S.ACCEPTED, S.TRANSFERRED, S.VERIFIED, S.PROPOSED)
#: Nothing has been decided in these; the objector may add facts or withdraw.
OPEN = (S.RECEIVED, S.INCOMPLETE, *MARKED)
APPEAL_OPEN = (S.APPEALED, S.APPEAL_PROPOSED)
#: Decided once.
SETTLED = (S.DECIDED, *APPEAL_OPEN, S.APPEAL_DECIDED)
#: A repetition is answered by reference to one of these only: no appeal against it is open.
CITABLE = (S.DECIDED, S.APPEAL_DECIDED)
#: Who objected may be erased in these.
ENDED = (S.REFUSED, S.LAPSED, S.REPEATED, S.WITHDRAWN, S.DECIDED, S.APPEAL_DECIDED)
