"""The register of incentives: what bodies offer to firms, read from published promises alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from credit_portal.common.i18n import localized
from credit_portal.directory.models import Division
from credit_portal.portal.queries import COMMITMENT, PUBLIC
from credit_portal.publishing.selectors import published

#: As the canonical text of a list row has it; a partial index answers it.
OFFERING = Q(row__contains='"has_incentives":true')
#: Ends after which nothing is offered any more.
GONE = ("changed_lawfully", "withdrawn_lawfully", "void")
#: More offers than a page and a table can hold are told, not shown.
MOST = 2_000
FILTERS = ("kind", "industry", "firm", "district")
#: What is read of a promise, a model instance each took a third of the page's time.
_READ = (
    "ref", "title_zh", "title_en", "organisation_slug", "organisation_name_zh",
    "organisation_name_en", "division_code", "outcome", "document",
)  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """One incentive of one published promise."""

    ref: str
    title: str
    body_slug: str
    body: str
    district: str
    district_name: str
    outcome: str
    unrecorded: int
    terms: Mapping[str, Any]

    @property
    def value(self) -> Decimal:
        """Its height, in yuan or per cent."""
        return Decimal(str(self.terms["value"]))

    @property
    def shown(self) -> str:
        """The height in words."""
        if self.terms["measure"] == "percent":
            return f"{self.terms['value']}%"
        return _("%(amount)s yuan") % {"amount": f"{self.value:,.2f}".removesuffix(".00")}

    @property
    def same(self) -> tuple[str, ...]:
        """What it is compared by: what is offered, to whom, and in what it is stated."""
        return tuple(str(self.terms[name]) for name in ("kind", "industry", "firm", "measure"))

    def code(self, name: str) -> str:
        """Its code in a filter."""
        return self.district if name == "district" else str(self.terms[name])

    def name(self, name: str) -> str:
        """The code in words."""
        return self.district_name if name == "district" else localized(self.terms, name)


def offers() -> list[Offer]:
    """Every incentive on display that is still offered, the newest promise first."""
    rows = published(COMMITMENT).filter(OFFERING).exclude(outcome__in=GONE)
    found = list(rows.values(*_READ)[:MOST])
    names = _districts({row["division_code"] for row in found})
    return [one for row in found for one in _of(row, names)]


def _districts(codes: Iterable[str]) -> dict[str, str]:
    rows = Division.objects.using(PUBLIC).filter(code__in=[code for code in codes if code])
    return {row.code: localized(row, "name") for row in rows}


def _of(row: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Offer]:
    document, body = row["document"], localized(row, "organisation_name")
    missing = (document.get("authority_check") or {}).get("missing") or ()
    for terms in document.get("incentives") or ():
        yield Offer(
            ref=row["ref"],
            title=localized(row, "title"),
            body_slug=row["organisation_slug"],
            body=body,
            district=row["division_code"],
            district_name=names.get(row["division_code"]) or body,
            outcome=row["outcome"],
            unrecorded=len(missing),
            terms=terms,
        )


def asked(parameters: QueryDict) -> dict[str, str]:
    """The filters in an address."""
    given = {name: parameters.get(name, "").strip()[:40] for name in FILTERS}
    return {name: value for name, value in given.items() if value}


def chosen(found: Iterable[Offer], filters: Mapping[str, str]) -> list[Offer]:
    """Offers that the filters leave, by kind, by the same offer, the highest first."""
    left = [one for one in found if all(one.code(name) == value for name, value in filters.items())]
    return sorted(left, key=lambda one: (one.same, -one.value, one.district, one.ref))


def choices(found: Iterable[Offer], filters: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each filter with its values, and which one is chosen."""
    titles = {
        "kind": _("What is offered"), "industry": _("Industry"), "firm": _("Firms"),
        "district": _("District"),
    }  # fmt: skip
    rows = list(found)
    return [
        {
            "name": name,
            "title": titles[name],
            "chosen": filters.get(name, ""),
            "values": _values(rows, name),
        }
        for name in FILTERS
    ]


def _values(rows: Iterable[Offer], name: str) -> list[tuple[str, str]]:
    """Codes of a filter that occur, with their words, in the order of these."""
    first = {one.code(name): one for one in rows}
    found = [(code, one.name(name)) for code, one in first.items() if code]
    return sorted(found, key=lambda pair: pair[1])


@dataclass(frozen=True)
class Contest:
    """The same incentive offered by several districts: who offers the most, who the least."""

    first: Offer
    highest: Offer
    lowest: Offer
    districts: int

    @property
    def times(self) -> str:
        """How many times the lowest the highest is."""
        ratio = self.highest.value / self.lowest.value
        return f"{ratio:.1f}"


def contests(found: Iterable[Offer]) -> list[Contest]:
    """Incentives on which districts outbid each other, the widest apart first."""
    groups: dict[tuple[str, ...], dict[str, Offer]] = {}
    for one in found:
        best = groups.setdefault(one.same, {})
        place = one.district or one.body_slug
        if place not in best or one.value > best[place].value:
            best[place] = one
    apart = [_contest(best) for best in groups.values() if len(best) > 1]
    wide = [one for one in apart if one.highest.value != one.lowest.value]
    return sorted(wide, key=lambda one: (-(one.highest.value / one.lowest.value), one.first.same))


def _contest(best: Mapping[str, Offer]) -> Contest:
    order = sorted(best.values(), key=lambda one: (-one.value, one.district))
    return Contest(order[0], order[0], order[-1], len(order))


def address(filters: Mapping[str, str], **more: str) -> str:
    """Address parameters of the same offers in another form, or of another page of them."""
    return "?" + urlencode({**filters, **more})
