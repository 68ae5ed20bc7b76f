"""Closed code lists of the commitments system.

English keys in the database, Chinese on the page (``domain.md`` 9). The fourteen
livelihood fields are those of the Shenyang plan; two of their names are dated terms,
so the code is stable and the label may change.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(TextChoices):
    """What kind of promise it is."""

    SERVICE_QUALITY = "service_quality", _("Service quality")
    DEADLINE = "deadline", _("Time limit")
    GUARANTEE = "guarantee", _("Guarantee")
    POLICY = "policy", _("Policy promise")
    CONTRACT = "contract", _("Contract")
    LIVELIHOOD = "livelihood", _("Livelihood field")
    OTHER = "other", _("Other commitment")


class Shape(TextChoices):
    """Done once by a day, or a standard that holds all the time."""

    ONE_OFF = "one_off", _("One-off")
    STANDING = "standing", _("Standing")


class Period(TextChoices):
    """How long one measuring period of a standing commitment is."""

    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    HALF_YEAR = "half_year", _("Half-year")
    YEAR = "year", _("Year")


class Comparison(TextChoices):
    """On which side of the target the promise is kept."""

    AT_LEAST = "at_least", _("At least")
    AT_MOST = "at_most", _("At most")


class Figure(TextChoices):
    """How numerator and denominator make the measured value."""

    SHARE = "share", _("Share of cases (per cent)")
    AVERAGE = "average", _("Average per case")


class State(TextChoices):
    """Where the filing stands; the outcome is a field of its own."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    RETURNED = "returned", _("Returned")
    REGISTERED = "registered", _("Registered")
    DISCARDED = "discarded", _("Discarded")


class Outcome(TextChoices):
    """What became of the promise. ``open`` until two people have confirmed one."""

    OPEN = "open", _("Being performed")
    KEPT = "kept", pgettext_lazy("outcome", "Kept")
    KEPT_LATE = "kept_late", pgettext_lazy("outcome", "Kept late")
    PARTLY_KEPT = "partly_kept", pgettext_lazy("outcome", "Partly kept")
    BROKEN = "broken", pgettext_lazy("outcome", "Broken")
    NOT_REPORTED = "not_reported", pgettext_lazy("outcome", "Not reported")
    CHANGED_LAWFULLY = "changed_lawfully", pgettext_lazy("outcome", "Changed lawfully")
    WITHDRAWN_LAWFULLY = "withdrawn_lawfully", pgettext_lazy("outcome", "Withdrawn lawfully")
    VOID = "void", pgettext_lazy("outcome", "Void")


class PeriodOutcome(TextChoices):
    """Outcome of one measuring period."""

    OPEN = "open", _("Being measured")
    KEPT = "kept", _("Target met")
    KEPT_LATE = "kept_late", _("Target met, reported late")
    BROKEN = "broken", _("Target missed")
    NOT_REPORTED = "not_reported", pgettext_lazy("outcome", "Not reported")
    NO_CASES = "no_cases", _("No cases in the period")


class Claim(TextChoices):
    """What the body says in a performance report."""

    PROGRESS = "progress", _("Progress so far")
    FULFILLED = "fulfilled", _("Fulfilled")
    PARTLY = "partly", _("Partly fulfilled")
    NOT_FULFILLED = "not_fulfilled", _("Not fulfilled")
    FIGURES = "figures", _("Figures of a period")


class VerificationState(TextChoices):
    """Where a verification stands."""

    OPEN = "open", _("To be verified")
    PROPOSED = "proposed", _("Outcome proposed")
    RETURNED = "returned", _("Returned to the verifier")
    CONFIRMED = "confirmed", _("Confirmed")
    DISMISSED = "dismissed", _("Closed without an outcome")


class OpenedBecause(TextChoices):
    """What opened the verification."""

    DUE = "due", _("The due date passed")
    REPORT = "report", _("The body reported")
    MANUAL = "manual", _("Opened by the credit office")
    CONTRADICTED = "contradicted", _("Contradicted by those it was promised to")
    OBJECTED = "objected", _("Found wrong on an objection")


class Sector(TextChoices):
    """Subject area; the first fourteen are the livelihood fields."""

    EMPLOYMENT = "employment", _("Employment")
    PROPERTY_MANAGEMENT = "property_management", _("Property management")
    SCHOOLING = "schooling", _("Schooling")
    FAMILY_PLANNING = "family_planning", _("Childbirth support and childcare")
    ELDERLY_CARE = "elderly_care", _("Elderly care")
    DISABILITY_ASSISTANCE = "disability_assistance", _("Disability assistance")
    POVERTY_ALLEVIATION = "poverty_alleviation", _("Help against falling back into poverty")
    MEDICAL_INSURANCE = "medical_insurance", _("Medical insurance")
    HOUSING = "housing", _("Housing")
    TRAVEL = "travel", _("Travel")
    PARKING = "parking", _("Parking")
    FIRE_THEFT_PREVENTION = "fire_theft_prevention", _("Fire and theft prevention")
    MILITARY_SUPPORT = "military_support", _("Support for military and families")
    CONVENIENCE_SERVICES = "convenience_services", _("Convenience services")
    GOVERNMENT_SERVICES = "government_services", _("Government services")
    MARKET_REGULATION = "market_regulation", _("Market regulation")
    INVESTMENT_PROMOTION = "investment_promotion", _("Investment promotion")
    PROCUREMENT = "procurement", _("Government procurement")
    CONSTRUCTION = "construction", _("Construction and urban management")
    ENVIRONMENT = "environment", _("Ecology and environment")
    HEALTH = "health", _("Health")
    FINANCE = "finance", _("Finance and taxation")
    JUSTICE = "justice", _("Justice and public security")
    AGRICULTURE = "agriculture", _("Agriculture and rural areas")
    CULTURE_TOURISM = "culture_tourism", _("Culture and tourism")
    OTHER = "other_sector", _("Other sector")


LAWFUL_ENDS: tuple[str, ...] = (Outcome.CHANGED_LAWFULLY, Outcome.WITHDRAWN_LAWFULLY)
"""Ends by the procedure of a lawful change: neither kept nor broken."""

ENDED: tuple[str, ...] = (*LAWFUL_ENDS, Outcome.VOID)
"""Ends after which no duty of the promise is left, whatever its periods say."""


class SheetState(TextChoices):
    """Where the yearly sheet of a street or town stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for approval")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", pgettext_lazy("sheet", "Approved and published")


LIVELIHOOD_SECTORS: tuple[str, ...] = tuple(Sector.values[:14])
"""The fourteen livelihood fields of the Shenyang plan, in its order."""

EDITABLE_STATES: tuple[str, ...] = (State.DRAFT, State.RETURNED)
"""States in which the text may be changed."""

LIVE_VERIFICATION: tuple[str, ...] = (
    VerificationState.OPEN,
    VerificationState.PROPOSED,
    VerificationState.RETURNED,
)
"""Verification states that are not finished."""

TEXTS: tuple[str, ...] = (
    "title",
    "matter",
    "measure",
    "beneficiaries",
    "legal_basis",
    "authority",
    "evidence_required",
)
"""What every commitment says and the public reads, each in either language."""

PAIRED: tuple[str, ...] = (*TEXTS, "indicator", "unit", "source")
"""All texts that have two columns."""
