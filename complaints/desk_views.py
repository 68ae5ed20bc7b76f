"""`/staff/hotline/`: the operator's one page, and how a call ends.

Everything works as plain forms; what is alive on the page (`desk_live`) comes on top of it.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from complaints import desk_selectors as selectors
from complaints import policies
from complaints.codes import DeskStatus, Purpose
from complaints.desk_endings import BY_NAME, ENDINGS
from complaints.desk_forms import BOXES, CallForm, categories
from complaints.models import DeskDraft
from complaints.services import calls, desk, drafts
from credit_portal.accounts.attempts import attempt
from credit_portal.accounts.models import User
from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.actors import SYSTEM
from credit_portal.common.errors import NotAllowed
from credit_portal.common.forms import labels
from integrity_files.codes import BreachCategory


def of_desk(request: HttpRequest) -> User:
    """The user, who takes calls. Raises NotAllowed."""
    user = user_of(request)
    if not user.organisation_paths(policies.TAKE):
        raise NotAllowed("not_allowed", _("The desk is for those who take calls."))
    return user


@login_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The form while talking; sent once it is read back, sent again it is saved."""
    user = of_desk(request)
    if request.method != "POST":
        return _page(request, user, CallForm(initial=_initial(request, user)))
    form = CallForm(request.POST)
    if not form.is_valid():
        return _page(request, user, form)
    if request.POST.get("step") != "save":
        return _page(request, user, form, read_back=read_back(form))
    given = form.arguments()
    done = attempt(request, desk.log_case, form, answer=_nothing, **given)
    if done is None:
        return _page(request, user, form)
    _forget(given["call_id"])
    if done.value is None:
        messages.info(request, _("This was saved already. A new PIN can be given here today."))
        return redirect(f"{reverse('hotline:cases')}?queue=today")
    return _told(request, done.value)


def _nothing(_logged: desk.Logged) -> dict[str, Any]:
    """What is kept for a second submission: not which case it was, nor its PIN."""
    return {}


def _initial(request: HttpRequest, user: User) -> dict[str, Any]:
    """An empty form, or the draft that is to be restored."""
    fresh = {
        "draft_id": str(uuid4()), "draft_version": 0, "is_secret": True, "urgency": "normal",
        "purpose": Purpose.COMPLAINT,
    }  # fmt: skip
    row = drafts.latest_of(user) if "restore" in request.GET else None
    if row is None:
        return fresh
    kept = {**dict.fromkeys(BOXES, False), **drafts.content_of(row)}
    mine = {"draft_id": str(row.pk), "draft_version": row.version}
    open_call = row.call_id if row.call is not None and not row.call.outcome else ""
    return {
        "urgency": "normal", **kept, **mine, "with_call_number": drafts.has_number(row),
        "call_id": str(open_call),
    }  # fmt: skip


def _page(
    request: HttpRequest, user: User, form: CallForm, read_back: list[Any] | None = None
) -> HttpResponse:
    call = selectors.call_of(user)
    context = {
        "form": form,
        "read_back": read_back,
        "categories": categories(),
        "endings": ENDINGS,
        "texts": selectors.texts("call"),
        "call": call,
        "statuses": DeskStatus.choices,
        "status": selectors.status_of(user),
        "unread": selectors.unread_notes(user),
        "draft": _other_draft(user, form),
        "body": selectors.about(form.body) if form.body else None,
        "rehearsal": settings.DEMO,
        "nowhere": UUID(int=0),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "complaints/desk.html", context, status=status)


def _other_draft(user: User, form: CallForm) -> DeskDraft | None:
    """A draft that was left behind, when it is not the one on the page."""
    row = drafts.latest_of(user)
    source = form.data if form.is_bound else form.initial
    return row if row is not None and str(row.pk) != source.get("draft_id") else None


