"""Messages about clocks where anybody may file: one of a kind, body and day, with a count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from credit_portal.accounts.models import User
from credit_portal.common import clock
from credit_portal.directory.models import Organisation
from credit_portal.notices.services import notify
from credit_portal.workflow.models import Deadline

Case = tuple[Deadline, Any]


class Said(NamedTuple):
    """How a case stands in a message: what it is called, its body, its page and the list."""

    title_zh: str
    title_en: str
    body: Organisation
    url: str
    list_url: str
    target: Any = None


def gathered(cases: Sequence[Case], **which: Any) -> list[tuple[Case, int]]:
    """The first case of each kind and body, and how many such are open, those included that come in
    a later batch of the same sweep."""
    first: dict[tuple[str, UUID], Case] = {}
    for deadline, row in cases:
        first.setdefault((deadline.kind, deadline.organisation_id), (deadline, row))
    rows = Deadline.objects.filter(outcome="", suspended_on=None, provisional=False, **which)
    return [
        (one, rows.filter(kind=kind, organisation=body).count())
        for (kind, body), one in first.items()
    ]


def tell(
    deadline: Deadline, count: int, people: Iterable[User], *, template: str, several: str,
    key: str, said: Said, called: tuple[str, str],
) -> None:  # fmt: skip
    """One message about a case, or by the template `several` about all of its kind and body where
    there are several; `called`: what they are called, in Chinese and English."""
    is_many = count > 1
    notify(
        recipients=people,
        template=several if is_many else template,
        context={
            "title_zh": said.title_zh,
            "title_en": said.title_en,
            "organisation_zh": said.body.name_zh,
            "organisation_en": said.body.name_en or said.body.name_zh,
            "kind_zh": called[0],
            "kind_en": called[1],
            "count": count,
            "due_on": deadline.due_on.isoformat(),
            "url": said.list_url if is_many else said.url,
        },
        dedupe_key=f"integrity_files.{key}:{deadline.kind}:{said.body.pk}:{clock.today()}",
        organisation=said.body,
        target=None if is_many else said.target,
    )
