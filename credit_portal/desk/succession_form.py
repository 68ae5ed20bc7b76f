"""The form that begins a succession: what happened, on what document, between which bodies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from credit_portal.accounts.scope import within
from credit_portal.common import clock
from credit_portal.common.i18n import localized
from credit_portal.desk.directory.forms import RowChoice, day, text
from credit_portal.directory import policies, selectors
from credit_portal.directory.models import Organisation, Post, Succession

Kind = Succession.Kind
WITHOUT_SUCCESSOR = frozenset({Kind.CHANGE_OF_GOVERNMENT, Kind.CHANGE_OF_HOLDER})


class RowChoices(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]  # as RowChoice
    """Several bodies, named in the active language."""

    widget = forms.SelectMultiple(attrs={"size": 7})

    def label_from_instance(self, obj: Any) -> str:
        """Its name."""
        return localized(obj, "name")


class PostChoice(RowChoice):
    """A post with its body."""

    def label_from_instance(self, obj: Any) -> str:
        """Body and title."""
        return f"{localized(obj.organisation, 'name')} · {localized(obj, 'title')}"


class SuccessionForm(forms.Form):
    """Who takes over from whom; which cases is asked on the next page where it must be."""

    kind = forms.ChoiceField(label=_("What happened"), choices=Kind.choices)
    before = RowChoices(
        label=_("Bodies that pass on"), queryset=Organisation.objects.none(),
        help_text=_(
            "Several with Ctrl or ⌘ held down. With a change of government, or of duties between"
            " posts: the body itself."
        ),
    )  # fmt: skip
    after = RowChoices(
        label=_("Bodies that take over"), queryset=Organisation.objects.none(), required=False,
        help_text=_(
            "Their principal posts take over. A new body is entered in the directory first."
        ),
    )  # fmt: skip
    from_post = PostChoice(
        label=_("Post that passes on"), queryset=Post.objects.none(), required=False,
        help_text=_("Only for a change of duties between posts."),
    )  # fmt: skip
    to_post = PostChoice(
        label=_("Post that takes over"), queryset=Post.objects.none(), required=False
    )
    effective_on = day(_("In effect from"), initial=clock.today)
    document_number = text(_("Document number"), 120)
    document_title = text(_("Document title"), 200)
    document_organ = text(_("Issuing organ"), 200)
    document_on = day(_("Day of the document"))
    document = forms.FileField(
        label=_("Document"), required=False, help_text=_("PDF, Word or a picture, at most 20 MB.")
    )
    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        active = selectors.organisations().filter(active=True)
        mine = active.filter(within(user, policies.SUCCEED, ""))
        posts = selectors.active_posts().filter(organisation__in=mine.order_by().values("pk"))
        self.fields["before"].queryset = mine  # type: ignore[attr-defined]
        self.fields["after"].queryset = active  # type: ignore[attr-defined]
        self.fields["from_post"].queryset = posts  # type: ignore[attr-defined]
        self.fields["to_post"].queryset = posts  # type: ignore[attr-defined]
        self.successors: list[Post] = []

    def clean(self) -> dict[str, Any] | None:
        """Every successor has a post that takes over; posts are named where posts change."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        kind = data.get("kind")
        if kind == Kind.CHANGE_OF_HOLDER:
            for name in ("from_post", "to_post"):
                if not data.get(name):
                    self.add_error(name, _now("Choose the post."))
        elif kind not in WITHOUT_SUCCESSOR:
            self._find_successors(data.get("after") or [])
        return data

    def _find_successors(self, bodies: Any) -> None:
        if not bodies:
            self.add_error("after", _now("Choose who takes over."))
        for body in bodies:
            post = selectors.principal_post(body)
            if post is None:
                sentence = _now("%(body)s has no principal post yet: add one in the directory.")
                self.add_error("after", sentence % {"body": localized(body, "name")})
            else:
                self.successors.append(post)

    def told(self) -> dict[str, Any]:
        """The payload without lines and document."""
        data = self.cleaned_data
        before = [str(body.pk) for body in data["before"]]
        dated = {name: data[name].isoformat() for name in ("effective_on", "document_on")}
        texts = {name: data[name] for name in ("document_number", "document_title",
                                               "document_organ")}  # fmt: skip
        told = {"kind": data["kind"], "organisation": before[0], "before": before, **dated, **texts}
        if data["kind"] == Kind.CHANGE_OF_HOLDER:
            told["organisation"] = str(data["from_post"].organisation_id)
            told["lines"] = [_between(data["from_post"], data["to_post"])]
        return told


def _between(before: Post, after: Post) -> dict[str, Any]:
    return {
        "from": str(before.organisation_id), "to": str(after.organisation_id),
        "to_post": str(after.pk), "from_post": str(before.pk), "scope": "post",
        "sectors": [], "cases": [],
    }  # fmt: skip
