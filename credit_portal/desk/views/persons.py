"""`/staff/directory/persons/`: by name within one's own scope, by ID number with a purpose."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.errors import DomainError, NotAllowed
from credit_portal.common.forms import show_refusal
from credit_portal.desk.directory import about
from credit_portal.desk.directory.person_forms import NumberForm, PurposeForm
from credit_portal.directory import policies, selectors, services

PAGE = 50


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Persons who hold or held posts in the user's bodies, by name."""
    user, name = user_of(request), request.GET.get("q", "").replace("\0", "")[:60]
    if not user.organisation_paths(policies.PERSONS):
        raise NotAllowed("persons_not_allowed", _("You may not do this here."))
    rows = selectors.persons_called(user, name)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    identifies = user.may(policies.IDENTIFY)
    context = {"page": page, "q": name, "identifies": identifies}
    return render(request, "desk/directory/persons.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_number(request: HttpRequest) -> HttpResponse:
    """The person with exactly this ID number; the search is on the trail."""
    user = user_of(request)
    policies.require_identify(user)
    form = NumberForm(request.POST or None)
    found, searched = None, False
    if form.is_bound and form.is_valid():
        done = _run(request, form, services.find_by_number, **form.given())
        found, searched = (done.value, True) if done else (None, False)
    context = {"form": form, "found": found, "searched": searched}
    status = 422 if form.errors else 200
    return render(request, "desk/directory/by_number.html", context, status=status)


@login_required
@require_safe
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """One person: the posts, the masked number, who looked."""
    user = user_of(request)
    found = selectors.person_for(user, person_id)
    context = about.person_page(found, user, request.GET.get("page"))
    return render(request, "desk/directory/person.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unmask(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The whole ID number, once, for a purpose; every opening is on the trail."""
    return _with_number(request, person_id, PurposeForm, "desk/directory/unmask.html")


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Register or replace the ID number."""
    found = _identified(request, person_id)
    form = NumberForm(request.POST or None)
    if form.is_bound and form.is_valid():
        given = {"person_id": person_id, **form.given()}
        if _run(request, form, services.set_id_number, **given):
            messages.success(request, _("The ID number has been registered."))
            return redirect("desk_directory:person", person_id)
    context = {"form": form, "person": found}
    status = 422 if form.errors else 200
    return render(request, "desk/directory/register_number.html", context, status=status)


def _with_number(
    request: HttpRequest, person_id: UUID, kind: type[PurposeForm], template: str
) -> HttpResponse:
    found = _identified(request, person_id)
    form = kind(request.POST or None)
    number = ""
    if form.is_bound and form.is_valid():
        given = {"person_id": person_id, **form.given()}
        done = _run(request, form, services.unmask, **given)
        number = done.value if done else ""
    context = {"form": form, "person": found, "number": number}
    return render(request, template, context, status=422 if form.errors else 200)


def _identified(request: HttpRequest, person_id: UUID) -> Any:
    """The person, for those who may work with ID numbers."""
    found = selectors.person_for(user_of(request), person_id)
    policies.require_identify(user_of(request))
    return found


def _run(request: HttpRequest, form: Any, service: Any, **given: Any) -> acts.Done | None:
    """Run it; None when refused. Without a key: a digest of the form would be one of the number
    (security.md 5), and doing it twice harms nothing."""
    try:
        return acts.run(service, actor=user_of(request), answer=lambda value: {}, **given)
    except DomainError as error:
        show_refusal(form, error)
        return None
