"""Old accounts on the desk: the list, one account, the acts on it, a body's own filing."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from commitments import codes_old_accounts as codes
from commitments import policies
from commitments import policies_old_accounts as old_policies
from commitments import progress_old_accounts as progress
from commitments import selectors_old_accounts as selectors
from commitments.forms.old_accounts import OwnAccountForm
from commitments.models import OldAccount
from commitments.services import old_answers, old_office, old_reading
from commitments.views import old_panel as panel
from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.files.responses import attachment
from credit_portal.workflow.panels import Bound
from credit_portal.workflow.selectors import deadlines_of

PAGE = 30
VERBS = (*old_policies.OFFICE, *old_policies.BODY)


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Every old account that I may see, the newest first, with a filter by state."""
    state = request.GET.get("state", "")
    rows = selectors.visible_to(user_of(request))
    if state in codes.AccountState.values:
        rows = rows.filter(state=state)
    context = {
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "states": codes.AccountState.choices,
        "state": state,
        "may_file": bool(user_of(request).organisation_paths(old_policies.ANSWER)),
    }
    return render(request, "commitments/old_accounts.html", context)


@login_required
@require_safe
def account(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """One account as staff see it; who filed it is masked."""
    return page(request, selectors.account(user_of(request), account_id))


def page(
    request: HttpRequest,
    row: OldAccount,
    bound: Bound = None,
    person: selectors.Person | None = None,
) -> HttpResponse:
    """Render the account; `person` in clear only as the answer to having asked."""
    user = user_of(request)
    context = {
        "row": row,
        "person": person or selectors.masked(row),
        "in_clear": person is not None,
        "may_ask": person is None and old_policies.may_see_claimant(user, row),
        "acts": panel.acts_for(user, row, bound),
        "story": progress.story(row),
        "deadlines": [one for one in deadlines_of(row) if one.is_open],
        "sees_commitment": row.commitment is not None
        and policies.allows(user, policies.FILE, row.organisation),
    }
    return render(request, "commitments/old_account.html", context, status=422 if bound else 200)


@login_required
@require_POST
def act(request: HttpRequest, account_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal shows the account again with the form as it was filled in."""
    row = selectors.account(user_of(request), account_id)
    if name not in panel.ACTS:
        raise NotFound("not_found", _("There is no such act."))
    found = panel.ACTS[name]
    form = panel.form_for(name, user_of(request), row, request.POST, request.FILES)
    if form is not None and not form.is_valid():
        old_policies.require(user_of(request), found.verb, row)
        return page(request, row, (name, form))
    given = found.read(form) if form is not None else {}
    done = attempt(
        request, found.service, form, account_id=row.pk, **given, **version_seen(request)
    )
    if done is None and form is not None:
        return page(request, row, (name, form))
    if done is not None:
        messages.success(request, str(found.done))
    return redirect("commitments:old-account", row.pk)


@login_required
@require_POST
def claimant(request: HttpRequest, account_id: UUID) -> HttpResponse:
    """Show who filed it, once; the look stands in the audit trail."""
    user = user_of(request)
    done = acts.run(old_office.show_claimant, actor=user, account_id=account_id)
    response = page(request, selectors.account(user, account_id), person=done.value)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A body registers an old account of its own: it becomes a draft commitment."""
    user = user_of(request)
    if not user.organisation_paths(old_policies.ANSWER):
        raise NotAllowed("not_allowed", _("Your role does not include filing commitments."))
    form = OwnAccountForm(request.POST if request.method == "POST" else None, user=user)
    if form.is_bound and form.is_valid():
        done = attempt(request, old_answers.file_own, form, facts=form.facts(), **form.given())
        if done:
            messages.success(request, _("The draft has been saved."))
            return redirect("commitments:old-account", done.answer["id"])
    status = 422 if form.errors else 200
    return render(request, "commitments/old_account_new.html", {"form": form}, status=status)


@login_required
@require_safe
def file(request: HttpRequest, note_id: UUID) -> HttpResponseBase:
    """A file given on the way, as a download; the look is on record first."""
    done = acts.run(old_reading.read_file, actor=user_of(request), note_id=note_id)
    return attachment(done.value)
