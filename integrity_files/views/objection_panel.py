"""The acts on an objection: which I may do now, what each asks for and says."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.forms import Form
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from credit_portal.common import clock
from credit_portal.workflow import panels
from credit_portal.workflow.models import Deadline
from credit_portal.workflow.panels import Bound, Guarded
from credit_portal.workflow.selectors import deadline_of
from integrity_files import machine_objections as machine
from integrity_files import objection_forms as forms
from integrity_files import policies_objections as policies
from integrity_files import selectors_objections as selectors
from integrity_files.codes_objections import ObjectionState, Objector
from integrity_files.models import Objection
from integrity_files.services import objection_decision as decision
from integrity_files.services import objection_filing as filing
from integrity_files.services import objection_office as office
from integrity_files.services import objection_reading as reading
from integrity_files.services.objection_steps import ANSWER

H, D, OWN = policies.HANDLE, policies.DECIDE, policies.OBJECT
S = ObjectionState


def _asked(user: Any, row: Objection) -> bool:
    return not row.asked_once and not _desk(user, row)


def _has_earlier(user: Any, row: Objection) -> bool:
    return selectors.citable(row).exists()


def _clock(row: Objection) -> Deadline | None:
    found = deadline_of(ANSWER, row)
    return found if found is not None and found.is_open else None


def _runs(user: Any, row: Objection) -> bool:
    found = _clock(row)
    return bool(found and found.suspended_on is None and found.overdue_at is None)


def _stands(user: Any, row: Objection) -> bool:
    found = _clock(row)
    return bool(found and found.suspended_on is not None)


def _second(user: Any, row: Objection) -> bool:
    return policies.lets(policies.require_decider, user, row)


def _new(user: Any, row: Objection) -> bool:
    return policies.lets(policies.require_appeal, user, row)


def _new_second(user: Any, row: Objection) -> bool:
    return policies.lets(policies.require_appeal, user, row, second=True)


def _desk(user: Any, row: Objection) -> bool:
    return row.objector == Objector.BODY


def _desk_appeal(user: Any, row: Objection) -> bool:
    return _desk(user, row) and selectors.may_appeal(row, clock.today())


def _erasable(user: Any, row: Objection) -> bool:
    kept = selectors.party_of(row) is not None or bool(row.notes.all())
    return kept and row.has_ended and not selectors.may_appeal(row, clock.today())


ACTS: dict[str, Guarded] = {
    "accept": Guarded(
        office.accept, _("Accept it and mark the record"),
        _("He is the subject and it is complete. The mark is public within seconds."),
        _("Accepted; the record is being marked."), forms.SureForm, tone="main", step="accept",
        verb=H,
    ),
    "ask": Guarded(
        office.ask_to_complete, _("Ask for what is missing"),
        _("Once only; he completes it by his receipt."), _("He has been asked."), forms.ReasonForm,
        step="ask", verb=H, when=_asked,
    ),
    "refuse": Guarded(
        office.refuse, _("Do not take it up"),
        _("Not the subject, or not completed. Tell him that a tip is open to everybody."),
        _("Not taken up."), forms.ReasonForm, step="refuse", verb=H,
    ),
    "repeat": Guarded(
        office.answer_by_reference, _("Answer by the earlier decision"),
        _("Same record, same ground, nothing new."), _("Answered by the earlier decision."),
        forms.EarlierForm, step="repeat", verb=H, when=_has_earlier,
    ),
    "transfer": Guarded(
        office.transfer, _("Transfer to the source organ"),
        _("Enter the letter; the time to answer runs from today."), _("Transferred."),
        forms.LetterForm, tone="main", step="transfer", verb=H,
    ),
    "verify": Guarded(
        office.verify, _("Say what was found"),
        _("With the organ's answer where it was transferred."), _("Verified."), forms.FindingForm,
        tone="main", step="verify", verb=H,
    ),
    "stop": Guarded(
        office.stop_clock, _("Stop the clock"),
        _("For an inspection, an appraisal or a review by experts."), _("The clock stands still."),
        forms.StopForm, verb=H, when=_runs,
    ),
    "resume": Guarded(
        office.resume_clock, _("Let the clock run again"), _("Today counts again."),
        _("The clock runs again."), forms.SureForm, verb=H, when=_stands,
    ),
    "propose": Guarded(
        decision.propose, _("Propose the decision"), _("A second person decides."),
        _("Proposed. A second person decides now."), forms.DecisionForm, tone="main",
        step="propose", verb=H,
    ),
    "decide": Guarded(
        decision.decide, _("Decide as proposed"),
        _("The mark goes, what was wrong is put right, and the objector is told."), _("Decided."),
        forms.SureForm, tone="main", step="decide", verb=D, when=_second,
    ),
    "send-back": Guarded(
        decision.send_back, pgettext_lazy("proposal", "Send back"), _("Another proposal is made."),
        _("Sent back."), forms.ReasonForm, step="send_back", verb=D, when=_second,
    ),
    "propose-appeal": Guarded(
        decision.propose_appeal, _("Propose the decision on the appeal"),
        _("You had no hand in it before; nor will the second person."), _("Proposed."),
        forms.DecisionForm, tone="main", step="propose_appeal", verb=H, when=_new,
    ),
    "decide-appeal": Guarded(
        decision.decide_appeal, _("Decide the appeal as proposed"),
        _("What differs from the first decision is carried out."), _("Decided."), forms.SureForm,
        tone="main", step="decide_appeal", verb=D, when=_new_second,
    ),
    "send-back-appeal": Guarded(
        decision.send_back_appeal, pgettext_lazy("proposal", "Send back"),
        _("Another proposal is made."), _("Sent back."), forms.ReasonForm, step="send_back_appeal",
        verb=D, when=_new_second,
    ),
    "appeal": Guarded(
        filing.appeal_by_desk, _("Appeal"), _("It goes to people who had no hand in it."),
        _("Appealed."), forms.FurtherForm, step="appeal", verb=OWN, when=_desk_appeal,
    ),
    "withdraw": Guarded(
        filing.withdraw_by_desk, _("Withdraw the objection"), _("The mark goes. It ends here."),
        _("Withdrawn."), forms.SureForm, tone="red", step="withdraw", verb=OWN, when=_desk,
    ),
    "erase": Guarded(
        reading.erase_party, _("Erase who objected"),
        _("With the words and files given on the way. The steps stay."), _("Erased."),
        forms.SureForm, tone="red", verb=D, when=_erasable,
    ),
}  # fmt: skip


def is_open(act: Guarded, user: Any, row: Objection) -> bool:
    """Whether the user may do the act on the objection now."""
    if act.step and not machine.OBJECTION.allows(row.state, act.step):
        return False
    return policies.may(user, act.verb, row) and act.when(user, row)


def form_for(name: str, row: Objection, data: Any = None, files: Any = None) -> Form:
    """The form of an act."""
    act = ACTS[name]
    if act.form is forms.DecisionForm:
        results, fields = decision.open_results(row), decision.correctable(row)
        return forms.DecisionForm(data, results=results, correctable=fields)
    if act.form is forms.EarlierForm:
        return forms.EarlierForm(data, earlier=list(selectors.citable(row)[:20]))
    made: Form = act.form(data, files)
    return made


def given(form: Form) -> dict[str, Any]:
    """What the service takes of the form."""
    data = dict(form.cleaned_data)
    if isinstance(form, forms.DecisionForm):
        kept = {name: data[name] for name in ("result", "reason")}
        return {**kept, "changes": form.changes()}
    if "earlier_id" in data:
        data["earlier_id"] = UUID(data["earlier_id"])
    if isinstance(form, forms.FurtherForm):
        data["upload"] = data.pop("file")
    return data


def acts_for(user: Any, row: Objection, bound: Bound = None) -> list[dict[str, Any]]:
    """Acts that I may do now, as the panel shows them."""
    found = {name: act for name, act in ACTS.items() if is_open(act, user, row)}
    return panels.buttons(
        found, "objections-desk:act", row, bound, lambda name: form_for(name, row)
    )
