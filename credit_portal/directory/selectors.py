"""Every read of the directory. Functions with `using` also serve the public alias."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.translation import gettext_lazy as _

from credit_portal.common import crypto
from credit_portal.common.errors import NotFound
from credit_portal.directory import citizen_number, uscc
from credit_portal.directory.models import (
    Appointment,
    Division,
    Organisation,
    OrganisationName,
    Person,
    Post,
)

ID_NUMBER_INDEX = "person.id_no"
DEFAULT = "default"


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
    """The body at a public address: its slug or its code. Raises NotFound."""
    found = (
        organisations(using=using)
        .filter(Q(slug=address) | Q(code=uscc.normalise(address)[:18]))
        .first()
    )
    if found is None:
        raise NotFound("organisation_unknown", _("There is no body at this address."))
    return found


def find_by_name(name: str, *, using: str = DEFAULT) -> list[Organisation]:
    """Bodies that bear or once bore exactly this name, those that bear it today first."""
    text = name.strip()
    if not text:
        return []
    bears = Q(name_zh=text) | Q(name_en__iexact=text) | Q(short_name_zh=text)
    bore = OrganisationName.objects.using(using).filter(
        Q(name_zh=text) | Q(name_en__iexact=text), organisation=OuterRef("pk")
    )
    rank = Case(When(bears, then=Value(0)), default=Value(1))
    rows = organisations(using=using).filter(bears | Exists(bore))
    return list(rows.order_by(rank, "path")[:50])


def search_organisations(text: str, *, using: str = DEFAULT) -> QuerySet[Organisation]:
    """Bodies whose code, present or former name contains the text, in tree order."""
    term = text.strip()
    if not term:
        return organisations(using=using)
    bore = OrganisationName.objects.using(using).filter(
        Q(name_zh__icontains=term) | Q(name_en__icontains=term), organisation=OuterRef("pk")
    )
    own = Q(short_name_zh__icontains=term) | Q(code=uscc.normalise(term)[:18])
    return organisations(using=using).filter(own | Exists(bore))


def name_on(organisation: Organisation, day: date) -> OrganisationName | None:
    """The name a body bore on a day (first and last day included)."""
    return (
        OrganisationName.objects.filter(_covers("valid_from", "valid_to", day))
        .filter(organisation=organisation)
        .order_by("valid_from")
        .first()
    )


def former_names(organisation: Organisation, *, using: str = DEFAULT) -> list[OrganisationName]:
    """Names that ended, the newest first."""
    rows = OrganisationName.objects.using(using).filter(organisation=organisation)
    return list(rows.filter(valid_to__isnull=False).order_by("-valid_to"))


# -- posts and holders ---------------------------------------------------------------------------
def posts_of(organisation: Organisation) -> QuerySet[Post]:
    """Posts of a body, the principal one first."""
    rows = Post.objects.filter(organisation=organisation).select_related("organisation")
    return rows.order_by("-is_principal", "title_zh", "title_en")


def principal_post(organisation: Organisation) -> Post | None:
    """The post that answers for the body, if one is marked."""
    return posts_of(organisation).filter(is_principal=True, active=True).first()


def holder_on(post: Post, day: date) -> Appointment | None:
    """Who held the post on a day: the regular holder, else the acting, else the delegated one.

    First and last day included. One query on the index (post, starts_on).
    """
    rows = _appointments().filter(_covers("starts_on", "ends_on", day), post=post)
    return rows.order_by(_kind_rank(), "-starts_on").first()


def holders_on(posts: Iterable[Post], day: date) -> dict[Post, Appointment]:
    """`holder_on` for many posts in one query; posts without a holder are absent."""
    wanted = {post.pk: post for post in posts}
    rows = _appointments().filter(_covers("starts_on", "ends_on", day), post__in=wanted)
    found: dict[Post, Appointment] = {}
    for row in rows.order_by("post_id", _kind_rank(), "-starts_on"):
        found.setdefault(wanted[row.post_id], row)
    return found


def holders_at(wanted: Iterable[tuple[Post, date]]) -> dict[tuple[UUID, date], Appointment]:
    """`holder_on` for many posts, each on a day of its own, in one query; by post id and day."""
    days: dict[UUID, set[date]] = {}
    for post, day in wanted:
        days.setdefault(post.pk, set()).add(day)
    if not days:
        return {}
    asked = set().union(*days.values())
    rows = _appointments().filter(post__in=days, starts_on__lte=max(asked))
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=min(asked)))
    found: dict[tuple[UUID, date], Appointment] = {}
    for row in rows.order_by("post_id", _kind_rank(), "-starts_on"):
        for day in days[row.post_id]:
            if row.starts_on <= day and (row.ends_on is None or row.ends_on >= day):
                found.setdefault((row.post_id, day), row)
    return found


def holders_between(post: Post, first: date, last: date) -> list[Appointment]:
    """All appointments to the post that touch the days first..last, oldest first; one query."""
    rows = _appointments().filter(post=post, starts_on__lte=last)
    rows = rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))
    return list(rows.order_by("starts_on", _kind_rank()))


def _appointments() -> QuerySet[Appointment]:
    return Appointment.objects.select_related("person", "post")


def _covers(start: str, end: str, day: date) -> Q:
    begun = Q(**{f"{start}__lte": day}) | Q(**{f"{start}__isnull": True})
    if start == "starts_on":
        begun = Q(starts_on__lte=day)
    return begun & (Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": day}))


def _kind_rank() -> Case:
    return Case(
        When(kind=Appointment.Kind.REGULAR, then=Value(0)),
        When(kind=Appointment.Kind.ACTING, then=Value(1)),
        default=Value(2),
    )


# -- persons -------------------------------------------------------------------------------------
def person_with_number(number: str) -> Person | None:
    """The person with this citizen number, found through the blind index."""
    digest = crypto.blind_index(ID_NUMBER_INDEX, citizen_number.normalise(number))
    return Person.objects.filter(id_number_index=digest).first()


def id_number_aad(person: Person) -> str:
    """What binds a sealed number to its place: table|column|row|version (security.md 5)."""
    return f"directory_person|id_number_sealed|{person.pk}|1"


def masked_id_number(person: Person) -> str:
    """First six and last four of the number for internal pages, "" when none is kept."""
    if person.id_number_sealed is None:
        return ""
    blob = bytes(person.id_number_sealed)
    return citizen_number.mask(
        crypto.unseal("civil_servant_id", blob, id_number_aad(person)).decode()
    )


def has_sealed_numbers() -> bool:
    """Whether any citizen number is stored, which only the present keyring opens."""
    return Person.objects.filter(id_number_sealed__isnull=False).exists()


def called(text: str) -> list[Organisation]:
    """Active bodies of exactly this name, public address or code; two at most."""
    rows = Organisation.objects.filter(active=True)
    ways = (
        {"name_zh": text}, {"name_en__iexact": text}, {"slug__iexact": text}, {"code": text.upper()}
    )  # fmt: skip
    return next((found for way in ways if (found := list(rows.filter(**way)[:2]))), [])


def post_called(organisation: Organisation, title: str) -> Post | None:
    """A post of the body with this Chinese title, else with this English one."""
    rows = Post.objects.filter(organisation=organisation).order_by("-active", "id")
    return rows.filter(title_zh=title).first() or rows.filter(title_en__iexact=title).first()
