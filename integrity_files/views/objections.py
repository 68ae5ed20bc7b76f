"""`/staff/objections/`: the list, one objection and its acts, tips, a body's own objection."""

from __future__ import annotations

from typing import Any
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
from credit_portal.common import acts
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.files.responses import attachment
from credit_portal.workflow.panels import Bound
from credit_portal.workflow.selectors import deadlines_of
from integrity_files import policies_objections as policies
from integrity_files import progress_objections as progress
from integrity_files import selectors_objections as selectors
from integrity_files.codes_objections import Ground, ObjectionState, TipState
from integrity_files.listing import LINES, asked_of, chosen, due_first, page_of
from integrity_files.listing_objections import narrowed
from integrity_files.models import Objection, Tip
from integrity_files.objection_forms import AnswerForm, DeskForm
from integrity_files.public_views_objections import notice_response
from integrity_files.selectors_objected import place_of
from integrity_files.services import objection_filing, objection_reading
from integrity_files.services.objection_decision import barred, corrections
from integrity_files.views import objection_panel as panel


def _sees(request: HttpRequest, *verbs: str) -> Any:
    user = user_of(request)
    if not any(user.organisation_paths(verb) for verb in verbs):
        raise NotAllowed("not_allowed", _("Your role does not include objections."))
    return user


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Objections that I may see, due first; `?state=`, `?ground=` and `?record=` narrow them."""
    user = _sees(request, *policies.OFFICE, policies.OBJECT)
    asked = asked_of(request, ("state", "ground", "record"))
    rows = due_first(narrowed(selectors.visible_to(user), asked), "-filed_on", "id")
    context = {
        "page": page_of(request, rows),
        "states": ObjectionState.choices,
        "grounds": Ground.choices,
        "office": any(user.organisation_paths(verb) for verb in policies.OFFICE),
        "may_object": bool(user.organisation_paths(policies.OBJECT)),
        **asked,
    }
    return render(request, "integrity_files/objections.html", context)


@login_required
@require_safe
def objection(request: HttpRequest, objection_id: UUID) -> HttpResponse:
    """One objection."""
    return _page(request, selectors.objection(user_of(request), objection_id))


def _page(
    request: HttpRequest, row: Objection, bound: Bound = None,
    party: selectors.Party | None = None,
) -> HttpResponse:  # fmt: skip
    """Render the objection; who objected in clear only as the answer to having asked."""
    user = user_of(request)
    office = policies.is_office(user, row)
    context = {
        "row": row,
        "party": party or (selectors.masked(row) if office else None),
        "in_clear": party is not None,
        "office": office,
        "sees_proof": policies.may(user, policies.HANDLE, row),
        "acts": panel.acts_for(user, row, bound),
        "story": progress.story(row) if office else progress.objectors_story(row, files=True),
        "deadlines": [one for one in deadlines_of(row) if one.is_open],
        "corrections": corrections(row) if office else [],
        "barred": barred(row) if office and not row.has_ended else "",
        "page_of": place_of(row),
        "earlier": list(selectors.earlier_decisions(row)[:5]) if office else [],
    }
    return render(request, "integrity_files/objection.html", context, status=422 if bound else 200)


@login_required
@require_POST
def act(request: HttpRequest, objection_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal shows the objection again with the form as it was filled in."""
    row = selectors.objection(user_of(request), objection_id)
    if name not in panel.ACTS:
        raise NotFound("not_found", _("There is no such act."))
    found = panel.ACTS[name]
    policies.require(user_of(request), found.verb, row)
    form = panel.form_for(name, row, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, row, (name, form))
    done = attempt(
        request,
        found.service,
        form,
        objection_id=row.pk,
        **panel.given(form),
        **version_seen(request),
    )
    if done is None:
        return _page(request, selectors.objection(user_of(request), row.pk), (name, form))
    messages.success(request, str(found.done))
    return redirect("objections-desk:objection", row.pk)


