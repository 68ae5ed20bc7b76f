"""Everything the public pages read, built on `publishing.selectors.published()` alone."""

import base64
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet
from django.db.models.functions import TruncMonth

from credit_portal.common import asking, clock
from credit_portal.common.i18n import localized
from credit_portal.directory import selectors as directory
from credit_portal.directory.models import (
    Division,
    Organisation,
    OrganisationName,
    Post,
    SuccessionLine,
)
from credit_portal.files.models import StoredFile
from credit_portal.ledger.models import LedgerCheckpoint
from credit_portal.portal.caching import remembered
from credit_portal.publishing import search, tallies
from credit_portal.publishing.models import Disclosure, Displayed
from credit_portal.publishing.models.article import KIND as ARTICLE
from credit_portal.publishing.selectors import published

PUBLIC = "public_read"
COMMITMENT = "commitment"
#: Outcomes that end a commitment by its performance; missing figures count, and not as kept.
DETERMINED = ("kept", "kept_late", "partly_kept", "broken", "not_reported")
#: Counts are exact up to here and then "5000+" (performance.md: never an exact count).
CAP = 5000


@dataclass(frozen=True)
class Counted:
    """A capped count; `sampled` when it is exact, and the facets beside it count the newest CAP."""

    value: int
    capped: bool
    sampled: bool = False

    @property
    def sample(self) -> str:
        """Among how many the facets are counted, "" when among all of them."""
        return f"{min(self.value, CAP):,}" if self.capped or self.sampled else ""

    def __str__(self) -> str:
        return f"{self.value:,}+" if self.capped else f"{self.value:,}"


def capped(rows: "QuerySet[Displayed]") -> Counted:
    """Number of rows, exact up to CAP."""
    found = rows.order_by()[: CAP + 1].count()
    return Counted(min(found, CAP), found > CAP)


# -- facets ---------------------------------------------------------------------------------------
FACETS = {
    "kind": "kind", "body": "organisation_id", "sector": "sector",
    "outcome": "outcome", "category": "category", "severity": "severity",
    "district": "left(division_code, 6)",
    "year": "date_part('year', published_at at time zone 'Asia/Shanghai')::int",
}  # fmt: skip
#: A body is counted by its key, which indexes hold, and told by its present address and names.
BODY = "body"


def facet_counts(
    where: search.Where, question: search.Question, most: int = CAP, *, steady: bool = False
) -> tuple[dict[str, Counter[Any]], dict[str, Any], Counted]:
    """Counts by facet, names of bodies by slug, the total: one statement over `most` rows."""
    groups = grouped(search.sample(where, question, most), FACETS, most, steady=steady)
    return (*counted(groups, FACETS, most), totalled(groups, most))


def grouped(
    where: search.Where,
    columns: Mapping[str, str],
    most: int = CAP,
    *,
    derived: Mapping[str, str] | None = None,
    newest: bool = True,
    chosen: bool = False,
    steady: bool = False,
) -> list[dict[str, Any]]:
    """How often each combination of these columns occurs among `most` + 1 rows (the `newest` ones,
    or any), as `n`.

    `columns` are SQL expressions over the table by their names; with BODY come its names, `name_zh`
    and `name_en`. `derived` are others over `s`, which holds these columns; one called `told` is
    for them alone, so that it is unpacked once. `chosen`: the newest are found by their references
    alone, which an index can tell, and only these rows are read. `steady`: one plan is right for
    any value in `where`. What was counted is kept until something public changes.
    """
    names, sql = _counting(where, columns, derived or {}, newest, chosen)
    given = (*where.parameters, most + 1)

    def count() -> list[dict[str, Any]]:
        return [dict(zip(names, row, strict=True)) for row in asking.rows(sql, given, often=steady)]

    return remembered((sql, repr(given)), count)


