"""Closed lists of what lawfully moves a due date, each ground with where it comes from.

Extending: 行政许可法 art. 42, 政府信息公开条例 art. 33 and the like allow one extension approved by
the head of the organ when a matter is complex; the length is the rule's. Stopping: the time that
hearing, tendering, auction, inspection, testing, quarantine, appraisal and expert review take is
not counted (行政许可法 art. 45), nor the time an applicant needs to complete (art. 32); force
majeure: 民法典 art. 180, 194; court and arbitration proceedings: by analogy with 民事诉讼法
art. 153 on suspended proceedings.
"""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ClockAct(TextChoices):
    """What is asked for."""

    EXTEND = "extend", _("Longer period")
    STOP = "stop", _("Clock to stand still")


class ClockState(TextChoices):
    """Where the request stands."""

    REQUESTED = "requested", _("Waiting for the superior body")
    APPROVED = "approved", pgettext_lazy("clock", "Approved")
    REFUSED = "refused", pgettext_lazy("clock", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("clock", "Taken back")


class Ground(TextChoices):
    """Why."""

    COMPLEX = "complex", _("The matter is complex")
    NEW_FACTS = "new_facts", _("Facts came to light that need checking")
    CONSULTATION = "consultation", _("Another organ or a third party has to be consulted")
    FORCE_MAJEURE = "force_majeure", _("Force majeure")
    EXPERT_REVIEW = "expert_review", _("Appraisal, inspection, testing or expert review")
    HEARING_OR_TENDER = "hearing_or_tender", _("Hearing, tendering or auction")
    PROCEEDINGS = "proceedings", _("Court or arbitration proceedings")
    AWAITING_BENEFICIARY = "awaiting_beneficiary", _("Waiting for what the beneficiary must supply")


EXTENSION_GROUNDS: tuple[str, ...] = (Ground.COMPLEX, Ground.NEW_FACTS, Ground.CONSULTATION)
STOP_GROUNDS: tuple[str, ...] = (
    Ground.FORCE_MAJEURE,
    Ground.EXPERT_REVIEW,
    Ground.HEARING_OR_TENDER,
    Ground.PROCEEDINGS,
    Ground.AWAITING_BENEFICIARY,
)
DOCUMENTED: tuple[str, ...] = (Ground.FORCE_MAJEURE, Ground.EXPERT_REVIEW, Ground.PROCEEDINGS)
"""These need a document: issuing organ, number, date."""

BASES: dict[str, tuple[str, str]] = {
    Ground.COMPLEX: ("《行政许可法》第四十二条（参照）", "Licensing Law art. 42 (by analogy)"),
    Ground.NEW_FACTS: ("《行政许可法》第四十二条（参照）", "Licensing Law art. 42 (by analogy)"),
    Ground.CONSULTATION: (
        "《政府信息公开条例》第三十三条（参照）",
        "Government Information Regulations art. 33 (by analogy)",
    ),
    Ground.FORCE_MAJEURE: (
        "《民法典》第一百八十条、第一百九十四条（参照）",
        "Civil Code arts. 180, 194 (by analogy)",
    ),
    Ground.EXPERT_REVIEW: (
        "《行政许可法》第四十五条（参照）",
        "Licensing Law art. 45 (by analogy)",
    ),
    Ground.HEARING_OR_TENDER: (
        "《行政许可法》第四十五条（参照）",
        "Licensing Law art. 45 (by analogy)",
    ),
    Ground.PROCEEDINGS: (
        "《民事诉讼法》第一百五十三条（参照）",
        "Civil Procedure Law art. 153 (by analogy)",
    ),
    Ground.AWAITING_BENEFICIARY: (
        "《行政许可法》第三十二条（参照）",
        "Licensing Law art. 32 (by analogy)",
    ),
}
"""Where a ground comes from; printed beside it."""

GROUND_TEXTS: dict[str, tuple[str, str]] = {
    Ground.COMPLEX: ("情况复杂", "the matter is complex"),
    Ground.NEW_FACTS: ("出现需要核查的新情况", "facts came to light that need checking"),
    Ground.CONSULTATION: ("需征求其他机关或者第三方意见", "others have to be consulted"),
    Ground.FORCE_MAJEURE: ("不可抗力", "force majeure"),
    Ground.EXPERT_REVIEW: (
        "检验、检测、鉴定或者专家评审",
        "appraisal, inspection, testing or expert review",
    ),
    Ground.HEARING_OR_TENDER: ("听证、招标或者拍卖", "hearing, tendering or auction"),
    Ground.PROCEEDINGS: ("诉讼或者仲裁程序", "court or arbitration proceedings"),
    Ground.AWAITING_BENEFICIARY: (
        "等待受益人补充必要材料",
        "waiting for what the beneficiary must supply",
    ),
}
"""How a ground reads in the public document."""
