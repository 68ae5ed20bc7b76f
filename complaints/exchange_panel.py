"""What pages show of orders and results."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import exchange_export, selectors
from complaints.models import WorkOrder, WorkOrderResult

#: Codes of attempts in words; what the platform refused stands behind a colon.
TROUBLE: dict[str, Any] = {
    "timed_out": gettext_lazy("The other side did not answer in time."),
    "unreachable": gettext_lazy("The other side could not be reached."),
    "broken_off": gettext_lazy("The connection broke off."),
    "cut_off": gettext_lazy("The answer was cut off."),
    "unreadable": gettext_lazy("The answer could not be read."),
    "wrong_result": gettext_lazy("The answer was about another result."),
}


def orders(user: Any) -> QuerySet[WorkOrder]:
    """Orders whose cases the user may know of, with how many results wait, the newest first."""
    cases = selectors.visible_to(user).order_by().values("pk")
    rows = WorkOrder.objects.filter(case__in=cases).select_related("case__accused")
    open_results = Count("results", filter=Q(results__sent_at=None))
    return rows.annotate(waits=open_results).order_by("-taken_on", "number")


def shown(row: WorkOrderResult) -> dict[str, Any]:
    """A result of the queue."""
    return {"row": row, "step": exchange_export.step(row.content["event"]),
            "trouble": trouble(row.trouble), "is_refused": is_refused(row)}  # fmt: skip


def is_refused(row: WorkOrderResult) -> bool:
    """Whether the platform refused it, so that it waits for somebody."""
    return row.next_try_at is None and row.trouble.startswith("refused:")


def trouble(code: str) -> str:
    """Why it has not left, in words."""
    kind, _colon, said = code.partition(":")
    if kind == "answered":
        return _("The other side answered %(code)s.") % {"code": said}
    if kind == "refused":
        return _("Refused: %(why)s") % {"why": said}
    return str(TROUBLE.get(kind, kind))
