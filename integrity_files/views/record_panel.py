"""The acts on a record: which I may do now, what each asks for and says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from django.forms import Form
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from credit_portal.common import clock
from credit_portal.workflow import panels
from credit_portal.workflow.panels import Bound
from integrity_files import machine_records, services
from integrity_files import policies as base
from integrity_files import policies_records as policies
from integrity_files import record_forms as forms
from integrity_files import record_motion_forms as motion_forms
from integrity_files import selectors_records as selectors
from integrity_files.codes_records import (
    PENDING,
    HidingState,
    ReportState,
    StatementState,
)
from integrity_files.codes_records import RecordState as S
from integrity_files.models import Record
from integrity_files.policies_objections import OBJECT
from integrity_files.services import record_motions as motions
from integrity_files.services.objection_by_desk import object_to_record
from integrity_files.services.record_hiding import may_hide
from integrity_files.services.record_publication import is_due
from integrity_files.services.record_rectification import OPEN, has_reported_enough
from integrity_files.services.records import may_be_heard, may_be_noticed


@dataclass(frozen=True, kw_only=True)
class Act(panels.Guarded):
    """An act; `page`: its form has a page of its own."""

    page: bool = False


def _second(user: Any, row: Record) -> bool:
    return base.may_second(user, row.proposer, row.proposed_on)


def _waiting_report(row: Record) -> bool:
    return any(one.state == ReportState.FILED for one in row.reports.all())


def _may_accept(user: Any, row: Record) -> bool:
    return _waiting_report(row) and base.may_second(user, row.orderer, row.ordered_on)


def _may_report(user: Any, row: Record) -> bool:
    if row.state not in OPEN or row.corrected_on is not None:
        return False
    return not _waiting_report(row) and not has_reported_enough(row)


def _may_state(user: Any, row: Record) -> bool:
    found = getattr(row, "statement", None)
    return row.state == S.NOTICED and (found is None or found.state == StatementState.DRAFT)


def _may_confirm(user: Any, row: Record) -> bool:
    found = selectors.hiding(row)
    return (
        found is not None
        and found.state == HidingState.OPEN
        and base.may_second(user, found.hider, clock.day_of(found.hidden_at))
    )


def _may_propose(user: Any, row: Record) -> bool:
    return row.state == S.DECIDED and selectors.open_motion(row) is None


def _may_show(user: Any, row: Record) -> bool:
    found = selectors.hiding(row)
    confirmed = found is not None and found.state == HidingState.CONFIRMED
    return confirmed and _may_propose(user, row)


def _may_decide(user: Any, row: Record) -> bool:
    found = selectors.open_motion(row)
    if found is None or row.state != S.DECIDED:
        return False
    return motions.may_decide(user, row, found)


def _may_return(user: Any, row: Record) -> bool:
    found = selectors.open_motion(row)
    return found is not None and base.may_second(user, found.proposer, found.proposed_on)


def _may_recall(user: Any, row: Record) -> bool:
    found = selectors.open_motion(row)
    return found is not None and motions.may_recall(user, found)


ACTS: dict[str, Act] = {
    "notice": Act(
        services.serve_notice, _("Serve the notice"),
        _("Facts, reasons and basis go to the body; its time for a statement begins."),
        _("Served. The body may make its statement now."), forms.NoticeForm, tone="main",
        step="notice", verb=policies.HANDLE, when=lambda user, row: may_be_noticed(row) is None,
        page=True,
    ),
    "consider": Act(
        services.consider_statement, _("Consider the statement"),
        _("In words, also when none came by the day."),
        _("Considered. Propose the determination, or that it is not pursued."), forms.ConsiderForm,
        tone="main", step="hear", verb=policies.HANDLE,
        when=lambda user, row: may_be_heard(row) is None,
    ),
    "propose": Act(
        services.propose_determination, _("Propose the determination"),
        _("On a document with legal force; a second person decides."),
        _("Proposed. A second person decides now."), forms.DetermineForm, tone="main",
        step="propose", verb=policies.HANDLE, page=True,
    ),
    "propose_drop": Act(
        services.propose_drop, _("Propose not to pursue it"), _("A second person confirms."),
        _("Proposed. A second person confirms now."), forms.ReasonForm, step="propose_drop",
        verb=policies.HANDLE,
    ),
    "decide": Act(
        services.decide_determination, _("Decide: determined"),
        _("The body is told and the record is shown where the directory says so."),
        _("Determined."), forms.SureForm, tone="main", step="decide", verb=policies.DECIDE,
        when=_second,
    ),
    "drop": Act(
        services.confirm_drop, _("Confirm: not pursued"), _("It ends without a record."),
        _("Ended without a record."), forms.SureForm, tone="main", step="drop",
        verb=policies.DECIDE, when=_second,
    ),
    "send_back": Act(
        services.return_proposal, _("Send the proposal back"), _("It is weighed again."),
        _("Sent back."), forms.ReasonForm, step="send_back", verb=policies.DECIDE,
    ),
    "accept": Act(
        services.accept_rectification, _("Accept the rectification"),
        _("Before the determination it ends so without a record; not where it was blamed on what"
          " is never a ground."), _("Accepted."), forms.AnswerForm, tone="main",
        verb=policies.ACCEPT, when=_may_accept,
    ),
    "refuse": Act(
        services.refuse_rectification, _("Do not accept it"),
        _("The body may report again; a notice may be served."), _("Not accepted."),
        forms.AnswerForm, verb=policies.ACCEPT, when=_may_accept,
    ),
    "extend": Act(
        services.extend_rectification, _("Extend the time to rectify"),
        _("Once, by what the rule allows."), _("Extended."), forms.GroundForm, verb=policies.HANDLE,
        when=lambda user, row: row.state == S.RECTIFYING and not row.lead.excuses,
    ),
    "name": Act(
        services.name_responsible, _("Name who is responsible"),
        _("Confidential: for the files only, never shown to the public."), _("Named."),
        forms.ResponsibleForm, verb=policies.HANDLE, when=lambda user, row: row.state in PENDING,
    ),
    "hide": Act(
        services.hide_record, _("Hide at once"),
        _("In an emergency only; without a second person it is shown again after a day."),
        _("Hidden. A second person has to confirm it."), forms.HideForm, tone="bad",
        verb=policies.HIDE,
        when=lambda user, row: row.state == S.DECIDED and is_due(row)
        and selectors.is_published(row) and may_hide(user, row),
    ),
    "confirm_hiding": Act(
        services.confirm_hiding, _("Confirm the hiding"),
        _("It stays hidden. Unless a court ordered it, the record is to be corrected or revoked, or"
          " the hiding ended, in the time that runs from today."), _("Confirmed."),
        forms.ConfirmHidingForm, tone="main", verb=policies.DECIDE, when=_may_confirm,
    ),
    "end_hiding": Act(
        services.end_hiding, _("Show it again"), _("With the reasons."), _("Shown again."),
        forms.ReplyForm, verb=policies.HIDE, when=_may_confirm,
    ),
    "decide_motion": Act(
        services.decide_motion, _("Decide as proposed"),
        _("It is carried out at once, in the file and on every surface."), _("Decided."),
        forms.SureForm, tone="main", verb=policies.DECIDE, when=_may_decide,
    ),
    "return_motion": Act(
        services.return_motion, _("Send the proposal back"), _("Nothing changes."), _("Sent back."),
        forms.ReasonForm, verb=policies.DECIDE, when=_may_return,
    ),
    "recall_motion": Act(
        services.recall_motion, _("Take my proposal back"),
        _("Nothing changes; it can be proposed anew."), _("Taken back."), forms.SureForm,
        verb=policies.HANDLE, when=_may_recall,
    ),
    "correct": Act(
        services.propose_correction, _("Propose a correction"),
        _("Also of a record that is not on display. Somebody decides who decided nothing on it."),
        _("Proposed. A second person decides now."), motion_forms.CorrectForm, verb=policies.HANDLE,
        when=_may_propose, page=True,
    ),
    "revoke": Act(
        services.propose_revocation, _("Propose to revoke the record"),
        _("Also of a record that is not on display. Somebody decides who decided nothing on it."),
        _("Proposed. A second person decides now."), motion_forms.RevokeForm, verb=policies.HANDLE,
        when=_may_propose, page=True,
    ),
    "show": Act(
        services.propose_showing, _("Propose to end the hiding"),
        _("An order of a court: on the document by which it ended. Any other: where it was"
          " confirmed by mistake."), _("Proposed. A second person decides now."),
        motion_forms.ShowForm, verb=policies.HANDLE, when=_may_show, page=True,
    ),
    "object": Act(
        object_to_record, _("Object to this record"),
        _("All grounds in one. On display the first marks it at once, a later one once accepted."),
        _("Filed. You follow it under Objections."), motion_forms.ObjectForm, verb=OBJECT,
        when=lambda user, row: row.state == S.DECIDED, page=True,
    ),
    "draft": Act(
        services.draft_statement, _("Keep a draft of the statement"),
        _("Nobody else sees it before it is handed in."), _("Draft kept."), forms.StatementForm,
        verb=policies.ANSWER, when=_may_state, page=True,
    ),
    "state": Act(
        services.file_statement, _("Hand in the statement"), _("It stays as it is."),
        _("Handed in."), forms.StatementForm, tone="main", verb=policies.ANSWER, when=_may_state,
        page=True,
    ),
    "report": Act(
        services.report_rectification, _("Report the rectification"),
        _("With evidence; somebody of the credit office accepts it or not."), _("Reported."),
        forms.ReportForm, tone="main", verb=policies.ANSWER, when=_may_report,
    ),
}  # fmt: skip
WITH_ROW = (forms.NoticeForm, forms.StatementForm, forms.DetermineForm, forms.ResponsibleForm,
            motion_forms.CorrectForm, motion_forms.ShowForm)  # fmt: skip


def is_open(act: Act, user: Any, row: Record) -> bool:
    """Whether the user may do the act on the record now."""
    if act.step and not machine_records.RECORD.allows(row.state, act.step):
        return False
    return policies.may(user, act.verb, row.organisation) and act.when(user, row)


def form_for(name: str, row: Record, *bound: Any) -> Form | None:
    """The form of an act, bound to data and files when given; None when it asks nothing."""
    made: Any = ACTS[name].form
    if made is None:
        return None
    found: Form = made(*bound, row=row) if made in WITH_ROW else made(*bound)
    return found


def given(name: str, form: Form | None) -> dict[str, Any]:
    """What the service takes of the form."""
    if isinstance(form, (motion_forms.ShowForm, motion_forms.ObjectForm)):
        return form.given()
    data = dict(form.cleaned_data) if form is not None else {}
    upload = {"upload": data.pop("file")} if "file" in data else {}
    if isinstance(form, forms.DetermineForm):
        leniencies = form.leniencies()
        weighed = {key: value for key, value in form.cleaned_data.items() if key != "file"}
        return {"weighed": weighed, "leniencies": leniencies, **upload}
    if name == "notice":
        return {"notice": data, **upload}
    if data.get("post_id"):
        data["post_id"] = UUID(data["post_id"])
    return {**data, **upload}


def acts_for(user: Any, row: Record, bound: Bound = None) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them."""
    return [_shown(name, row, bound) for name, act in ACTS.items() if is_open(act, user, row)]


def _shown(name: str, row: Record, bound: Bound) -> dict[str, Any]:
    act, url = ACTS[name], reverse("records:act", args=[row.pk, name])
    if act.page:
        return panels.link(name, act.label, url, act.hint, act.tone)
    form = partial(form_for, name, row)
    return panels.button(name, act, url, form, bound, version=row.version)
