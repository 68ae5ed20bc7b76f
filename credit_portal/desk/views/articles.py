"""`/staff/articles/`: news, notices, policies and help, from draft to approval."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from credit_portal.accounts.attempts import attempt, version_seen
from credit_portal.accounts.who import user_of
from credit_portal.common.errors import NotAllowed, NotFound
from credit_portal.desk import article_panel as panel
from credit_portal.desk.article_forms import ArticleForm, initial_of
from credit_portal.files.responses import attachment
from credit_portal.publishing import article_documents, documents
from credit_portal.publishing import article_policies as policies
from credit_portal.publishing import article_selectors as selectors
from credit_portal.publishing import selectors as public
from credit_portal.publishing.models.article import (
    KIND,
    Article,
    ArticleEdition,
    EditionState,
    Section,
)
from credit_portal.publishing.services import articles
from credit_portal.workflow.panels import Bound

PAGE, ASKED = 30, ("q", "section", "state")


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Articles of my office, the latest first; the address keeps what is asked."""
    user = user_of(request)
    if not any(user.organisation_paths(verb) for verb in policies.OFFICE):
        raise NotAllowed("not_allowed", _("Articles are written by the credit office."))
    asked = {name: request.GET.get(name, "")[:100] for name in ASKED}
    context = {
        "page": Paginator(selectors.filtered(user, asked), PAGE).get_page(request.GET.get("page")),
        "asked": asked, "may_draft": bool(user.organisation_paths(policies.DRAFT)),
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "choices": [("section", _("Section"), Section.choices),
                    ("state", _("State"), EditionState.choices)],
    }  # fmt: skip
    return render(request, "desk/articles.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft an article."""
    user = user_of(request)
    if user.organisation is None:
        raise NotAllowed("not_allowed", _("Articles are written by the credit office."))
    policies.require(user, policies.DRAFT, user.organisation)
    posted = request.method == "POST"
    begun = {"section": request.GET.get("section", "")}
    form = ArticleForm(
        request.POST if posted else None, request.FILES if posted else None, initial=begun
    )
    if form.is_bound and form.is_valid():
        done = attempt(
            request, articles.draft_article, form, answer=_article_of,
            section=form.cleaned_data["section"], texts=form.texts(),
            uploads=form.cleaned_data["uploads"],
        )  # fmt: skip
        if done is not None:
            messages.success(request, _("The draft is kept. Look at it, then hand it in."))
            return redirect("desk:article", done.answer["id"])
    status = 422 if form.errors else 200
    return render(request, "desk/article_form.html", {"form": form, "row": None}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """Change one's own draft."""
    user = user_of(request)
    row = selectors.article(user, article_id)
    policies.require(user, policies.DRAFT, row.organisation)
    edition = _newest(row)
    posted = request.method == "POST"
    form = ArticleForm(
        request.POST if posted else None, request.FILES if posted else None, edition=edition,
        initial=initial_of(edition),
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        done = attempt(
            request, articles.change_edition, form, answer=_article_of, article_id=row.pk,
            texts=form.texts(), uploads=form.cleaned_data["uploads"],
            keep=request.POST.getlist("keep"), **version_seen(request),
        )  # fmt: skip
        if done is not None:
            messages.success(request, _("The draft is kept. Look at it, then hand it in."))
            return redirect("desk:article", row.pk)
    context = {"form": form, "row": row, "edition": edition}
    return render(request, "desk/article_form.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def article(request: HttpRequest, article_id: UUID) -> HttpResponse:
    """One article: as the public will see it, what waits, what happened."""
    return _page(request, selectors.article(user_of(request), article_id))


def _page(request: HttpRequest, row: Article, bound: Bound = None) -> HttpResponse:
    user, edition = user_of(request), _newest(row)
    document = article_documents.document(edition)
    shown = _shown(row)
    digest = documents.document_sha(document)
    context: dict[str, Any] = {
        "row": row, "edition": edition, "doc": document, "digest": digest, "shown": shown,
        "current": shown.document if shown is not None and edition.is_open else None,
        "editions": list(row.editions.all()),
        "section": Section(row.section).label,
        "acts": panel.acts_for(
            user, row, edition, shown=shown is not None, digest=digest, bound=bound
        ),
    }  # fmt: skip
    return render(request, "desk/article.html", context, status=422 if bound else 200)


@login_required
@require_POST
def act(request: HttpRequest, article_id: UUID, name: str) -> HttpResponse:
    """Do an act; a refusal shows its form again."""
    user, row = user_of(request), selectors.article(user_of(request), article_id)
    found = panel.ACTS.get(name)
    if found is None:
        raise NotFound("not_found", _("There is no such act."))
    policies.require(user, found.verb, row.organisation)
    form = found.form(request.POST) if found.form is not None else None
    if form is not None and not form.is_valid():
        return _page(request, row, (name, form))
    given = {**(form.cleaned_data if form is not None else {}), **dict(found.given)}
    if name in ("update", "correct"):
        asked = [one for one in ("reason", "erase_previous") if one in given]
        given["texts"] = {one: given.pop(one) for one in asked}
    elif name != "withdraw":
        given |= version_seen(request)
    done = attempt(request, found.service, form, answer=_article_of, article_id=row.pk, **given)
    if done is None and form is not None and form.errors:
        return _page(request, row, (name, form))
    if done is not None:
        messages.success(request, str(found.done))
    onward = "desk:article-change" if done and name in ("update", "correct") else "desk:article"
    return redirect(onward, row.pk)


@login_required
@require_safe
def file(request: HttpRequest, article_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file of a text, as a download."""
    return attachment(selectors.file_of(user_of(request), article_id, file_id).file)


def _newest(row: Article) -> ArticleEdition:
    edition: ArticleEdition = row.editions.all()[0]
    edition.article = row
    return edition


def _shown(row: Article) -> Any:
    return public.published(KIND).filter(ref=row.ref).first() if row.ref else None


def _article_of(edition: ArticleEdition) -> dict[str, str]:
    return {"id": str(edition.article_id)}
