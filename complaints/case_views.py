"""`/staff/complaints/`: the list, one case and its acts, passing it on, files, the board."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints import (
    case_board,
    case_export,
    case_listing,
    case_panel,
    desk_selectors,
    policies,
    selectors,
    selectors_links,
    web_progress,
)
from complaints import redaction as masks
from complaints.case_acts import ACTS
from complaints.case_desk import Desk
from complaints.case_forms import DispatchForm
from complaints.case_listing import ASKED, BY_DUE, DUES, ORDER
from complaints.codes import CaseState, Regime
from complaints.services import acceptance, reading
from complaints.services import dispatch as passing_on
from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common import acts, clock
from credit_portal.common.errors import NotAllowed
from credit_portal.files.responses import attachment
from credit_portal.imports.tables import CSV_TYPE
from credit_portal.workflow import panels
from credit_portal.workflow.registry import deadline_kind
from credit_portal.workflow.selectors import deadlines_of
from integrity_files.codes import BreachCategory
from integrity_files.listing import KeysetPage, asked_of, keyset_page

VERBS = (*policies.HOTLINE, *policies.OF_BODY, policies.REVIEW, policies.CONVERT)


def _sees(request: HttpRequest, *verbs: str) -> Any:
    user = user_of(request)
    if not any(user.organisation_paths(verb) for verb in verbs):
        raise NotAllowed("not_allowed", _("Your role does not include complaints."))
    return user


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Cases that I may see, narrowed and ordered as the address asks."""
    user, asked = _sees(request, *VERBS), asked_of(request, ASKED)
    page = _listed(request, user, asked)
    query = request.GET.copy()
    query.pop("cursor", None)
    context = {
        "page": page,
        "states": CaseState.choices,
        "categories": BreachCategory.choices,
        "regimes": Regime.choices,
        "dues": DUES,
        "by_due": case_listing.by_due(asked),
        **case_listing.choices_of(user),
        "bodies": case_listing.bodies_of(user),
        "board": bool(user.organisation_paths(policies.SUPERVISE)),
        "query": query.urlencode(),
        **asked,
    }
    return render(request, "complaints/cases.html", context)


def _listed(request: HttpRequest, user: Any, asked: dict[str, str]) -> KeysetPage:
    rows = case_listing.listed(user, asked)
    if case_listing.by_due(asked):
        rows = case_listing.with_day(user, rows, asked["clock"], asked["due"])
        page = keyset_page(request, rows, BY_DUE, descending=False)
    else:
        page = keyset_page(request, rows, ORDER)
    case_listing.with_due(user, page.rows, asked["clock"])
    return page


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The list with its filters as CSV."""
    user, asked = _sees(request, *VERBS), asked_of(request, ASKED)
    done = acts.run(case_export.table, actor=user, asked=asked, answer=lambda _content: {})
    response = HttpResponse(done.value, content_type=CSV_TYPE)
    name = f"complaints-{clock.today():%Y%m%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What waits, what is late, by state, body, category and clock; for whoever leads."""
    user = _sees(request, policies.SUPERVISE)
    context = {
        "tiles": case_board.tiles(user),
        "states": case_board.by_state(user),
        "bodies": case_board.by_body(user),
        "categories": case_board.by_category(user),
        "clocks": case_board.by_clock(user),
    }
    return render(request, "complaints/board.html", context)


def _desk(request: HttpRequest, case_id: UUID) -> Desk:
    user = user_of(request)
    return Desk(user, selectors.case(user, case_id))


@login_required
@require_safe
def case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """One case."""
    return _page(request, _desk(request, case_id))


