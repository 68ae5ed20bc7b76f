"""Reading successions: what a body took over, who took over from it, its heirs by an old name."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.fields import UUIDField

from credit_portal.directory.models import Organisation, Post, Succession, SuccessionLine

#: What the public role reads of a succession: nobody's id.
PUBLIC_COLUMNS = (
    "id", "kind", "organisation_id", "effective_on", "document_number", "document_title",
    "document_organ", "document_on",
)  # fmt: skip
DEFAULT = "default"

#: Bodies that took something over, however many steps on, from one whose name contains a text.
HEIRS = """
with recursive heirs(id) as (
    select l.to_organisation_id from directory_successionline l
      join directory_organisationname n on n.organisation_id = l.from_organisation_id
     where upper(n.name_zh) like upper(%s) or upper(n.name_en) like upper(%s)
    union
    select l.to_organisation_id from directory_successionline l
      join heirs h on l.from_organisation_id = h.id)
select id from heirs"""
#: The same the other way: from which bodies of that name these took over.
FOREBEARS = """
with recursive way(heir, id) as (
    select l.to_organisation_id, l.from_organisation_id from directory_successionline l
     where l.to_organisation_id = any(%s)
    union
    select w.heir, l.from_organisation_id from directory_successionline l
      join way w on l.to_organisation_id = w.id)
select w.heir, n.id from way w join directory_organisationname n on n.organisation_id = w.id
 where w.heir <> w.id and (upper(n.name_zh) like upper(%s) or upper(n.name_en) like upper(%s))"""


def pattern(text: str) -> str:
    """The LIKE pattern of texts that contain this one."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def heirs_of(text: str) -> RawSQL:
    """Ids of bodies that took over from one that bears or bore a name with this text."""
    like = pattern(text)
    return RawSQL(HEIRS, [like, like], output_field=UUIDField())  # noqa: S611 - parameters


def lines_to(body: Organisation, *, using: str = DEFAULT) -> list[SuccessionLine]:
    """What the body took over, the newest first; lines within one body are left out."""
    rows = _lines(using).filter(to_organisation=body).exclude(from_organisation=body)
    return list(rows.select_related("from_organisation"))


def lines_from(body: Organisation, *, using: str = DEFAULT) -> list[SuccessionLine]:
    """Who took over from the body, the newest first; lines within one body are left out."""
    rows = _lines(using).filter(from_organisation=body).exclude(to_organisation=body)
    return list(rows.select_related("to_organisation"))


def heir_of(body: Organisation) -> Organisation:
    """The body that acts in its place: itself while active or when nobody took over the whole of
    it, else the active heir of the whole, however many successions on."""
    return body if body.active else passed_on().get(body.pk, body)


def passed_on() -> dict[UUID, Organisation]:
    """{closed body: the active body that took over the whole of it}; two queries."""
    whole = SuccessionLine.objects.filter(whole=True, scope="all", from_post=None)
    steps = dict(whole.values_list("from_organisation_id", "to_organisation_id"))
    heirs = Organisation.objects.select_related("parent").in_bulk(list(set(steps.values())))
    found: dict[UUID, Organisation] = {}
    for closed, heir in steps.items():
        way, last = {closed}, heir
        while not heirs[last].active and last in steps and last not in way:
            way.add(last)
            last = steps[last]
        if heirs[last].active and last != closed:
            found[closed] = heirs[last]
    return found


def post_in_place(post: Post) -> Post | None:
    """The post that acts in its place: itself while it and its body are active, else the one that
    took over all of its cases, however many successions on; None where no post did."""
    seen: set[UUID] = set()
    now: Post | None = post
    while now is not None and not (now.active and now.organisation.active):
        if now.pk in seen:
            return None
        seen.add(now.pk)
        own = Q(from_post=now, scope__in=["all", "post"])
        rows = SuccessionLine.objects.filter(
            own | Q(from_post=None, scope="all", whole=True), from_organisation=now.organisation_id
        ).select_related("to_post__organisation")
        line = rows.order_by(F("from_post").asc(nulls_last=True), "-effective_on").first()
        now = line.to_post if line is not None else None
    return now


def _lines(using: str) -> QuerySet[SuccessionLine]:
    rows = SuccessionLine.objects.using(using)
    public = [f"succession__{name.removesuffix('_id')}" for name in PUBLIC_COLUMNS]
    bodies = [f"{side}__{name}" for side in ("from_organisation", "to_organisation")
              for name in ("slug", "name_zh", "name_en", "active")]  # fmt: skip
    own = ("position", "scope", "sectors", "whole", "effective_on", "succession",
           "from_organisation", "to_organisation")  # fmt: skip
    return rows.only(*own, *public, *bodies).select_related("succession").order_by(
        "-effective_on", "-succession_id", "position"
    )  # fmt: skip


def terms_of_government(body: Organisation, *, using: str = DEFAULT) -> list[Succession]:
    """Changes of government of the body, the newest first."""
    rows = Succession.objects.using(using).filter(
        organisation=body, kind=Succession.Kind.CHANGE_OF_GOVERNMENT
    )
    names = [name.removesuffix("_id") for name in PUBLIC_COLUMNS]
    return list(rows.only(*names).order_by("-effective_on"))


def successions(ids: Iterable[UUID]) -> dict[UUID, Succession]:
    """Successions by id."""
    return Succession.objects.in_bulk(list(ids))
