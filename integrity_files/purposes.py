"""Why somebody reads a person's file: a closed list; most purposes name the case they serve.

A reason is kept and compared as "code case number": the database lets only these codes read
(row-level security, security.md T6).
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import NotAllowed

LONGEST_CASE = 80


class Purpose(models.TextChoices):
    """Purposes of reading the integrity file of a person."""

    OWN = "own", _("Looking at one's own file")
    APPRAISAL = "appraisal", _("Annual appraisal")
    APPOINTMENT = "appointment", _("Selection and appointment")
    REWARD = "reward", _("Commendation and reward")
    SANCTION = "sanction", _("Accountability and sanction")
    VERIFICATION = "verification", _("Verification of an outcome")
    REVIEW = "review", _("Review of an outcome")
    OBJECTION = "objection", _("Objection or repair")


#: The person himself needs no case; everybody else reads for one.
WITHOUT_CASE = frozenset({Purpose.OWN})
#: Which purposes a role's duty covers (domain.md 1.12: own personnel office, discipline, credit).
CREDIT = frozenset({Purpose.VERIFICATION, Purpose.REVIEW, Purpose.OBJECTION})
PERSONNEL = frozenset({Purpose.APPRAISAL, Purpose.APPOINTMENT, Purpose.REWARD, Purpose.SANCTION})
DISCIPLINE = frozenset({Purpose.SANCTION})


def reason(purpose: str, case_number: str = "") -> str:
    """The purpose as the trail and the database keep it: "code case number".

    Raises NotAllowed for a purpose outside of the list and for a missing case number.
    """
    if purpose not in Purpose.values:
        raise NotAllowed("purpose_unknown", _("Choose a purpose from the list."))
    number = case_number.strip()[:LONGEST_CASE]
    if purpose not in WITHOUT_CASE and not number:
        raise NotAllowed(
            "case_number_missing",
            _("This purpose needs the number of the document or case."),
        )
    return f"{purpose} {number}".strip()
