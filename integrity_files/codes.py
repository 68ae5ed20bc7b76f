"""Codes of breach records: severity, visibility, sources, fields (domain.md 2.7, 4.4)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Severity(models.TextChoices):
    """How grave a breach is (order 36: three levels)."""

    MINOR = "minor", _("minor")
    GENERAL = "general", _("general")
    SERIOUS = "serious", _("serious")


class Visibility(models.TextChoices):
    """Who may see records of an item (order 36, art. 3: display and sharing are two things)."""

    PUBLIC = "public", _("shown to the public")
    QUERY = "query", _("on query with a purpose")
    INTERNAL = "internal", _("for the offices concerned")


class Source(models.TextChoices):
    """The document with legal force that a record rests on (no. 49 of 2020; domain.md 4.4)."""

    JUDGMENT = "S1", _("court judgment or enforcement")
    PENALTY = "S2", _("administrative penalty")
    DISCIPLINE = "S3", _("Party discipline or governmental sanction")
    ACCOUNTABILITY = "S4", _("accountability decision")
    RECONSIDERATION = "S5", _("administrative reconsideration decision")
    AUDIT = "S6", _("audit, supervision or inspection finding")
    SUPERIOR = "S7", _("determination by the superior authority")
    ARBITRATION = "S8", _("arbitral award")


class Field(models.TextChoices):
    """What a record may hold, in the order of the form (domain.md 2.7, from nos. 1103, 76, 49)."""

    NUMBER = "number", _("record number")
    SUBJECT = "subject", _("name and code of the subject")
    DIVISION = "division", _("division")
    DOMAIN = "domain", _("field of activity")
    CATEGORY = "category", _("category of the breach")
    FACTS = "facts", _("summary of the facts")
    AGREEMENT = "agreement", _("contract or commitment")
    AMOUNT = "amount", _("amount concerned")
    PERFORMED = "performed", _("what was performed and what was not")
    COUNTERPARTY = "counterparty", _("kind of the other party")
    DOCUMENT = "document", _("document of determination: title, number, organ, date")
    SEVERITY = "severity", _("severity")
    DISPLAY = "display", _("display period")
    RECTIFICATION = "rectification", _("rectification: time limit, explanation, state")
    CONSEQUENCES = "consequences", _("consequences")
    REPAIR = "repair", _("state of the repair")
    OBJECTION = "objection", _("objection mark")
    RESPONSIBLE = "responsible", _("responsible post and person")
    BATCH = "batch", _("batch of the report upward")


#: Never shown outside the offices concerned, whatever the item says (domain.md 1.12, 2.7).
INTERNAL_FIELDS = frozenset({Field.RESPONSIBLE, Field.BATCH})
#: Without these nothing is a record (no. 49 of 2020, art. 1; design.md, notes on breaches).
NEEDED_FIELDS = frozenset(
    {Field.NUMBER, Field.SUBJECT, Field.CATEGORY, Field.FACTS, Field.DOCUMENT, Field.SEVERITY}
)
