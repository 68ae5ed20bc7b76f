"""`/staff/repairs/`: the list, one application, the acts on it, and the body's own filing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common import acts, clock
from credit_portal.common.errors import DomainError, NotAllowed, NotFound
from credit_portal.files.responses import attachment, pdf
from credit_portal.workflow.panels import Bound
from credit_portal.workflow.registry import deadline_kind
from credit_portal.workflow.selectors import deadlines_of
from integrity_files import policies_repair as policies
from integrity_files import progress_repair as progress
from integrity_files import rules_repair as rules
from integrity_files import selectors_repair as selectors
from integrity_files import services
from integrity_files.codes_repair import RepairState, RepairUse
from integrity_files.listing import asked_of, chosen, due_first, page_of
from integrity_files.models import Record, Repair
from integrity_files.parties import Party, masked
from integrity_files.repair_forms import ApplyForm, SelfProofForm
from integrity_files.selectors_records import objected_on
from integrity_files.services import repair_by_form
from integrity_files.views import repair_panel as panel


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every application that I may see: what is due first, then the newest."""
    user = user_of(request)
    if not any(user.organisation_paths(verb) for verb in policies.VERBS):
        raise NotAllowed("not_allowed", _("Repair is asked for by bodies and answered here."))
    asked = asked_of(request, ("state",))
    rows = chosen(selectors.visible_to(user), asked, state=RepairState.values)
    found = page_of(request, due_first(rows, "-filed_on", "-id"))
    context = {"page": found, "states": RepairState.choices, **asked}
    return render(request, "integrity_files/repairs.html", context)


@login_required
@require_safe
def repair(request: HttpRequest, repair_id: UUID) -> HttpResponse:
    """One application."""
    return _page(request, selectors.repair(user_of(request), repair_id))


def _page(
    request: HttpRequest, row: Repair, bound: Bound = None, party: Party | None = None
) -> HttpResponse:
    """Render the application; who applied in clear only as the answer to having asked."""
    user, body = user_of(request), row.record.organisation
    is_office, kept = policies.is_office(user, body), selectors.party_of(row)
    context = {
        "row": row, "record": row.record, "is_office": is_office,
        "party": party or (masked(kept) if kept is not None and is_office else None),
        "in_clear": party is not None, "sees_proof": policies.may(user, policies.HANDLE, body),
        "items": checklist_of(row.record, row),
        "objected_on": objected_on(row.record),
        "acts": panel.acts_for(user, row, bound),
        "story": progress.story(row, is_office=is_office),
        "clocks": [
            (one, deadline_kind(one.kind).label) for one in deadlines_of(row) if one.is_open
        ],
        "outcome": rules.outcome_words(row.outcome) if row.state == RepairState.DECIDED else "",
    }  # fmt: skip
    return render(
        request, "integrity_files/repair.html", context, status=422 if bound else 200
    )  # fmt: skip


@login_required
@require_POST
def party(request: HttpRequest, repair_id: UUID) -> HttpResponse:
    """Show who applied, once; the look stands in the audit trail."""
    user = user_of(request)
    done = acts.run(repair_by_form.show_applicant, actor=user, repair_id=repair_id)
    response = _page(request, selectors.repair(user, repair_id), party=done.value)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def proof(request: HttpRequest, repair_id: UUID) -> HttpResponseBase:
    """The document that shows who applied; the look is on record first."""
    reader = repair_by_form.read_applicant_proof
    return attachment(acts.run(reader, actor=user_of(request), repair_id=repair_id).value)


def checklist_of(record: Record, row: Repair | None) -> list[rules.Item]:
    """The checklist of a record, with what its application brings."""
    facts = selectors.facts(record)
    if facts is None:
        return []
    files = list(row.files.all()) if row is not None else []
    return rules.checklist(
        facts, clock.today(), has_evidence=any(one.use != "self" for one in files),
        is_pledged=bool(row and row.pledge_zh), has_corrected_itself=bool(row and row.self_zh),
        has_training=bool(row and row.training_zh),
    )  # fmt: skip


