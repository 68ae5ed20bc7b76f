"""Reading bodies and divisions. Functions with `using` also serve the public alias."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connections
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from credit_portal.common.errors import NotFound
from credit_portal.directory import uscc
from credit_portal.directory.models import (
    Division,
    FormerAddress,
    Organisation,
    OrganisationName,
    Superior,
)
from credit_portal.directory.selectors.days import covers
from credit_portal.directory.selectors.succession import FOREBEARS, heirs_of, pattern

DEFAULT = "default"
#: Bodies by an exact name of today or of before, in one statement: each form of a report asks it.
NAMED = """
select o.* from directory_organisation o
 cross join lateral (
       select o.name_zh = %(text)s or upper(o.name_en) = upper(%(text)s)
              or o.short_name_zh = %(text)s as today) bears
 where bears.today or o.id in (
       select n.organisation_id from directory_organisationname n
        where n.name_zh = %(text)s or upper(n.name_en) = upper(%(text)s))
 order by bears.today desc, o.path limit 50"""
ACTIVE = "select * from directory_organisation where id = %s and active"
NEAREST_OFFICE = """
select o.* from directory_organisation o left join directory_organisation p on p.id = o.parent_id
 where o.kind = 'credit_office' and o.active
 order by case when p.path = any(%(above)s::text[]) then length(p.path) end desc nulls last,
          length(p.path), o.path limit 1"""


# -- divisions -----------------------------------------------------------------------------------
def divisions(level: str | None = None, *, using: str = DEFAULT) -> QuerySet[Division]:
    """Divisions in code order, of one level when given, with their parents."""
    rows = Division.objects.using(using).select_related("parent").order_by("code")
    return rows.filter(level=level) if level else rows


def rankable_units(*, using: str = DEFAULT) -> QuerySet[Division]:
    """The real streets, towns and townships; statistical units get no sheet, rank or mark."""
    rows = divisions("street", using=using).filter(is_fictional=False)
    return rows.exclude(kind=Division.Kind.STATISTICAL)


# -- bodies --------------------------------------------------------------------------------------
def organisations(*, using: str = DEFAULT) -> QuerySet[Organisation]:
    """All bodies in tree order with division and superior."""
    return Organisation.objects.using(using).select_related("division", "parent").order_by("path")


def subtree(organisation: Organisation, *, using: str = DEFAULT) -> QuerySet[Organisation]:
    """The body and everything below it, in tree order, by one prefix search."""
    return organisations(using=using).filter(path__startswith=organisation.path)


def ancestors(organisation: Organisation) -> list[Organisation]:
    """Bodies above it, the root first, in one query."""
    steps = organisation.path.strip("/").split("/")[:-1]
    paths = ["/" + "/".join(steps[: depth + 1]) + "/" for depth in range(len(steps))]
    return list(organisations().filter(path__in=paths)) if paths else []


def superior_of(organisation: Organisation) -> Organisation | None:
    """The body directly above it, None at the root."""
    return organisation.parent


def organisation_at(address: str, *, using: str = DEFAULT) -> Organisation:
    """The body at a public address: its slug, its code, or one that it had before.

    Raises NotFound. The caller compares `slug` with the address to send readers on.
    """
    wanted = Q(slug=address) | Q(code=uscc.normalise(address)[:18])
    found = organisations(using=using).filter(wanted).first()
    if found is None:
        found = _formerly_at(address, using)
    if found is None:
        raise NotFound("organisation_unknown", _("There is no body at this address."))
    return found


def _formerly_at(address: str, using: str) -> Organisation | None:
    slugs = {address[:80], uscc.normalise(address)[:80]}
    return organisations(using=using).filter(former_addresses__slug__in=slugs).first()


def find_by_name(name: str, *, using: str = DEFAULT) -> list[Organisation]:
    """Bodies that bear or once bore exactly this name, those that bear it today first."""
    text = name.strip()
    if not text:
        return []
    return list(Organisation.objects.using(using).raw(NAMED, {"text": text}))


def active_organisation(key: UUID) -> Organisation | None:
    """The body of this key, unless it has been closed."""
    return next(iter(Organisation.objects.raw(ACTIVE, [key])), None)


def nearest_credit_office(above: Iterable[str]) -> Organisation | None:
    """The credit office of the lowest government among these paths, else of the highest there is.
    A report asks for it, so the statement is written by hand (docs/performance.md)."""
    return next(iter(Organisation.objects.raw(NEAREST_OFFICE, {"above": list(above)})), None)


def search_organisations(text: str, *, using: str = DEFAULT) -> QuerySet[Organisation]:
    """Bodies whose short, present or former name contains the text, whose present or former code
    it is, or that took over from a body of such a name; in tree order."""
    term = text.strip()
    if not term:
        return organisations(using=using)
    bore = OrganisationName.objects.using(using).filter(
        Q(name_zh__icontains=term) | Q(name_en__icontains=term), organisation=OuterRef("pk")
    )
    code = uscc.normalise(term)[:18]
    had = FormerAddress.objects.using(using).filter(slug=code, organisation=OuterRef("pk"))
    own = Q(short_name_zh__icontains=term) | Q(code=code)
    heirs = Q(pk__in=heirs_of(term))
    return organisations(using=using).filter(own | Exists(bore) | Exists(had) | heirs)


def forebears_called(
    found: Iterable[Organisation], text: str, *, using: str = DEFAULT
) -> dict[UUID, list[OrganisationName]]:
    """For bodies found by a name that none of their own names contains: the names of the bodies
    they took over from, however far back. At most two queries."""
    term = text.strip().casefold()
    bodies = [body.pk for body in found if not _bears(body, term)]
    if not term or not bodies:
        return {}
    like = pattern(term)
    with connections[using].cursor() as cursor:
        cursor.execute(FOREBEARS, [bodies, like, like])
        pairs = cursor.fetchall()
    names = OrganisationName.objects.using(using).in_bulk([name for _heir, name in pairs])
    told: dict[UUID, list[OrganisationName]] = {}
    for heir, name in pairs:
        told.setdefault(heir, []).append(names[name])
    return told


def known_as(
    found: Iterable[Organisation], text: str, *, using: str = DEFAULT
) -> dict[UUID, OrganisationName]:
    """For bodies found by a name they bear no longer: that name, the newest of them. One query."""
    term = text.strip().casefold()
    bodies = {body.pk: body for body in found if not _bears(body, term)}
    if not term or not bodies:
        return {}
    rows = OrganisationName.objects.using(using).filter(
        Q(name_zh__icontains=term) | Q(name_en__icontains=term),
        organisation__in=bodies,
        valid_to__isnull=False,
    )
    return {row.organisation_id: row for row in rows.order_by("valid_to")}


def _bears(body: Organisation, term: str) -> bool:
    names = (body.name_zh, body.name_en, body.short_name_zh)
    return any(term in name.casefold() for name in names if name)


def name_on(organisation: Organisation, day: date) -> OrganisationName | None:
    """The name a body bore on a day (first and last day included)."""
    return (
        OrganisationName.objects.filter(covers("valid_from", "valid_to", day))
        .filter(organisation=organisation)
        .order_by("valid_from")
        .first()
    )


def names_of(organisation: Organisation, *, using: str = DEFAULT) -> list[OrganisationName]:
    """All dated names, the newest first."""
    rows = OrganisationName.objects.using(using).filter(organisation=organisation)
    return list(rows.order_by(F("valid_to").desc(nulls_first=True)))


def superiors_of(organisation: Organisation) -> list[Superior]:
    """The bodies above it over time, the newest first."""
    rows = Superior.objects.filter(organisation=organisation).select_related("parent")
    return list(rows.order_by(F("valid_to").desc(nulls_first=True)))


def former_names(organisation: Organisation, *, using: str = DEFAULT) -> list[OrganisationName]:
    """Names that ended, the newest first."""
    rows = OrganisationName.objects.using(using).filter(organisation=organisation)
    return list(rows.filter(valid_to__isnull=False).order_by("-valid_to"))


def called(text: str) -> list[Organisation]:
    """Active bodies of exactly this name, public address or code; two at most."""
    rows = Organisation.objects.filter(active=True)
    ways = (
        {"name_zh": text}, {"name_en__iexact": text}, {"slug__iexact": text}, {"code": text.upper()}
    )  # fmt: skip
    return next((found for way in ways if (found := list(rows.filter(**way)[:2]))), [])