def _counting(
    where: search.Where,
    columns: Mapping[str, str],
    derived: Mapping[str, str],
    newest: bool,
    chosen: bool,
) -> tuple[list[str], str]:
    """Names of what `grouped` gives, and the statement with its last parameter, how many rows."""
    shown = [name for name in columns if name != "told"]
    parts = [*(f"s.{name}" for name in shown), *(f"{sql} as {n}" for n, sql in derived.items())]
    places = ", ".join(str(number) for number in range(1, len(parts) + 1))
    inner = ", ".join(f"{column} as {name}" for name, column in columns.items())
    order = f" order by {search.Order().sql(where.alias)}" if newest else ""
    names = [*shown, *derived, "n"]
    rows = f"from publishing_displayed {where.alias} where {where.sql}{order} limit %s"
    if chosen:
        rows = f"from (select ref {rows}) chosen join publishing_displayed using (ref)"
    sql = (
        f"select {', '.join(parts)}, count(*) as n from (select {inner} {rows}) s group by {places}"  # noqa: S608 - columns and places only
    )
    if BODY not in columns:
        return names, sql
    told = ", ".join("o.slug" if name == BODY else f"g.{name}" for name in names)
    join = f"join directory_organisation o on o.id = g.{BODY}"
    sql = f"select {told}, o.name_zh, o.name_en from ({sql}) g {join}"  # noqa: S608 - names only
    return [*names, "name_zh", "name_en"], sql


def counted(
    groups: list[dict[str, Any]], names: Iterable[str], most: int = CAP
) -> tuple[dict[str, Counter[Any]], dict[str, Any]]:
    """Counts by facet up to `most`, and names of bodies by slug, of grouped rows."""
    counts: dict[str, Counter[Any]] = {name: Counter() for name in names}
    bodies: dict[str, Any] = {}
    for group in groups:
        bodies[group[BODY]] = {"name_zh": group["name_zh"], "name_en": group["name_en"]}
        for name, counter in counts.items():
            if group[name] not in ("", None):
                counter[group[name]] = min(counter[group[name]] + group["n"], most)
    return counts, bodies


def totalled(groups: Iterable[Mapping[str, Any]], most: int = CAP) -> Counted:
    """How many rows the groups hold, exact up to `most`."""
    total = sum(group["n"] for group in groups)
    return Counted(min(total, most), total > most)


def divisions(codes: Iterable[str]) -> dict[str, Division]:
    """Districts, or the city, by the first six digits of a division's code."""
    wanted = [code for code in codes if code]
    return Division.objects.using(PUBLIC).in_bulk(wanted) if wanted else {}


def districts(codes: Iterable[str]) -> dict[str, str]:
    """How they are called in the language of the page."""
    return {code: localized(row, "name") for code, row in divisions(codes).items()}


# -- home -----------------------------------------------------------------------------------------
def latest(count: int) -> list[Displayed]:
    """Records that changed last, by the order of their ledger leaves; articles have their own
    place."""
    rows = published().exclude(kind=ARTICLE).order_by("-disclosure__leaf_index")
    return list(rows.defer("document", "search_text")[:count])


def due_between(first_day: int, last_day: int, count: int) -> list[Displayed]:
    """Open commitments due within a range of days from today, the earliest first."""
    today = clock.today()
    window = (today + timedelta(days=first_day), today + timedelta(days=last_day))
    rows = published(COMMITMENT).filter(due_on__range=window, outcome="open")
    return list(rows.order_by("due_on", "ref").defer("document", "search_text")[:count])


def new_this_month(rows: "QuerySet[Displayed]") -> Counted:
    """Records first published since the first of this month."""
    first = clock.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return capped(rows.filter(published_at__gte=first))


# -- bodies ---------------------------------------------------------------------------------------
class Place(NamedTuple):
    """What pages about all bodies show of one: a model instance each, with division and superior,
    took half a second for 2,000 (docs/performance.md)."""

    pk: UUID
    path: str
    slug: str
    name_zh: str
    name_en: str
    kind: str
    parent_id: UUID | None


