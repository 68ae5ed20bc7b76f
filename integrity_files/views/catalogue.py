"""`/staff/catalogue/`: the directory of credit information, and proposals to change it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, NotAllowed
from credit_portal.common.forms import show_refusal
from credit_portal.workflow import change_selectors, changes
from integrity_files import catalogue, catalogue_changes
from integrity_files.forms import ItemForm
from integrity_files.models import CatalogueItem


def _keeper(request: HttpRequest) -> Any:
    user = user_of(request)
    if not user.may(catalogue_changes.VERB):
        raise NotAllowed("not_allowed", _("You may not change the directory."))
    return user


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All items as they stand today, and the rule sets."""
    user = _keeper(request)
    context = {
        "items": catalogue.items_on(),
        "sets": catalogue.rule_sets(),
        "waiting": change_selectors.waiting_of_kind(user, catalogue_changes.KIND),
    }
    return render(request, "integrity_files/catalogue.html", context)


@login_required
@require_safe
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item: its versions, the changes that wait."""
    user, versions = _keeper(request), catalogue.versions_of(code)
    waiting = [
        change
        for change in change_selectors.waiting_of_kind(user, catalogue_changes.KIND)
        if change.payload.get("code") == code
    ]
    context = {"versions": versions, "item": versions[0], "waiting": waiting}
    return render(request, "integrity_files/item.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, code: str) -> HttpResponse:
    """Propose a new version of an item."""
    _keeper(request)
    return _propose(request, catalogue.versions_of(code)[0])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Propose a new item."""
    _keeper(request)
    return _propose(request, None)


def _propose(request: HttpRequest, last: CatalogueItem | None) -> HttpResponse:
    """The form; `step=preview` shows what would differ, `step=propose` lays it before another."""
    form = ItemForm(request.POST if request.method == "POST" else None, item=last)
    context: dict[str, Any] = {"form": form, "item": last}
    if form.is_bound and form.is_valid():
        try:
            catalogue_changes.check(form.payload(), user_of(request))
            if request.POST.get("step") == "propose":
                return _proposed(request, form)
            context |= {"differences": catalogue_changes.describe(form.payload()), "after": True}
        except DomainError as error:
            show_refusal(form, error)
    status = 422 if form.errors else 200
    return render(request, "integrity_files/item_propose.html", context, status=status)


def _proposed(request: HttpRequest, form: ItemForm) -> HttpResponse:
    done = acts.run(
        changes.propose_change,
        actor=user_of(request),
        kind=catalogue_changes.KIND,
        payload=form.payload(),
        reason=form.cleaned_data["reason"],
        idempotency_key=idempotency_key(request),
    )
    messages.success(request, _("The change waits for a second person."))
    return redirect("desk:change", done.answer["id"])