def read_back(form: CallForm) -> list[tuple[str, str]]:
    """What is read back to the caller before it is saved: label and words."""
    data, fields = form.cleaned_data, form.fields
    chosen = {
        "purpose": labels(form, "purpose")[data["purpose"]],
        "category": BreachCategory(data["category"]).label,
        "accused_zh": form.body.name_zh if form.body else data["accused_zh"],
        "happened_on": date_format(data["happened_on"]) if data["happened_on"] else "",
        "division": labels(form, "division").get(data["division"], ""),
        "accused_post": dict(fields["accused_post"].widget.choices).get(
            str(data["accused_post"]), ""
        ),
    }
    names = (
        "purpose", "category", "accused_zh", "accused_post", "commitment_ref", "title_zh",
        "facts_zh", "happened_on", "division", "amount", "people", "is_business", "is_anonymous",
        "is_secret", "may_publish", "name", "mobile", "with_call_number", "firm", "address",
    )  # fmt: skip
    rows = []
    for name in names:
        value = chosen.get(name, data[name])
        text = _("yes") if value is True else "" if value in (None, False, "—") else str(value)
        if text:
            rows.append((str(fields[name].label), text))
    return rows


def _told(request: HttpRequest, logged: desk.Logged) -> HttpResponse:
    """Number and PIN, large, this once."""
    number, pin = logged.case.number, logged.pin.reveal()
    context = {
        "row": logged.case,
        "number": [number[:3], number[3:6], number[6:]],
        "pin": [pin[:3], pin[3:]],
    }
    return render(request, "complaints/desk_done.html", context)


def _forget(call_id: UUID | None) -> None:
    if call_id is not None:
        calls.forget(call_id)


def key_of(request: HttpRequest, name: str) -> UUID | None:
    """An id that the form holds; None for none, and for what is no id."""
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None


@login_required
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """The call becomes no case; its draft goes."""
    user = of_desk(request)
    name, call_id, draft_id = (
        request.POST.get("ending", ""), key_of(request, "call_id"), key_of(request, "draft_id"),
    )  # fmt: skip
    done = attempt(request, calls.end_without_case, ending=name, call_id=call_id)
    if done is not None:
        _forget(call_id)
        if draft_id is not None:
            acts.run(drafts.drop, actor=user, draft_id=draft_id)
        messages.success(request, str(BY_NAME[name].label))
    return redirect("hotline:desk")


@login_required
@never_cache
@sensitive_post_parameters()
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """What was typed is added to an earlier case of the caller."""
    user = of_desk(request)
    case_id, call_id = key_of(request, "add_to"), key_of(request, "call_id")
    if case_id is None:
        raise Http404
    done = attempt(
        request, desk.add_to_earlier, case_id=case_id, words=request.POST.get("facts_zh", ""),
        call_id=call_id, draft_id=key_of(request, "draft_id"), answer=_nothing,
    )  # fmt: skip
    if done is None:
        typed = {**dict.fromkeys(BOXES, False), **request.POST.dict()}
        return _page(request, user, CallForm(initial=typed))
    _forget(call_id)
    messages.success(request, _("Added to the earlier case; who handles it is told."))
    return redirect("hotline:desk")


@login_required
@never_cache
@require_POST
def pin(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Another PIN, when the first was lost on its way to the screen."""
    of_desk(request)
    done = attempt(request, desk.new_pin, case_id=case_id, answer=_nothing)
    if done is None or done.value is None:
        return redirect(f"{reverse('hotline:cases')}?queue=today")
    return _told(request, done.value)


@login_required
@require_POST
def discard(request: HttpRequest) -> HttpResponse:
    """Throw a draft away."""
    user = of_desk(request)
    draft_id = key_of(request, "draft_id")
    if draft_id is not None:
        acts.run(drafts.drop, actor=user, draft_id=draft_id)
    return redirect("hotline:desk")


@login_required
@require_POST
def status(request: HttpRequest) -> HttpResponse:
    """Say whether one takes calls."""
    of_desk(request)
    attempt(request, calls.set_status, status=request.POST.get("status", ""))
    return redirect("hotline:desk")


@login_required
@require_POST
def rehearse(request: HttpRequest) -> HttpResponse:
    """In demonstration mode: a call from a fictional number, taken by oneself."""
    user = of_desk(request)
    if not settings.DEMO:
        raise Http404
    switch_id = f"demo-{uuid4()}"
    acts.run(calls.rang, actor=SYSTEM, switch_id=switch_id, line="示例")
    done = acts.run(calls.answered, actor=SYSTEM, switch_id=switch_id, operator=user.username)
    calls.tell_vault(done.value, "024-00000000")
    return redirect("hotline:desk")
