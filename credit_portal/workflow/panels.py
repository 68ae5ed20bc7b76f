"""The acts on a case as the panel of its page shows them (tag `acts_panel`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.forms import Form
from django.urls import reverse

#: The act that was refused, and its form with what was typed.
Bound = tuple[str, Form] | None


@dataclass(frozen=True)
class Plain:
    """An act that needs no more than its service, its texts and its form: what the button says,
    what pressing it does, what is said when it was done, and its colour ("main", "red" or "")."""

    service: Callable[..., Any]
    label: Any
    hint: Any
    done: Any
    form: Any = None
    tone: str = ""


@dataclass(frozen=True, kw_only=True)
class Guarded(Plain):
    """An act for whoever holds its `verb`: its step in the machine ("" when it is none), and when
    it is open to whom beyond that."""

    verb: str
    step: str = ""
    when: Callable[[Any, Any], bool] = lambda user, row: True


def button(
    name: str, act: Plain, url: str, form: Callable[[], Form | None], bound: Bound = None, *,
    version: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """An act to press: with the refused form where it is `bound`, else with the one that `form`
    makes (None: it asks nothing); `version` is the one of the case that the page shows."""
    refused = bound[1] if bound is not None and bound[0] == name else None
    return {
        "name": name, "label": act.label, "hint": act.hint, "tone": act.tone, "url": url,
        "method": "post", "version": version, "fields": form() if refused is None else refused,
    }  # fmt: skip


def buttons(
    acts: Mapping[str, Plain], route: str, row: Any, bound: Bound = None,
    form: Callable[[str], Form | None] | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Acts to press on a row, each at its address under `route`, as the page shows the row; `form`
    makes what the act of a name asks (else: its own form as it is)."""
    return [
        button(
            name, act, reverse(route, args=[row.pk, name]),
            partial(form, name) if form else act.form or _nothing, bound, version=row.version,
        )
        for name, act in acts.items()
    ]  # fmt: skip


def _nothing() -> None:
    """What an act without a form asks."""


def link(name: str, label: Any, url: str, hint: Any = "", tone: str = "") -> dict[str, Any]:
    """An act that has a page of its own."""
    return {"name": name, "label": label, "hint": hint, "tone": tone, "url": url, "method": "get"}
