"""Which law applies to a complaint, which clocks it starts, where else one can turn.

Codes of time limits are rows of `DeadlineRule` (domain.md 1.1); nothing here counts days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.codes import PauseGround, Purpose, RefusalGround, Regime
from integrity_files.codes import BreachCategory as B


@dataclass(frozen=True)
class Clocks:
    """Codes of the time limits of a regime: first response, passing on, handling, total; the one
    to return a wrong assignment. `total_from_body`: the law gives the whole time to the body that
    handles it, from the day on which that body has it; else total runs from the receipt."""

    first: str
    route: str
    handling: str
    total: str
    give_back: str
    total_from_body: bool = False


#: HOT-FIRST: accepted or refused, and told (set by this portal); HOT-SY-FORWARD: passed on within a
#: working day; HOT-DONE and HOT-SY-*: domain.md 1.1 (found, so parameters). Petitions: told,
#: registered and passed on within 15 days of the receipt, done within 60 days of the acceptance
#: (Regulations on Petition Work art. 22, 23, 34). Arrears: passed on within 10 working days of the
#: acceptance, then 30 days for the department that handles it (Regulations on Payment to Small and
#: Medium Enterprises art. 25). Procurement: 7 working days for the purchaser from the receipt of a
#: challenge, 30 for the finance department from that of a complaint (Government Procurement Law
#: art. 53, 56). Investment: 10 working days for the government that verifies it (GOVBREACH-VERIFY:
#: found, a parameter).
CLOCKS: dict[Regime, Clocks] = {
    Regime.HOTLINE: Clocks(
        "HOT-FIRST", "HOT-SY-FORWARD", "HOT-DONE", "HOT-SY-COMPLAINT", "HOT-SIGN"
    ),
    Regime.PETITION: Clocks("XF-NOTICE", "XF-REG", "XF-DONE", "XF-DONE", "XF-RETURN"),
    Regime.ARREARS: Clocks(
        "HOT-FIRST", "SME-ROUTE", "SME-HANDLE", "SME-HANDLE", "HOT-SIGN", total_from_body=True
    ),
    Regime.CHALLENGE: Clocks(
        "HOT-FIRST", "HOT-SY-FORWARD", "GP-CHALLENGE-ANSWER", "GP-CHALLENGE-ANSWER", "HOT-SIGN",
        total_from_body=True,
    ),
    Regime.PROCUREMENT: Clocks(
        "HOT-FIRST", "HOT-SY-FORWARD", "GP-COMPLAIN-DECIDE", "GP-COMPLAIN-DECIDE", "HOT-SIGN",
        total_from_body=True,
    ),
    Regime.INVESTMENT: Clocks(
        "HOT-FIRST", "HOT-SY-FORWARD", "GOVBREACH-VERIFY", "GOVBREACH-VERIFY", "HOT-SIGN",
        total_from_body=True,
    ),
}  # fmt: skip
#: Laws whose whole time begins when a body has the case.
FROM_BODY = tuple(regime for regime, limits in CLOCKS.items() if limits.total_from_body)
#: Questions and suggestions are answered sooner (HOT-SY-ASK, domain.md 1.1: found, a parameter).
QUESTION = Clocks("HOT-FIRST", "HOT-SY-FORWARD", "HOT-SY-ASK", "HOT-SY-ASK", "HOT-SIGN")
#: By when a procurement challenge or complaint must have been brought: within 7 working days of
#: knowing of the harm; within 15 after the end of the time to answer a challenge (Government
#: Procurement Law art. 52, 55).
BROUGHT: dict[Regime, str] = {Regime.CHALLENGE: "GP-CHALLENGE", Regime.PROCUREMENT: "GP-COMPLAIN"}
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


_OWN = _("rules of the hotline, set by this portal")
_BY_HOTLINE = dict.fromkeys(PauseGround, _OWN)
#: On which grounds a clock stands still, by law, and where that stands. The Regulations on Petition
#: Work (art. 34) and on Payment to Small and Medium Enterprises (art. 25) know more time and no
#: pause; nor does the law of procurement for the answer to a challenge (art. 53). For a complaint
#: what an appraisal or the complainant's supplement takes is not counted (Implementing Regulations
#: of the Government Procurement Law art. 58: from memory, to be read in the text).
PAUSES: dict[Regime, dict[PauseGround, Any]] = {
    Regime.HOTLINE: _BY_HOTLINE,
    Regime.PETITION: {},
    Regime.ARREARS: {},
    Regime.CHALLENGE: {},
    Regime.PROCUREMENT: {
        ground: _("Implementing Regulations of the Government Procurement Law art. 58")
        for ground in (PauseGround.APPRAISAL, PauseGround.REPORTER)
    },
    Regime.INVESTMENT: _BY_HOTLINE,
}
#: The longest that a clock stands still for one request (set by this portal); what takes longer is
#: asked for and granted anew.
PAUSE = "HOT-PAUSE"

ARREARS = frozenset({B.WORKS.value, B.GOODS.value})
PROCUREMENT = frozenset({B.PROCUREMENT.value})
INVESTMENT = frozenset({B.INVESTMENT.value, B.FEES.value})


def regime_of(*, purpose: str, category: str, business: bool, named: bool) -> Regime:
    """The law that applies, as intake proposes it; the hotline may choose another.

    Arrears to a firm go by the payment regulations (art. 25); what a firm says against procurement
    is a challenge to the purchaser first, since only suppliers challenge and a complaint to the
    finance department follows a challenge (Government Procurement Law art. 52, 55); investment
    promises go by the investment-environment channel; a report of misconduct by somebody who gives
    his name is a petition (Regulations on Petition Work art. 17); everything else is an order of
    the hotline.
    """
    if business and category in ARREARS:
        return Regime.ARREARS
    if business and category in PROCUREMENT:
        return Regime.CHALLENGE
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
