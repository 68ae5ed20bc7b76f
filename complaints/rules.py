"""Which law applies to a complaint, which clocks it starts, where else one can turn.

Codes of time limits are rows of `DeadlineRule` (domain.md 1.1); nothing here counts days.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from complaints.codes import Purpose, RefusalGround, Regime
from integrity_files.codes import BreachCategory as B


@dataclass(frozen=True)
class Clocks:
    """Codes of the three time limits of a regime: first response, handling, total; the one to
    return a wrong assignment."""

    first: str
    handling: str
    total: str
    give_back: str


#: HOT-SY-FORWARD: passed on within a working day; HOT-DONE and HOT-SY-*: domain.md 1.1 (found,
#: so parameters); XF-*: Regulations on Petition Work art. 22, 23, 34; SME-*: Regulations on Payment
#: to Small and Medium Enterprises art. 25; GP-*: Government Procurement Law art. 55, 56.
CLOCKS: dict[Regime, Clocks] = {
    Regime.HOTLINE: Clocks("HOT-SY-FORWARD", "HOT-DONE", "HOT-SY-COMPLAINT", "HOT-SIGN"),
    Regime.PETITION: Clocks("XF-REG", "XF-DONE", "XF-DONE", "XF-RETURN"),
    Regime.ARREARS: Clocks("SME-ROUTE", "SME-HANDLE", "SME-HANDLE", "HOT-SIGN"),
    Regime.PROCUREMENT: Clocks(
        "HOT-SY-FORWARD", "GP-COMPLAIN-DECIDE", "GP-COMPLAIN-DECIDE", "HOT-SIGN"
    ),
    Regime.INVESTMENT: Clocks("HOT-SY-FORWARD", "HOT-SY-COMPLAINT", "HOT-SY-COMPLAINT", "HOT-SIGN"),
}  # fmt: skip
#: Questions and suggestions are answered sooner (HOT-SY-ASK, domain.md 1.1: found, a parameter).
QUESTION = Clocks("HOT-SY-FORWARD", "HOT-SY-ASK", "HOT-SY-ASK", "HOT-SIGN")
#: The first call after an answer, and the look four weeks later (set by this portal).
CALL_BACK, LOOK_BACK = "HOT-CALL-BACK", "HOT-LOOK-BACK"
#: When a reporter may ask for a review of a refusal or an answer, and when it is answered
#: (Regulations on Petition Work art. 35, by analogy for the other laws).
ASK_REVIEW, REVIEW = "XF-ASK", "XF-REVIEW"
#: Working days a body has to answer a supervision letter (set by this portal).
LETTER = "HOT-LETTER"
#: Working days a body that takes part has to say what it found (set by this portal).
OPINION = "HOT-OPINION"
#: By when a result of a work order must have left for the 12345 platform: as soon as a case is
#: passed on (set by this portal).
RESULT = "HOT-SY-FORWARD"
#: How long after its end it stays known, sealed, who reported (PIPL art. 19, 47; Civil Code art.
#: 188; the length set by this portal).
IDENTITY = "HOT-IDENTITY"


def clocks_of(regime: str, purpose: str) -> Clocks:
    """The time limits of a case."""
    if regime == Regime.HOTLINE and purpose in {Purpose.ASK, Purpose.SUGGESTION}:
        return QUESTION
    return CLOCKS[Regime(regime)]


ARREARS = frozenset({B.WORKS.value, B.GOODS.value})
PROCUREMENT = frozenset({B.PROCUREMENT.value})
INVESTMENT = frozenset({B.INVESTMENT.value, B.FEES.value})


def regime_of(*, purpose: str, category: str, business: bool, named: bool) -> Regime:
    """The law that applies, as intake proposes it; the hotline may choose another.

    Arrears to a firm go by the payment regulations (art. 25), procurement by its law, investment
    promises by the investment-environment channel; a report of misconduct by somebody who gives
    his name is a petition (Regulations on Petition Work art. 17); everything else is an order of
    the hotline.
    """
    if business and category in ARREARS:
        return Regime.ARREARS
    if category in PROCUREMENT:
        return Regime.PROCUREMENT
    if business and category in INVESTMENT:
        return Regime.INVESTMENT
    if purpose == Purpose.REPORT and named:
        return Regime.PETITION
    return Regime.HOTLINE


#: Grounds of a refusal with which the office that is competent is named.
NAMES_OFFICE = frozenset({RefusalGround.OTHER_LAW.value})
#: What whoever is refused can do instead.
REMEDIES = {
    RefusalGround.COURT: _(
        "Please pursue it with the court, the arbitrator or the reconsideration organ that has it."
    ),
    RefusalGround.INSPECTION: _(
        "Please turn to the discipline inspection and supervision organ, telephone 12388."
    ),
    RefusalGround.PETITION_OVER: _(
        "With the final review the petition procedure has ended; the way to a court is open where"
        " the law provides one."
    ),
    RefusalGround.OTHER_LAW: _("Please use the way that the law provides; we name the office."),
    RefusalGround.NOT_PUBLIC: _(
        "For consumer matters call 12315, for wages 12333, for all else the hotline 12345."
    ),
    RefusalGround.SAME_AGAIN: _("The answer will be given in the case that is open already."),
    RefusalGround.NO_FACTS: _("You can file again as soon as you can name the body or the facts."),
}
