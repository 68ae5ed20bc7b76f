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


#: Without these nothing is a record (no. 49 of 2020, art. 1; design.md, notes on breaches).
NEEDED_FIELDS = frozenset(
    {Field.NUMBER, Field.SUBJECT, Field.CATEGORY, Field.FACTS, Field.DOCUMENT, Field.SEVERITY}
)


class BreachCategory(models.TextChoices):
    """What kind of breach (domain.md 4.3; nos. 1103 and 76, the two plans)."""

    CONTRACT = "B01", _("breach of contract")
    WORKS = "B02", _("arrears for works")
    GOODS = "B03", _("arrears for goods and services")
    DEMOLITION = "B04", _("arrears of demolition money")
    INVESTMENT = "B05", _("investment promise not honoured or false")
    OLD_ACCOUNT = "B06", _("new officials ignore old accounts")
    POLICY = "B07", _("policy changed overnight or discontinued")
    FEES = "B08", _("unlawful fees or deposits kept back")
    INACTION = "B09", _("inaction or lateness")
    JUDGMENT = "B10", _("judgment not performed")
    RECONSIDERATION = "B11", _("reconsideration decision or administrative agreement not performed")
    PROCUREMENT = "B12", _("procurement contract not performed or paid")
    BIDDING = "B13", _("dishonesty in bidding")
    PARTNERSHIP = "B14", _("breach in a public-private partnership")
    DEBT = "B15", _("unlawful borrowing")
    STATISTICS = "B16", _("statistical fraud")
    COMPETITION = "B17", _("policy that restricts competition")
    PROCEDURE = "B18", _("decision made or changed without procedure")
    PROMISE = "B19", _("public commitment not kept")
    REPORTING = "B20", _("credit information reported late or concealed")
    OTHER = "B99", _("other breach of trust")


class Excuse(models.TextChoices):
    """Grounds that are never a ground (优化营商环境条例 art. 31; 款项支付条例 art. 14)."""

    DIVISION = "E1", _("a change of divisions")
    GOVERNMENT = "E2", _("a new government")
    FUNCTION = "E3", _("a change of bodies or functions")
    PERSON = "E4", _("a change of the person responsible")
    HEAD = "E5", _("a change of the legal representative")
    INTERNAL = "E6", _("an internal payment procedure")
    ACCEPTANCE = "E7", _("a wait for completion records or final accounts, not agreed on")
    AUDIT = "E8", _("an audit result as the basis of settlement, without a law")


class Origin(models.TextChoices):
    """Where a lead comes from. Only a lead, never a record (domain.md 4.4)."""

    BROKEN = "broken", _("a commitment found broken")
    VOID = "void", _("a commitment found void")
    DOCUMENT = "document", _("a document of another organ")
    HAND = "hand", _("noticed by the credit office")
    COMPLAINT = "complaint", _("a complaint found true")


class LeadState(models.TextChoices):
    """Where a lead stands."""

    NEW = "new", _("new")
    ASSIGNED = "assigned", _("being verified")
    DOUBTED = "doubted", _("found untrue, to be confirmed")
    UNTRUE = "untrue", _("not true, closed")
    TRUE = "true", _("true")
    SUPERSEDED = "superseded", _("its ground fell away")


LEAD_OPEN = frozenset({LeadState.NEW, LeadState.ASSIGNED, LeadState.DOUBTED})
