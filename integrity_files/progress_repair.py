"""What `/progress/` tells the holder of a repair's receipt, and the story as staff read it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from credit_portal.common.i18n import is_english, localized
from credit_portal.common.templatetags._dates import long_date
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.receipts import Receipted
from integrity_files import selectors_repair as selectors
from integrity_files.audit_verbs_repair import OFFICE_ONLY, STORY
from integrity_files.codes_repair import RepairState
from integrity_files.models import Repair
from integrity_files.services import repair_steps as steps

BAD = frozenset({"refused", "asked"})
GOOD = frozenset({"display_ended", "sharing_stopped"})
ANSWERS = {
    RepairState.FILED: steps.ACCEPT, RepairState.INCOMPLETE: steps.COMPLETE,
    RepairState.ACCEPTED: steps.RESULT, RepairState.PROPOSED: steps.RESULT,
}  # fmt: skip


def lookup(digest: bytes) -> Receipted | None:
    """What stands behind a receipt; None when it is none of ours."""
    row = selectors.by_receipt(digest)
    if row is None:
        return None
    body = localized(row.record.organisation, "name")
    title = _("Credit repair of %(body)s, %(ref)s") % {
        "body": body, "ref": row.record.ref or row.record.short,
    }  # fmt: skip
    url = reverse("repairs:mine") if row.is_by_form else ""
    return Receipted(title, state_of(row), url, story(row))


def state_of(row: Repair) -> str:
    """The state in words, with the result, or the day of the next answer."""
    if row.state == RepairState.DECIDED:
        return str(row.get_outcome_display())
    state = RepairState.ACCEPTED if row.state == RepairState.PROPOSED else RepairState(row.state)
    text = str(state.label)
    due = Deadline.objects.filter(
        kind=ANSWERS.get(state, ""), case_type=row._meta.label_lower, case_id=row.pk, outcome=""
    ).first()
    if due is None:
        return text
    return _("%(state)s, by %(day)s") % {"state": text, "day": long_date(due.due_on)}


def story(row: Repair, *, is_office: bool = False) -> list[dict[str, Any]]:
    """The steps, newest first; who of the office did one is told to the office only."""
    english = is_english()
    return [
        {
            "at": event.at if is_office else event.on,
            "text": STORY[event.name][english],
            "actor": event.actor_title if is_office else "",
            "detail": "", "document": None,
            "tone": "bad" if event.name in BAD else "good" if event.name in GOOD else "",
        }
        for event in row.events.all()
        if is_office or event.name not in OFFICE_ONLY
    ][::-1]  # fmt: skip
