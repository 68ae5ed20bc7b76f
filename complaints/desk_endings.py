"""How a call ends that becomes no case: what is said to the caller, and which office he is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.codes import CallOutcome


@dataclass(frozen=True)
class Ending:
    """One way to end a call: its key after F9, its outcome, the sentence to say, the office."""

    key: str
    name: str
    outcome: CallOutcome
    label: Any
    sentence: Any
    office_zh: str = ""
    tone: str = ""


#: Where else one can turn: domain.md 4.3 (12388 discipline inspection, 12315 market, 12333 labour).
ENDINGS: tuple[Ending, ...] = (
    Ending(
        "1", "consulted", CallOutcome.CONSULTED, _("Question answered"),
        _("I hope that this answers your question. You can call again at any time."),
    ),
    Ending(
        "2", "court", CallOutcome.ELSEWHERE, _("Court, arbitration, reconsideration"),
        _("This is before a court or another organ that decides it. Please pursue it there; legal"
          " advice is free at 12348."),
        "法院、仲裁或行政复议机关（法律咨询12348）",
    ),
    Ending(
        "3", "inspection", CallOutcome.ELSEWHERE, _("Discipline inspection and supervision"),
        _("What you say concerns the discipline of officials. Please call 12388, the number of the"
          " discipline inspection and supervision organ."),
        "纪检监察机关12388",
    ),
    Ending(
        "4", "petition", CallOutcome.ELSEWHERE, _("Petition office"),
        _("Your matter is in the petition procedure. Please turn to the petition office that has"
          " it; the telephone operators of 12345 can connect you."),
        "信访部门",
    ),
    Ending(
        "5", "market", CallOutcome.ELSEWHERE, _("Consumer or market matter"),
        _("This is between you and a business. Please call 12315, market supervision."),
        "市场监管部门12315",
    ),
    Ending(
        "6", "labour", CallOutcome.ELSEWHERE, _("Wages, labour, social insurance"),
        _("For wages and social insurance please call 12333."),
        "人力资源和社会保障部门12333",
    ),
    Ending(
        "7", "city", CallOutcome.ELSEWHERE, _("Other city matter"),
        _("Please call 12345; the city's hotline takes everything else."),
        "政务服务便民热线12345",
    ),
    Ending(
        "8", "abusive", CallOutcome.ABUSIVE, _("Abusive"),
        _("I want to help you, but not in this tone. I am ending this call; call again when you"
          " wish to report something."),
    ),
    Ending(
        "9", "dropped", CallOutcome.DROPPED, _("Dropped, silent"),
        _("I cannot hear you. Please call again."),
    ),
    Ending(
        "0", "emergency", CallOutcome.EMERGENCY, _("Emergency"),
        _("Hang up now and call 110 for the police or 119 for fire and rescue, 120 for an"
          " ambulance."),
        "110、119、120",
        "red",
    ),
)  # fmt: skip
BY_NAME = {one.name: one for one in ENDINGS}
