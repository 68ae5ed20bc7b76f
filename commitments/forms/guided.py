"""The filing form cut into pages: each asks for one thing and keeps only its own fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.forms.filing import DraftForm

TITLES: dict[int, Any] = {
    1: _("Who promises, and what kind it is"),
    2: _("The promise in words"),
    3: _("Who gains, and by what it is judged"),
    4: _("What it rests on"),
    5: _("By when, or how it is measured"),
}
LAST = len(TITLES)
WORDS = {
    2: ("title", "matter"),
    3: ("measure", "beneficiaries"),
    4: ("legal_basis", "authority", "evidence_required"),
}
ONE_OFF = ("due_on", "due_rule", "due_start")
STANDING = (
    "indicator_zh", "indicator_en", "figure", "comparison", "target", "unit_zh", "unit_en",
    "period", "report_within", "starts_on", "ends_on", "source_zh", "source_en",
)  # fmt: skip


def fields_of(number: int, standing: bool) -> tuple[str, ...]:
    """Names of the fields that a page asks for."""
    if number == 1:
        return ("post", "category", "sector", "shape")
    if number in WORDS:
        return tuple(f"{name}_{lang}" for name in WORDS[number] for lang in ("zh", "en"))
    return STANDING if standing else ONE_OFF


class StepForm(DraftForm):
    """The fields of one page."""

    def __init__(self, *args: Any, names: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {*names, "version"}:
            del self.fields[name]
        self.order_fields([*names, "version"])
