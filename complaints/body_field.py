"""A body typed by name: the browser offers what fits; the server takes no name but a known one."""

from __future__ import annotations

from functools import cached_property
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from credit_portal.common.i18n import localized
from credit_portal.directory.models import Organisation
from credit_portal.directory.selectors import organisations

LIST = "bodies"


class Bodies:
    """The active bodies of this government, read once for a page: what is offered, what is meant.

    Two of one name are told apart by their public address behind it.
    """

    @cached_property
    def by_label(self) -> dict[str, UUID]:
        """Bodies by what is typed for them, in tree order."""
        rows = organisations().filter(active=True).exclude(kind__startswith="foreign")
        names = [(localized(one, "name"), one) for one in rows]
        often: dict[str, int] = {}
        for name, _one in names:
            often[name] = often.get(name, 0) + 1
        return {
            (name if often[name] == 1 else f"{name} · {one.slug}"): one.pk for name, one in names
        }

    @property
    def labels(self) -> list[str]:
        """What is offered."""
        return list(self.by_label)

    def label_of(self, body: Organisation | None) -> str:
        """What stands in the field for a body; "" for one that is not offered."""
        if body is None:
            return ""
        return next((label for label, pk in self.by_label.items() if pk == body.pk), "")


class BodyField(forms.CharField):
    """Cleans to the body's id, None when it is left empty."""

    def __init__(self, *, bodies: Bodies, **more: Any) -> None:
        attrs = {"list": LIST, "autocomplete": "off"}
        super().__init__(max_length=300, widget=forms.TextInput(attrs=attrs), **more)
        self.bodies = bodies

    def clean(self, value: Any) -> Any:
        """The id of the body of this name. Raises ValidationError for a name that is none."""
        text = str(super().clean(value) or "").strip()
        if not text:
            return None
        found = self.bodies.by_label.get(text)
        if found is None:
            raise forms.ValidationError(
                _("There is no body of this name. Type a part of it and choose from the list."),
                code="body_unknown",
            )
        return found
