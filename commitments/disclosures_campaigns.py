"""What the public sees of a rectification campaign: its document, its figures, no single case."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from commitments import codes_old_accounts as codes
from commitments.models import Campaign, CampaignDuty, CampaignWork
from credit_portal.common import clock
from credit_portal.directory.models import Division

Document = dict[str, Any]


def document(row: Campaign) -> Document:
    """The public document of a campaign as it stands now."""
    today = clock.today()
    rows = CampaignWork.objects.filter(case__campaign=row)
    works = list(
        rows.select_related("case__organisation__division__parent").order_by("case__number")
    )
    return {
        "v": 1,
        "kind": "campaign",
        "title_zh": row.title_zh,
        "title_en": row.title_en,
        "paper": {
            "number": row.paper_number,
            "organ": row.paper_organ,
            "date": row.paper_date.isoformat(),
        },
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "scope_zh": row.scope.name_zh,
        "scope_en": row.scope.name_en,
        "division": row.scope.division_id,
        "ills": list(row.ills),
        "state": row.state,
        "baseline_on": row.baseline_on.isoformat() if row.baseline_on else None,
        "baseline_sha": row.baseline_sha,
        "as_of": today.isoformat(),
        "figures": _figures(works, today),
        "by_ill": _by(works, lambda one: {"ill": one.case.ill}),
        "by_division": sorted(_by(works, _district), key=lambda one: str(one["code"])),
        "by_body": _by(works, _body),
        "weeks": _weeks(row),
        "is_demo": row.is_demo,
    }


def _body(one: CampaignWork) -> Document:
    body = one.case.organisation
    return {"slug": body.slug, "name_zh": body.name_zh, "name_en": body.name_en}


def _district(one: CampaignWork) -> Document:
    """The district of the body, that of its street included; the city's own bodies stand under the
    city, those without a division under none."""
    place = one.case.organisation.division
    if place is not None and place.level == Division.Level.STREET:
        place = place.parent or place
    if place is None:
        return {"code": "", "name_zh": "", "name_en": ""}
    return {"code": place.code, "name_zh": place.name_zh, "name_en": place.name_en}


def _figures(works: list[CampaignWork], today: dt.date) -> dict[str, int]:
    states = Counter(str(one.state) for one in works)
    late = [
        one
        for one in works
        if one.planned_on and one.planned_on < today and one.state != codes.CaseState.SETTLED
    ]
    return {
        "baseline": len(works),
        **{state: states.get(state, 0) for state in codes.CaseState.values},
        "overdue": len(late),
    }


def _by(works: Iterable[CampaignWork], of: Callable[[CampaignWork], Document]) -> list[Document]:
    """Baseline and settled per key, in the order of the list of cases."""
    found: dict[str, Document] = {}
    for one in works:
        key = of(one)
        line = found.setdefault(repr(key), {**key, "baseline": 0, "settled": 0})
        line["baseline"] += 1
        line["settled"] += one.state == codes.CaseState.SETTLED
    return list(found.values())


def _weeks(row: Campaign) -> list[Document]:
    """Week by week how many bodies reported, of how many."""
    rows = CampaignDuty.objects.filter(campaign=row).order_by("week_ends_on")
    found: dict[dt.date, Document] = {}
    for day, report in rows.values_list("week_ends_on", "report__id"):
        line = found.setdefault(day, {"ends_on": day.isoformat(), "bodies": 0, "reported": 0})
        line["bodies"] += 1
        line["reported"] += report is not None
    return list(found.values())