def places() -> list[Place]:
    """All active bodies in tree order."""
    rows = directory.organisations(using=PUBLIC).filter(active=True).select_related(None)
    return [Place(*row) for row in rows.values_list(*Place._fields)]


def bodies(text: str, count: int) -> list[Organisation]:
    """The first bodies in tree order whose present or former name or code contains the text,
    closed ones too."""
    return list(directory.search_organisations(text, using=PUBLIC)[:count])


def bodies_named(text: str, count: int) -> list[dict[str, Any]]:
    """A few bodies for the top of a search, with the former name by which each was found."""
    return with_former(list(directory.search_organisations(text, using=PUBLIC)[:count]), text)


def with_former(found: list[Organisation], text: str) -> list[dict[str, Any]]:
    """Bodies with the former name that the text found them by, None where a present one did."""
    former = directory.known_as(found, text, using=PUBLIC)
    others = [body for body in found if body.pk not in former]
    before = directory.forebears_called(others, text, using=PUBLIC)
    return [
        {"body": body, "former": former.get(body.pk), "took_over": before.get(body.pk, [])}
        for body in found
    ]


def history_of(body: Organisation) -> dict[str, Any]:
    """Whom the body took over from, who took over from it, its changes of government; each with
    document and day."""
    return {
        "predecessors": directory.lines_to(body, using=PUBLIC),
        "successors": directory.lines_from(body, using=PUBLIC),
        "governments": directory.terms_of_government(body, using=PUBLIC)
        if body.kind == Organisation.Kind.GOVERNMENT
        else [],
    }


def inherited_by(body: Organisation) -> list[dict[str, Any]]:
    """What the body took over, by predecessor: how many records, how many are open, kept, broken,
    and since when the oldest has been on record. One query."""
    rows = published().filter(organisation_id=body.pk).exclude(inherited_from="")
    groups = rows.order_by().values("inherited_from").annotate(
        n=Count("rec"),
        open=Count("rec", filter=Q(outcome="open")),
        kept=Count("rec", filter=Q(outcome__in=("kept", "kept_late"))),
        broken=Count("rec", filter=Q(outcome__in=("partly_kept", "broken", "not_reported"))),
        oldest=Min("published_at"),
    )  # fmt: skip
    return sorted((dict(row) for row in groups), key=lambda row: -row["n"])


def inherited_table(
    body: Organisation, predecessors: Iterable[SuccessionLine]
) -> list[dict[str, Any]]:
    """`inherited_by` with the names of the predecessors; an old address stands for itself."""
    named = {line.from_organisation.slug: line.from_organisation for line in predecessors}
    return [
        {**row, "body": named.get(row["inherited_from"]), "years": _years(row["oldest"])}
        for row in inherited_by(body)
    ]


def _years(since: datetime) -> int:
    """Whole years from a day to today."""
    first, today = clock.day_of(since), clock.today()
    return today.year - first.year - ((today.month, today.day) < (first.month, first.day))


def public_posts(body: Organisation) -> list[Post]:
    """Posts of a body whose holders are named in public by law; the names themselves stand only in
    published records (domain.md 1.12)."""
    rows = Post.objects.using(PUBLIC).filter(organisation=body, active=True, is_public=True)
    return list(rows.order_by("-is_principal", "title_zh", "title_en"))


def body_at(address: str) -> Organisation:
    """The body at a public address (slug or code). Raises NotFound."""
    return directory.organisation_at(address, using=PUBLIC)


def records_by_body(bodies: Iterable[Organisation]) -> dict[Any, int]:
    """Published records per body, of these; texts of the site are none."""
    keys = [body.pk for body in bodies]
    counts = tallies.by_key(tallies.Dimension.BODY, None, keys=keys)
    return {UUID(key): sum(found.values()) for key, found in counts.items()}


