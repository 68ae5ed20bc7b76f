"""What pages show of orders and results."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints import exchange_export, policies, selectors
from complaints.models import Case, WorkOrder, WorkOrderResult
from complaints.services import leads, public_answers
from credit_portal.workflow import panels

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


def follow_ups(user: Any, row: Case) -> list[dict[str, Any]]:
    """What the page of a case leads to, on pages of their own: its lead, its public answer."""
    found = []
    if leads.may_convert(user, row):
        found.append(
            _link("lead", row.pk, gettext_lazy("Turn it into a lead"),
                  gettext_lazy("The credit office verifies it; who reported does not go along."))
        )  # fmt: skip
    elif row.lead_id is not None and user.may(policies.CONVERT, row.accused):
        found.append(_link("lead", row.pk, gettext_lazy("What became of its lead"), ""))
    answer = public_answers.visible(user).filter(case=row).exclude(state="refused").first()
    if answer is not None:
        found.append(_link("answer", answer.pk, gettext_lazy("Its public answer"), ""))
    elif public_answers.reply_of(row) and user.may(policies.PUBLISH, row.accused):
        found.append(
            _link("answer-new", row.pk, gettext_lazy("Propose for the public"),
                  gettext_lazy("In words that name nobody; a second person publishes it."))
        )  # fmt: skip
    return found


def _link(name: str, key: Any, label: Any, hint: Any) -> dict[str, Any]:
    return panels.link(name, label, reverse(f"complaint_exchange:{name}", args=[key]), hint)


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
