"""What ties a case to others and keeps people out of it: the acts I may do now."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints import identity_forms as forms
from complaints import policies, selectors_identity, selectors_links
from complaints.codes import LinkKind
from complaints.machine import BEFORE_ANSWER
from complaints.models import Case
from complaints.services import hand_overs, links, recusals
from credit_portal.workflow import panels


@dataclass(frozen=True)
class Act(panels.Plain):
    """An act, and whether it asks for the version of the case that the page showed."""

    versioned: bool = True


ACTS: dict[str, Act] = {
    "merge": Act(
        links.merge, _("Answer it with another case"),
        _("Its clocks end; the reporter reads the answer of the other case. It can be undone."),
        _("Merged."), forms.NumberForm,
    ),
    "undo-merge": Act(
        links.undo_merge, _("Undo the merge"),
        _("It goes on by itself, its clocks from their first day."), _("Undone."), forms.SureForm,
    ),
    "relate": Act(
        links.relate, _("Relate it to another case"), _("Each shows the other; nothing else."),
        _("Related."), forms.NumberForm, versioned=False,
    ),
    "unrelate": Act(
        links.unrelate, _("Undo a relation"), _("The cases stay as they are."), _("Undone."),
        forms.UndoForm, versioned=False,
    ),
    "take-over": Act(
        recusals.take_over, _("Take it over"), _("It stands in your work from now on."),
        _("It is yours to handle."), forms.SureForm,
    ),
    "hand-over": Act(
        hand_overs.hand_over, _("Hand it over to a colleague"),
        _("What you have of it is his from now on; he is told, and your words stand in its notes."),
        _("Handed over."), forms.HandOverForm,
    ),
    "keep-out": Act(
        recusals.recuse_self, _("Keep out of this case"),
        _("You will not see it any more, and this cannot be undone. Nobody asks why."),
        _("You keep out of the case."), forms.SureForm,
    ),
    "have-keep-out": Act(
        recusals.recuse, _("Have somebody keep out"),
        _("He will not see it any more, and this cannot be undone. He is not told why."),
        _("He keeps out of the case."), forms.PersonForm,
    ),
}  # fmt: skip


def names_for(user: Any, row: Case) -> list[str]:
    """Which acts the user may do on the case now."""
    leads = user.may(policies.SUPERVISE, row.accused)
    takes = user.may(policies.TAKE, row.accused)
    free = row.merged_into_id is None
    open_now = row.state in BEFORE_ANSWER
    allowed = {
        "merge": leads and free and open_now and not row.merged.exists(),
        "undo-merge": leads and not free and open_now,
        "relate": takes,
        "unrelate": takes and bool(_related(user, row)),
        "take-over": recusals.may_take_over(user, row),
        "hand-over": hand_overs.may_hand_over(user, row),
        "keep-out": True,
        "have-keep-out": leads,
    }
    return [name for name in ACTS if allowed[name]]


def form_for(name: str, user: Any, row: Case, data: Any = None) -> Form:
    """The form of an act."""
    made = ACTS[name].form
    if made is forms.PersonForm:
        return forms.PersonForm(data, people=recusals.people_of(user, row))
    if made is forms.HandOverForm:
        return forms.HandOverForm(data, people=hand_overs.colleagues(user, row))
    if made is forms.UndoForm:
        return forms.UndoForm(data, cases=_related(user, row))
    found: Form = made(data)
    return found


def given(name: str, user: Any, data: dict[str, Any]) -> dict[str, Any]:
    """What the service takes of the form. Raises NotFound with the field."""
    if "number" in data:
        other = selectors_identity.seen_by_number(user, data["number"]).pk
        return {"into_id" if name == "merge" else "other_id": other}
    return {key: UUID(text) if key.endswith("_id") else text for key, text in data.items()}


def acts_for(user: Any, row: Case, bound: panels.Bound = None) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them."""
    return [
        panels.button(
            name, ACTS[name], reverse("relations:act", args=[row.pk, name]),
            partial(form_for, name, user, row), bound,
            version=row.version if ACTS[name].versioned else 0,
        )
        for name in names_for(user, row)
    ]  # fmt: skip


def _related(user: Any, row: Case) -> list[Case]:
    found = selectors_links.links_of(user, row)
    return [one.case for one in found if one.kind == LinkKind.RELATED]
