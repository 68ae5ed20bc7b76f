"""`/staff/directory/`: the bodies, the page of each, its posts, its tables to take away."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import acts
from credit_portal.common.errors import NotAllowed
from credit_portal.desk.directory import about, finder, proposed, targets
from credit_portal.directory import exports, policies
from credit_portal.directory.models import Organisation
from credit_portal.files.responses import attachment
from credit_portal.imports.tables import CSV_TYPE, XLSX_TYPE

PAGE = 50


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The tree of the user's bodies, or those that a search and filters leave."""
    user, asked = user_of(request), finder.read(request.GET)
    scope = targets.visible_bodies(user)
    if not user.organisation_paths(policies.READ):
        raise NotAllowed("directory_not_allowed", _("You may not do this here."))
    rows = finder.apply(scope, asked)
    page = Paginator(rows, PAGE).get_page(request.GET.get("page")) if asked.narrows else None
    context = {
        "asked": asked,
        "page": page,
        "found": finder.found(page, asked.q) if page else [],
        "tree": [] if page else finder.tree(rows),
        "kinds": Organisation.Kind.choices,
        "states": finder.STATES.items(),
        "missing": finder.MISSING.items(),
        "divisions": finder.divisions_of(scope),
        "keeps": policies.may_manage(user, None),
        "sees_persons": bool(user.organisation_paths(policies.PERSONS)),
        "proposes": bool(user.organisation_paths(policies.PROPOSE)),
    }
    return render(request, "desk/directory/index.html", context)


@login_required
@require_safe
def body(request: HttpRequest, body_id: UUID) -> HttpResponse:
    """One body with everything the desk knows of it."""
    user = user_of(request)
    found = targets.found(user, "body", body_id)
    context = about.body_page(found, user, request.GET.get("page"))
    return render(request, "desk/directory/body.html", context)


@login_required
@require_safe
def post(request: HttpRequest, post_id: UUID) -> HttpResponse:
    """One post, and everybody who held it."""
    user = user_of(request)
    found = targets.found(user, "post", post_id)
    context = about.post_page(found, user, request.GET.get("page"))
    return render(request, "desk/directory/post.html", context)


@login_required
@require_POST
def export(request: HttpRequest, body_id: UUID, kind: str, form: str) -> HttpResponse:
    """A table of the body and all below it, in the columns that the import takes."""
    user = user_of(request)
    found = targets.found(user, "body", body_id)
    done = acts.run(
        exports.export, actor=user, kind=f"directory.{kind}", root=found, form=form,
        answer=lambda content: {},
    )  # fmt: skip
    response = HttpResponse(done.value, content_type=XLSX_TYPE if form == "xlsx" else CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    return response


@login_required
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What the user proposed, and what became of it."""
    user = user_of(request)
    if not user.organisation_paths(policies.PROPOSE):
        raise NotAllowed("directory_not_allowed", _("You may not do this here."))
    page = Paginator(proposed.by(user), PAGE).get_page(request.GET.get("page"))
    rows = [{"change": row, "kind": proposed.title(row)} for row in page]
    return render(request, "desk/directory/proposals.html", {"page": page, "rows": rows})


@login_required
@require_safe
def document(request: HttpRequest, change_id: UUID) -> HttpResponse:
    """The document behind a proposed change, for those who may see the change."""
    return attachment(proposed.document_of(user_of(request), change_id))
