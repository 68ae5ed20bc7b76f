"""`/staff/reporting/`: batches, what was answered, what is to be mended."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.workflow.panels import Bound
from integrity_files import policies_reporting as policies
from integrity_files import selectors_records as records
from integrity_files import selectors_reporting as selectors
from integrity_files.codes_reporting import Channel
from integrity_files.listing import page_of
from integrity_files.models import ReportBatch
from integrity_files.reporting import packages, service, signing
from integrity_files.reporting_forms import PrepareForm
from integrity_files.services import report_batches, report_items
from integrity_files.views import report_panel as panel


def _reader(request: HttpRequest) -> Any:
    user = user_of(request)
    if not user.organisation_paths(policies.SEE):
        raise NotAllowed("not_allowed", _("Reports upward are the credit office's."))
    return user


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits, and every batch, the newest first."""
    user = _reader(request)
    prepares = bool(user.organisation_paths(policies.PREPARE))
    context = {
        "page": page_of(request, selectors.batches(user)),
        "waiting": [
            {**one, "label": Channel(one["channel"]).label,
             "by_file": prepares and not service.address_of(one["channel"])}
            for one in selectors.waiting(user)
        ],
        "to_mend": selectors.to_mend(user).count(),
        "mode": settings.REPORTING["mode"],
    }  # fmt: skip
    return render(request, "integrity_files/reporting.html", context)


@login_required
@require_POST
def prepare(request: HttpRequest) -> HttpResponse:
    """Make a batch by file of what waits."""
    _reader(request)
    form = PrepareForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose what is to be reported."))
        return redirect("reporting:index")
    done = attempt(request, report_batches.prepare_batch, None, **form.cleaned_data)
    if done is None:
        return redirect("reporting:index")
    messages.success(request, _("The batch is prepared; a second person releases it."))
    return redirect("reporting:batch", done.answer["id"])


@login_required
@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The public half of the portal's key, for the platform."""
    _reader(request)
    answer = HttpResponse(signing.public_pem(), content_type="application/x-pem-file")
    answer["Content-Disposition"] = f'attachment; filename="reporting-{signing.key_id()}.pem"'
    return answer


@login_required
@require_safe
def to_mend(request: HttpRequest) -> HttpResponse:
    """What was refused or does not fit, and why."""
    user = _reader(request)
    found = page_of(request, selectors.to_mend(user))
    keys = [item.record_id for item in found.object_list]
    seen = set(records.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    rows = [
        {"item": item, "problems": panel.in_words(item.problems),
         "seen": item.record_id in seen,
         "refusal": next(iter(item.refusals), None),
         "may": user.may(policies.PREPARE, item.record.organisation)}
        for item in found.object_list
    ]  # fmt: skip
    return render(request, "integrity_files/report_to_mend.html", {"page": found, "rows": rows})


@login_required
@require_POST
def again(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Report one anew."""
    done = attempt(request, report_items.report_again, None, item_id=item_id)
    if done is not None:
        messages.success(request, _("It goes with the next batch."))
    return redirect("reporting:to-mend")


@login_required
@require_safe
def batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """One batch."""
    return _page(request, selectors.batch(user_of(request), batch_id))


def _page(request: HttpRequest, row: ReportBatch, bound: Bound = None) -> HttpResponse:
    user = user_of(request)
    lines = page_of(request, selectors.lines(row, user))
    gone = {line.pk for line in selectors.gone_since(row)} if row.state != "dropped" else set()
    has_files = row.state not in ("prepared", "dropped") and not gone
    context = {
        "row": row,
        "acts": panel.acts_for(user, row, bound),
        "page": lines,
        "gone": gone,
        "kinds": list(packages.TYPES) if has_files else [],
        "tries": [(one, panel.outcome(one.outcome)) for one in row.tries.all()],
    }
    status = 422 if bound else 200
    return render(request, "integrity_files/report_batch.html", context, status=status)


@login_required
@require_safe
def file(request: HttpRequest, batch_id: UUID, kind: str) -> HttpResponse:
    """A file of a released batch; the look is on record first."""
    user = user_of(request)
    if kind not in packages.TYPES:
        raise NotFound("not_found", _("There is no such file."))
    name = selectors.batch(user, batch_id).name
    done = acts.run(report_batches.read_batch_file, actor=user, batch_id=batch_id, kind=kind)
    answer = HttpResponse(done.value, content_type=packages.TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


@login_required
@require_POST
def act(request: HttpRequest, batch_id: UUID, name: str) -> HttpResponse:
    """Do one act; a refusal shows the batch again with the form as it was filled in."""
    row = selectors.batch(user_of(request), batch_id)
    if name not in panel.ACTS:
        raise NotFound("not_found", _("There is no such act."))
    found = panel.ACTS[name]
    panel.require(user_of(request), found, row)
    form = found.form(request.POST) if found.form else None
    if form is not None and not form.is_valid():
        return _page(request, row, (name, form))
    given = dict(form.cleaned_data) if form is not None else {}
    given |= version_seen(request)
    done = attempt(request, found.service, form, batch_id=row.pk, **given)
    if done is None and form is not None:
        return _page(request, row, (name, form))
    if done is not None:
        messages.success(request, str(found.done))
    return redirect("reporting:batch", row.pk)
