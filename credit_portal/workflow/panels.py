"""The acts on a case as the panel of its page shows them (tag `acts_panel`)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.forms import Form

#: The act that was refused, and its form with what was typed.
Bound = tuple[str, Form] | None


class Act(Protocol):
    """What an act of any case says of itself."""

    @property
    def label(self) -> Any:
        """What the button says."""

    @property
    def hint(self) -> Any:
        """What pressing it does."""

    @property
    def tone(self) -> str:
        """Its colour: "main", "red" or ""."""


@dataclass(frozen=True)
class Plain:
    """An act that needs no more than its service, its texts and its form."""

    service: Callable[..., Any]
    label: Any
    hint: Any
    done: Any
    form: Any = None
    tone: str = ""


def button(
    name: str, act: Act, url: str, form: Callable[[], Form | None], bound: Bound = None, *,
    version: int = 0,
) -> dict[str, Any]:  # fmt: skip
    """An act to press: with the refused form where it is `bound`, else with the one that `form`
    makes (None: it asks nothing); `version` is the one of the case that the page shows."""
    refused = bound[1] if bound is not None and bound[0] == name else None
    return {
        "name": name, "label": act.label, "hint": act.hint, "tone": act.tone, "url": url,
        "method": "post", "version": version, "fields": form() if refused is None else refused,
    }  # fmt: skip


def link(name: str, label: Any, url: str, hint: Any = "", tone: str = "") -> dict[str, Any]:
    """An act that has a page of its own."""
    return {"name": name, "label": label, "hint": hint, "tone": tone, "url": url, "method": "get"}