def _page(request: HttpRequest, desk: Desk, bound: panels.Bound = None) -> HttpResponse:
    row, view = desk.row, desk.view
    context = {
        "row": row,
        "view": view,
        "desk": desk,
        "acts": case_panel.acts_for(desk, bound),
        "clocks": _clocks(desk),
        "remedy": acceptance.remedy_of(row),
        "told": web_progress.page(row) if view.is_full and desk.tells else None,
        "links": selectors_links.links_of(desk.user, row) if view.is_full else [],
        "may_ask_identity": desk.user.may(policies.ASK_UNSEAL, row.accused),
        "bodies": desk.bodies.labels if _names_bodies(desk) else [],
        "texts": desk_selectors.texts("reply") if _writes_answers(desk) else [],
    }
    response = render(request, "complaints/case.html", context, status=422 if bound else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def _names_bodies(desk: Desk) -> bool:
    names = ("name-body", "give-back", "give-back-part")
    return any(case_panel.is_open(desk, name, ACTS[name]) for name in names)


def _writes_answers(desk: Desk) -> bool:
    return any(case_panel.is_open(desk, name, ACTS[name]) for name in ("draft", "draft-answer"))


def _clocks(desk: Desk) -> list[tuple[Any, str]]:
    """Running clocks with their names; a body sees none of the hotline's own."""
    cases: list[Any] = [desk.row, *[one for one in desk.shown_letters() if one == desk.letter]]
    if desk.view.is_full and desk.call:
        cases.append(desk.call)
    found = [one for about in cases for one in deadlines_of(about) if one.is_open]
    return [
        (one, str(deadline_kind(one.kind).label))
        for one in sorted(found, key=lambda one: one.due_on)
        if desk.view.tells_clock(one.kind)
    ]


@login_required
@require_POST
def act(request: HttpRequest, case_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal shows the case again with the form as it was filled in."""
    desk = _desk(request, case_id)
    found = case_panel.require(desk, name)
    form = case_panel.form_for(desk, name, request.POST)
    if not form.is_valid():
        return _page(request, desk, (name, form))
    done = attempt(
        request, found.service, form, case_id=case_id, **case_panel.given(found, form),
        **version_seen(request),
    )  # fmt: skip
    if done is None:
        return _refused(request, _desk(request, case_id), (name, form))
    messages.success(request, str(found.done))
    if not selectors.visible_to(user_of(request)).filter(pk=case_id).exists():
        return redirect("complaint_desk:index")
    return redirect("complaint_desk:case", case_id)


def _refused(request: HttpRequest, desk: Desk, bound: tuple[str, Form]) -> HttpResponse:
    """The case as it stands now; why on top where the act does not fit any more."""
    name, form = bound
    if not case_panel.is_open(desk, name, ACTS[name]):
        for text in form.non_field_errors():
            messages.error(request, str(text))
    return _page(request, desk, bound)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def dispatch(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Pass a case on: the bodies, and the text for them beside what was reported."""
    desk = _desk(request, case_id)
    if not desk.view.is_full:
        raise NotAllowed("not_allowed", _("Your role does not include this step here."))
    policies.require(desk.user, policies.SUPERVISE, desk.row.accused)
    if not case_panel.may_dispatch(desk):
        messages.error(request, _("It cannot be passed on now: look at its state."))
        return redirect("complaint_desk:case", case_id)
    masked = masks.redact(desk.row.facts_zh)
    first = {
        "lead_id": desk.bodies.label_of(desk.suggested_lead),
        "told": desk.row.told_zh or masked.text,
        "details": desk.details_to_tell,
    }
    posted = request.POST if request.method == "POST" else None
    form = DispatchForm(posted, initial=first, bodies=desk.bodies, details=desk.details_in_words)
    if posted is not None and form.is_valid():
        service, given = passing_on.dispatch, form.given()
        done = attempt(request, service, form, case_id=case_id, **given, **version_seen(request))
        if done is not None:
            messages.success(request, _("Passed on; the body has to sign for it."))
            return redirect("complaint_desk:case", case_id)
    context = {
        "row": desk.row, "form": form, "bodies": desk.bodies.labels, "desk": desk,
        "found": sorted({str(one.kind.label) for one in masked.findings}),
    }  # fmt: skip
    status = 422 if form.errors else 200
    response = render(request, "complaints/dispatch.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_safe
def file(request: HttpRequest, note_id: UUID) -> HttpResponseBase:
    """A file given on the way, shown in the page where it is a picture or PDF; on record first."""
    done = acts.run(
        reading.read_file, actor=user_of(request), note_id=note_id, answer=lambda _file: {}
    )
    return attachment(done.value, inline=True)
