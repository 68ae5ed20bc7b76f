"""`/staff/rules/`: time limits, their versions in time, and proposals for new ones."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts, clock
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError, NotAllowed
from credit_portal.common.forms import show_refusal
from credit_portal.desk.rule_form import EndForm, RuleForm, day_or_today
from credit_portal.workdays import selectors
from credit_portal.workflow import change_selectors, changes, report_selectors, rule_changes


def _keeper(request: HttpRequest) -> Any:
    user = user_of(request)
    if not user.may(rule_changes.VERB):
        raise NotAllowed("not_allowed", _("You may not change time limits."))
    return user


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All time limits; `?q=` narrows them by code, name or basis."""
    user, query = _keeper(request), request.GET.get("q", "").strip()[:80]
    found = [rows for rows in selectors.rule_versions() if _fits(rows[0], query)]
    context = {
        "rules": [_row(rows) for rows in found],
        "query": query,
        "waiting": change_selectors.waiting_of_kind(user, rule_changes.KIND),
    }
    return render(request, "desk/rules.html", context)


def _fits(rule: Any, query: str) -> bool:
    texts = (rule.code, rule.name_zh, rule.name_en, rule.basis_zh, rule.basis_en)
    return any(query.lower() in text.lower() for text in texts)


def _row(versions: list[Any]) -> dict[str, Any]:
    """The version in force today (else the newest), and what comes after it."""
    today = clock.today()
    begun = [rule for rule in versions if rule.effective_from <= today]
    now = begun[0] if begun else versions[0]
    ended = now.effective_to is not None and now.effective_to < today
    later = [rule for rule in versions if rule.effective_from > today]
    return {"rule": now, "ended": ended, "later": later, "versions": len(versions)}


@login_required
@require_safe
def detail(request: HttpRequest, code: str) -> HttpResponse:
    """One time limit: its versions, a worked example for `?start=`, the cases that keep theirs."""
    user, versions = _keeper(request), selectors.versions_of(code)
    start = day_or_today(request.GET.get("start", ""))
    context = {
        **_row(versions),
        "all": versions,
        "start": start,
        "examples": [(rule, rule_changes.example(rule, start)) for rule in versions],
        "open": report_selectors.open_under(code),
        "open_by_version": report_selectors.open_by_version(code),
        "waiting": [
            change
            for change in change_selectors.waiting_of_kind(user, rule_changes.KIND)
            if change.payload.get("code") == code
        ],
    }
    return render(request, "desk/rule.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def revise(request: HttpRequest, code: str) -> HttpResponse:
    """Propose a new version; the preview compares a worked example."""
    _keeper(request)
    last = selectors.versions_of(code)[0]
    form = RuleForm(request.POST if request.method == "POST" else None, rule=last)
    context: dict[str, Any] = {"form": form, "rule": last, "what": "revise"}
    if form.is_bound and form.is_valid():
        try:
            rule_changes.check(form.payload(), user_of(request))
            if request.POST.get("step") == "propose":
                return _proposed(request, form)
            context |= rule_changes.preview(form.payload(), form.start())
        except DomainError as error:
            show_refusal(form, error)
    status = 422 if form.errors else 200
    return render(request, "desk/rule_propose.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, code: str) -> HttpResponse:
    """Propose the last day of a time limit."""
    _keeper(request)
    last = selectors.versions_of(code)[0]
    form = EndForm(request.POST if request.method == "POST" else None, rule=last)
    if form.is_bound and form.is_valid():
        try:
            return _proposed(request, form)
        except DomainError as error:
            show_refusal(form, error)
    context = {"form": form, "rule": last, "what": "end"}
    status = 422 if form.errors else 200
    return render(request, "desk/rule_propose.html", context, status=status)


def _proposed(request: HttpRequest, form: RuleForm | EndForm) -> HttpResponse:
    done = acts.run(
        changes.propose_change,
        actor=user_of(request),
        kind=rule_changes.KIND,
        payload=form.payload(),
        reason=form.cleaned_data["reason"],
        idempotency_key=idempotency_key(request),
    )
    messages.success(request, _("The change waits for a second person."))
    return redirect("desk:change", done.answer["id"])