@login_required
@require_POST
def act(request: HttpRequest, repair_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal shows the application again with the form as it was filled in."""
    user, row = user_of(request), selectors.repair(user_of(request), repair_id)
    if name not in panel.ACTS:
        raise NotFound("not_found", _("There is no such act."))
    found = panel.ACTS[name]
    policies.require(user, found.verb, row.record.organisation)
    form = found.form(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, (name, form))
    done = attempt(
        request, found.service, form, repair_id=row.pk, **form.cleaned_data, **version_seen(request)
    )
    if done is None:
        return _page(request, row, (name, form))
    messages.success(request, str(found.done))
    return redirect("repair_desk:repair", row.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The body asks for the repair of a record: what is done and missing, and the form."""
    record = selectors.record_to_repair(user_of(request), record_id)
    found = selectors.open_of(record)
    if found is not None and found.state != RepairState.DRAFT:
        return redirect("repair_desk:repair", found.pk)
    draft = selectors.draft_of(record)
    form = _form(request, draft)
    if form.is_bound and form.is_valid():
        done = _send(request, record, form)
        if done is not None:
            return done
    return _apply_page(request, record, draft, form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def self_correction(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """The body hands in self-correction or training, before it may ask for repair too."""
    record = selectors.record_to_repair(user_of(request), record_id)
    draft = selectors.draft_of(record)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = SelfProofForm(*posted, draft=draft)
    if form.is_bound and form.is_valid():
        service = services.keep_self_correction
        if attempt(request, service, form, record_id=record.pk, **form.cleaned_data) is not None:
            messages.success(request, _("Kept. It counts in once repair is asked for."))
            return redirect("repair_desk:self", record.pk)
    facts = selectors.facts(record)
    context = {
        "record": record, "form": form, "sentence": rules.sentence(facts) if facts else "",
        "draft": draft, "files": [one for one in draft.files.all() if one.use == RepairUse.SELF]
        if draft is not None else [],
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "integrity_files/repair_self.html", context, status=status)


def _form(request: HttpRequest, draft: Repair | None) -> ApplyForm:
    if request.method == "POST":
        return ApplyForm(request.POST, request.FILES)
    return ApplyForm(draft=draft)


def _send(request: HttpRequest, record: Record, form: ApplyForm) -> HttpResponse | None:
    """Keep the draft, or file it and show the receipt once."""
    given, keeps = dict(form.cleaned_data), "keep" in request.POST
    if keeps:
        given.pop("pledged")
    service = services.keep_repair if keeps else services.file_repair
    done = attempt(request, service, form, record_id=record.pk, **given)
    if done is None:
        return None
    if keeps:
        messages.success(request, _("Draft kept."))
        return redirect("repair_desk:apply", record.pk)
    code = getattr(done.value, "receipt_code", "")
    text = _("Filed. Your receipt, shown once: %(code)s. With it anybody of you can ask where it"
             " stands.") if code else _("Filed.")  # fmt: skip
    messages.success(request, text % {"code": code})
    return redirect("repair_desk:repair", done.answer["id"])


def _apply_page(
    request: HttpRequest, record: Record, draft: Repair | None, form: ApplyForm
) -> HttpResponse:
    facts = selectors.facts(record)
    refusal = rules.refusal(facts, clock.today()) if facts is not None else None
    context = {
        "record": record, "draft": draft, "form": form, "refusal": refusal[1] if refusal else "",
        "is_possible": facts is not None and refusal is None,
        "items": checklist_of(record, draft), "pledge": rules.PLEDGE_ZH,
        "files": list(draft.files.all()) if draft is not None else [],
    }  # fmt: skip
    status = 422 if form.errors else 200
    return render(request, "integrity_files/repair_apply.html", context, status=status)


@login_required
@require_safe
def file(request: HttpRequest, repair_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file, as a download; the look is on record first."""
    done = acts.run(
        services.read_repair_file, actor=user_of(request), repair_id=repair_id, file_id=file_id
    )
    return attachment(done.value)


@login_required
@require_safe
def certificate(request: HttpRequest, repair_id: UUID) -> HttpResponse:
    """The certificate as PDF; before repair is granted the page says so."""
    try:
        done = acts.run(services.certificate, actor=user_of(request), repair_id=repair_id)
    except DomainError as error:
        if error.status in {403, 404}:
            raise
        messages.error(request, str(error.message))
        return redirect("repair_desk:repair", repair_id)
    return pdf(done.value, f"repair-{str(repair_id)[-8:]}.pdf")
