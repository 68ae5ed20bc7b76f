"""What stands on the pages of a yearly sheet: fields with their progress, the acts, the preview."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from commitments import (
    codes,
    disclosures_sheets,
    policies,
    policies_sheets,
    rules_sheets,
    selectors_sheets,
)
from commitments.forms import sheets as forms
from commitments.models import Sheet
from commitments.services import sheets as services
from credit_portal.common.actors import actor_id
from credit_portal.publishing import livelihood
from credit_portal.workflow.panels import Bound

LABELS: dict[str, tuple[Any, Any, str, str]] = {
    "submit": (
        _("Hand the sheet in"),
        _("A second person decides on all of it at once; you can take it back."),
        "s",
        "main",
    ),
    "take_back": (_("Take back"), _("It becomes a draft again."), "t", ""),
    "approve": (
        _("Approve and publish the sheet"),
        _("Registers every commitment of it exactly as the preview shows, all or none."),
        "a",
        "main",
    ),
    "return": (_("Return"), _("Goes back to the filer with your reason and marks."), "r", "red"),
}
DONE: dict[str, Any] = {
    "submit": _("Handed in. A second person decides now."),
    "take_back": _("Taken back. It is a draft again."),
    "approve": _("Approved. It is public within seconds."),
    "return": _("Returned with your reason."),
}


def names_of(user: Any, sheet: Sheet) -> list[str]:
    """Acts the user may do on the sheet now."""
    files, state = policies_sheets.may_file(user, sheet), sheet.state
    if state in {codes.SheetState.DRAFT, codes.SheetState.RETURNED}:
        return ["submit"] if files else []
    if state != codes.SheetState.SUBMITTED:
        return []
    found = ["approve", "return"] if policies_sheets.may_approve(user, sheet) else []
    return found + (["take_back"] if files and actor_id(user) == str(sheet.filer_id) else [])


def form_for(name: str, digest: str = "", data: Any = None) -> Form | None:
    """The form of an act; None when it needs none."""
    makers: dict[str, Callable[[], Form]] = {
        "approve": lambda: forms.ApproveSheetForm(data, initial={"digest": digest}),
        "return": lambda: forms.ReturnSheetForm(data, labels=livelihood.labels_on()),
    }
    return makers[name]() if name in makers else None


def acts_for(user: Any, sheet: Sheet, digest: str, bound: Bound = None) -> list[dict[str, Any]]:
    """The panel; a refused form stays as it was filled in."""
    acts = []
    for name in names_of(user, sheet):
        label, hint, key, tone = LABELS[name]
        refused = bound is not None and bound[0] == name
        acts.append(
            {
                "name": name,
                "label": label,
                "hint": hint,
                "key": key,
                "tone": tone,
                "url": reverse("commitments:sheet-act", args=[sheet.pk, name]),
                "version": sheet.version,
                "fields": bound[1] if refused and bound else form_for(name, digest),
            }
        )
    return acts


def fields_of(sheet: Sheet, marks: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """The fourteen fields with what is written in each."""
    written, reasons = selectors_sheets.by_field(sheet), selectors_sheets.reasons(sheet)
    named = livelihood.labels_on()
    return [
        {
            "code": code,
            "number": number,
            "label": named[code],
            "entries": written.get(code, []),
            "nothing": reasons.get(code, ""),
            "state": rules_sheets.state_of_field(len(written.get(code, [])), reasons.get(code)),
            "mark": (marks or {}).get(code, ""),
        }
        for number, code in enumerate(rules_sheets.FIELDS, 1)
    ]


def about(user: Any, sheet: Sheet, bound: Bound = None) -> dict[str, Any]:
    """Context of the page of a sheet."""
    returned = selectors_sheets.last_return(sheet)
    fields = fields_of(sheet, returned.marks if returned else None)
    editable = sheet.state in {"draft", "returned"}
    seen = None
    if sheet.state == codes.SheetState.SUBMITTED and policies.allows(
        user, policies.APPROVE, sheet.organisation
    ):
        seen = disclosures_sheets.preview(sheet, user)
    return {
        "sheet": sheet,
        "deadline": selectors_sheets.deadline_of(sheet),
        "fields": fields,
        "done": rules_sheets.done(one["state"] for one in fields),
        "returned": returned,
        "editable": editable and policies_sheets.may_file(user, sheet),
        "lacks": services.lacks(sheet, list(selectors_sheets.entries(sheet))) if editable else [],
        "preview": seen,
        "acts": acts_for(user, sheet, seen.digest if seen else "", bound),
    }