def outcomes_by_body(bodies: Iterable[Organisation]) -> dict[Any, Counter[str]]:
    """{key of a body: {outcome: number of its commitments}} of those that have any."""
    keys = [body.pk for body in bodies]
    counts = tallies.by_key(tallies.Dimension.BODY, COMMITMENT, keys=keys)
    return {UUID(key): found for key, found in counts.items()}


def outcomes_of(bodies: Iterable[Any]) -> Counter[str]:
    """How many commitments of these bodies (keys) have each outcome."""
    return tallies.total(COMMITMENT, bodies)


def outcome_counts(rows: "QuerySet[Displayed]") -> Counter[str]:
    """How many of a few rows have each outcome."""
    return Counter(dict(rows.order_by().values_list("outcome").annotate(n=Count("rec"))))


def below(body: Organisation) -> "QuerySet[Organisation]":
    """Bodies directly below one."""
    return directory.organisations(using=PUBLIC).filter(parent=body, active=True)


def names_of(body: Organisation) -> list[OrganisationName]:
    """All dated names of a body with their documents, the newest first."""
    return directory.names_of(body, using=PUBLIC)


def keys_of(body: Organisation, subtree: bool) -> list[Any]:
    """The key of the body, with those of all bodies below it when `subtree`."""
    if not subtree:
        return [body.pk]
    return list(directory.subtree(body, using=PUBLIC).order_by().values_list("pk", flat=True))


def records_of(body: Organisation, subtree: bool, inherited: bool = False) -> "QuerySet[Displayed]":
    """Published records of a body, with all bodies below it when `subtree`; only those that it took
    over when `inherited`."""
    if inherited:
        return published().filter(organisation_id=body.pk).exclude(inherited_from="")
    if not subtree:
        return published().filter(organisation_id=body.pk)
    ids = directory.subtree(body, using=PUBLIC).using(None).order_by().values("pk")
    return published().filter(organisation_id__in=ids)


# -- record and ledger ----------------------------------------------------------------------------
def root_of(head: LedgerCheckpoint) -> str:
    """Root of a signed tree, in base64 as checkpoints spell it; "" for an empty log."""
    return base64.b64encode(bytes(head.root)).decode() if head.size else ""


def newest_leaves(count: int) -> list[Disclosure]:
    """The leaves written last."""
    rows = Disclosure.objects.using(PUBLIC).only("ref", "seq", "act", "at", "leaf_index", "kind")
    return list(rows.order_by("-leaf_index")[:count])


def growth(months: int = 24) -> list[dict[str, Any]]:
    """Size of the ledger at the end of each month in which it grew, oldest first."""
    rows = (
        LedgerCheckpoint.objects.using(PUBLIC).order_by()
        .annotate(month=TruncMonth("at", tzinfo=clock.TZ)).values("month")
        .annotate(size=Max("size")).order_by("-month")[:months]
    )  # fmt: skip
    return [dict(row) for row in rows][::-1]


def decided(counts: Mapping[str, int], codes: Iterable[str] = DETERMINED) -> int:
    """How many of the counts are determined outcomes."""
    return sum(counts.get(code, 0) for code in codes)


def related(record: Displayed, count: int = 4) -> list[Displayed]:
    """Other records of the same body, the newest first."""
    rows = published().filter(~Q(rec=record.rec), organisation_id=record.organisation_id)
    return list(rows.order_by("-published_at", "-ref").defer("document", "search_text")[:count])


def evidence_file(document: Mapping[str, Any], file_id: str) -> StoredFile | None:
    """The stored file behind an evidence entry of a displayed document, found by what it shows.

    The document names the digest of the exact content, so any clean file with that digest is it.
    """
    named = [one for one in document.get("evidence") or [] if one.get("id") == file_id]
    if not named:
        return None
    rows = StoredFile.objects.filter(sha256=named[0]["sha256"], state=StoredFile.State.CLEAN)
    return rows.order_by("created_at").first()
