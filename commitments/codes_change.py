"""Closed code lists of lawful change, void promises, the authority to promise and incentives.

Grounds that the law forbids (优化营商环境条例 art. 31: change of division, government,
institution or function, responsible person) are in no list here.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ChangeKind(TextChoices):
    """Whether another text takes its place."""

    CHANGE = "change", _("Lawful change")
    WITHDRAW = "withdraw", _("Lawful withdrawal")


class ChangeState(TextChoices):
    """Where the case stands."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Before the superior body")
    RETURNED = "returned", _("Returned")
    APPROVED = "approved", _("Approved by the superior body")
    REFUSED = "refused", _("Refused by the superior body")
    DISCARDED = "discarded", _("Discarded")


class ChangeGround(TextChoices):
    """Why a promise may lawfully be changed or withdrawn; its basis stands in change_rules."""

    LAW_CHANGED = "law_changed", _("A law or regulation was changed or repealed")
    NATIONAL_POLICY = "national_policy", _("National policy was adjusted")
    OBJECTIVE_CHANGE = "objective_change", _("The objective situation changed greatly")
    FORCE_MAJEURE = "force_majeure", _("Force majeure")
    PUBLIC_INTEREST = "public_interest", _("Public interest, with compensation")
    BENEFICIARY_AGREED = "beneficiary_agreed", _("The beneficiaries agreed")
    FACTUAL_ERROR = "factual_error", _("An error of fact in the text")


class ProcedureStep(TextChoices):
    """Steps of the procedure, each with its day."""

    LEGALITY_REVIEW = "legality_review", _("Internal legality review")
    COLLECTIVE_DECISION = "collective_decision", _("Collective decision")
    HEARING = "hearing", _("Hearing of those concerned")
    DRAFT_PUBLISHED = "draft_published", _("Draft published for comment")
    EXPERT_OPINION = "expert_opinion", _("Expert opinion")
    CONSENT = "consent", _("Written consent of the beneficiaries")


class CompensationKind(TextChoices):
    """What those who relied on the promise get."""

    NONE = "none", _("None needed")
    AGREED = "agreed", _("Agreed, to be paid")
    PAID = "paid", _("Paid already")


class VoidGround(TextChoices):
    """Why a promise was unlawful from the beginning."""

    BEYOND_POWERS = "beyond_powers", _("Beyond the powers of the body")
    UNFAIR_COMPETITION = "unfair_competition", _("Against fair competition")
    TAX_UNLAWFUL = "tax_unlawful", _("Tax or fee relief without basis in law")
    NO_BUDGET = "no_budget", _("Spending outside of the budget")
    AGAINST_LAW = "against_law", _("Against a mandatory provision of law")


class LegalityResult(TextChoices):
    """What the legality review found."""

    LAWFUL = "lawful", _("Lawful")
    LAWFUL_AMENDED = "lawful_amended", _("Lawful after amendment")


class CompetitionResult(TextChoices):
    """What the fair-competition review found."""

    NO_RESTRICTION = "no_restriction", _("Does not restrict competition")
    EXCEPTION = "exception", _("Allowed as an exception")
    NOT_CONCERNED = "not_concerned", _("Concerns no business activity")


class IncentiveKind(TextChoices):
    """What is offered."""

    CASH = "cash", _("Cash subsidy")
    TAX = "tax", _("Tax-related")
    RENT_LAND = "rent_land", _("Rent or land")
    TALENT = "talent", _("Talent")
    FEE_RELIEF = "fee_relief", _("Fee relief")
    OTHER = "other", _("Other incentive")


class Industry(TextChoices):
    """To which industry it is offered."""

    ANY = "any", _("Any industry")
    EQUIPMENT = "equipment", _("Equipment manufacturing")
    AUTOMOTIVE = "automotive", _("Automotive")
    AVIATION = "aviation", _("Aviation")
    ELECTRONICS = "electronics", _("Electronics and integrated circuits")
    SOFTWARE = "software", _("Software and artificial intelligence")
    BIOMEDICINE = "biomedicine", _("Biology and medicine")
    MATERIALS = "materials", _("New materials and chemistry")
    FOOD = "food", _("Food and agricultural processing")
    LOGISTICS = "logistics", _("Trade and logistics")
    SERVICES = "services", _("Modern services")
    TOURISM = "tourism", _("Culture and tourism")


class Firm(TextChoices):
    """To which kind of firm."""

    ANY = "any", _("Any firm")
    SMALL = "small", _("Small and micro firms")
    HIGH_TECH = "high_tech", _("High-technology firms")
    HEADQUARTERS = "headquarters", _("Headquarters")
    FOREIGN = "foreign", _("Foreign-funded firms")
    NEWLY_SETTLED = "newly_settled", _("Newly settled firms")
    PERSONS = "persons", _("Talent (persons)")


class Measure(TextChoices):
    """In what the height of an incentive is stated."""

    AMOUNT = "amount", _("Yuan")
    PERCENT = "percent", _("Per cent")


LIVE_CHANGE: tuple[str, ...] = (
    ChangeState.DRAFT,
    ChangeState.SUBMITTED,
    ChangeState.RETURNED,
)
"""States of a case that is not finished."""

EDITABLE_CHANGE: tuple[str, ...] = (ChangeState.DRAFT, ChangeState.RETURNED)
"""States in which the case, and the new text with it, may be edited."""