@login_required
@require_POST
def party(request: HttpRequest, objection_id: UUID) -> HttpResponse:
    """Show who objected, once; the look stands in the audit trail."""
    user = user_of(request)
    done = acts.run(objection_reading.show_party, actor=user, objection_id=objection_id)
    response = _page(request, selectors.objection(user, objection_id), party=done.value)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def proof(request: HttpRequest, objection_id: UUID) -> HttpResponseBase:
    """The document that shows who objects; the look is on record first."""
    reader = objection_reading.read_proof
    done = acts.run(reader, actor=user_of(request), objection_id=objection_id)
    return attachment(done.value)


@login_required
@require_safe
def notice(request: HttpRequest, objection_id: UUID) -> HttpResponse:
    """The notice of the decision as a PDF."""
    return notice_response(selectors.objection(user_of(request), objection_id))


@login_required
@require_safe
def file(request: HttpRequest, note_id: UUID) -> HttpResponseBase:
    """A file given on the way; the look is on record first."""
    done = acts.run(objection_reading.read_file, actor=user_of(request), note_id=note_id)
    return attachment(done.value)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """A body objects to a record of its own; its first objection marks it at once."""
    user = _sees(request, policies.OBJECT)
    posted = request.method == "POST"
    first = {"record": request.GET.get("record", "")[:40]}
    form = DeskForm(
        request.POST if posted else None, request.FILES if posted else None, initial=first
    )
    if posted and form.is_valid():
        data = form.cleaned_data
        done = attempt(
            request, objection_filing.object_by_desk, form, ref=data["record"],
            ground=data["ground"], words=data["words"], upload=data["file"],
        )  # fmt: skip
        if done is not None:
            found = selectors.objection(user, done.answer["id"])
            marked, later = _("Filed; the record is being marked."), _("Filed; it is examined now.")
            messages.success(request, marked if found.accepted_on else later)
            return redirect("objections-desk:objection", found.pk)
    context = {"form": form, "records": selectors.own_records(user)[:LINES]}
    status = 422 if form.errors else 200
    return render(request, "integrity_files/objection_own.html", context, status=status)


@login_required
@require_safe
def tips(request: HttpRequest) -> HttpResponse:
    """Correction tips that I may see, the oldest first; `?state=` narrows them."""
    user = _sees(request, *policies.OFFICE)
    asked = asked_of(request, ("state",))
    rows = chosen(selectors.tips_visible_to(user), asked, state=TipState.values)
    context = {"page": page_of(request, rows), "states": TipState.choices, **asked}
    return render(request, "integrity_files/tips.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tip(request: HttpRequest, tip_id: UUID) -> HttpResponse:
    """One tip, and its answer."""
    row = selectors.tip(user_of(request), tip_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        policies.require(user_of(request), policies.HANDLE, row)
        if form.is_valid() and _answered(request, row, form):
            messages.success(request, _("Answered."))
            return redirect("objections-desk:tip", row.pk)
    may = row.state == TipState.RECEIVED and policies.may(user_of(request), policies.HANDLE, row)
    deadlines = [one for one in deadlines_of(row) if one.is_open]
    context = {"row": row, "form": form if may else None, "deadlines": deadlines}
    status = 422 if form.errors else 200
    return render(request, "integrity_files/tip.html", context, status=status)


def _answered(request: HttpRequest, row: Tip, form: AnswerForm) -> bool:
    given = {"tip_id": row.pk, "words": form.cleaned_data["answer"], **version_seen(request)}
    return attempt(request, objection_reading.answer_tip, form, **given) is not None


@login_required
@require_safe
def tip_file(request: HttpRequest, tip_id: UUID) -> HttpResponseBase:
    """The file of a tip; the look is on record first."""
    done = acts.run(objection_reading.read_tip_file, actor=user_of(request), tip_id=tip_id)
    return attachment(done.value)
