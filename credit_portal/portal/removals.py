"""What was removed and why, for people: figures by month, ground and body, and the list."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import chain
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from credit_portal.common import clock, keyset
from credit_portal.common.i18n import localized
from credit_portal.directory import selectors as directory
from credit_portal.imports.tables import guard
from credit_portal.publishing import removals
from credit_portal.publishing.models import Act, Basis, Removal
from credit_portal.publishing.removals import Asked

PUBLIC = "public_read"
SIZE = 20
MONTHS = 24
#: Bodies in the table, and in the choice of the filter: those with most. Any other is found by its
#: name above the table.
BODIES, OFFERED = 20, 100
#: Acts in the order in which they are drawn and told, and the class of each in the chart.
ACTS = {"withdraw": "b", "correct": "l", "repair": "k", "expire": "u"}


def read(parameters: QueryDict) -> Asked:
    """The question in an address. What cannot be meant is left out."""
    act, month = parameters.get("act", ""), parameters.get("month", "")
    match = re.fullmatch(r"(20\d\d)-(0[1-9]|1[0-2])", month, re.ASCII)
    return Asked(
        acts=(act,) if act in ACTS else tuple(ACTS),
        month=date(int(match[1]), int(match[2]), 1) if match else None,
        basis=_clean(parameters.get("basis", ""), 8),
        agency=_clean(parameters.get("body", ""), 64),
    )


def _clean(text: str, longest: int) -> str:
    return text if text.isascii() and text.isprintable() and len(text) <= longest else ""


def query(asked: Asked, **changes: str) -> str:
    """The address parameters of a question with some answered otherwise ("" drops one)."""
    pairs = {
        "month": f"{asked.month:%Y-%m}" if asked.month else "",
        "act": asked.acts[0] if len(asked.acts) == 1 else "",
        "basis": asked.basis,
        "body": asked.agency,
        **changes,
    }
    return "?" + urlencode({name: value for name, value in pairs.items() if value})


def names_of(act: str) -> str:
    """An act in the words of this page."""
    return {
        "withdraw": _("Withdrawn"), "correct": _("Corrected"), "repair": _("Ended by repair"),
        "expire": _("Display period ended"),
    }[act]  # fmt: skip


def build(asked: Asked, cursor: str, named: str = "") -> dict[str, Any]:
    """Everything the page shows; `named` narrows the table of bodies to names with this text.

    Raises Invalid (400) for a cursor that is not ours.
    """
    found = removals.counts()
    chosen = [row for row in found if _fits(row, asked)]
    bodies = _bodies({row["agency"] for row in found})
    bases = {one.code: one for one in Basis.objects.using(PUBLIC).all()}
    page = keyset.page(
        removals.entries(asked), ["leaf_index"], cursor=cursor, limit=SIZE, descending=True
    )
    waiting = [] if cursor else removals.not_noted(asked)

    def basis_name(code: str) -> str:
        return f"{code} {localized(bases.get(code), 'name')}"

    return {
        "asked": asked,
        "total": sum(row["n"] for row in chosen),
        "figures": _figures(chosen, asked),
        "months": _months(chosen),
        "by_basis": _table(chosen, "basis", basis_name, asked, len(bases)),
        **_by_body(chosen, bodies, asked, named),
        "choices": _choices(found, asked, basis_name, bodies),
        "rows": [_told(row, bodies) for row in (*waiting, *page.rows)],
        "next_url": query(asked, cursor=page.next) if page.next else "",
        "previous_url": query(asked, cursor=page.previous) if page.previous else "",
        "csv_url": query(asked, format="csv"),
        "filtered": query(asked) != "?",
        "legend": [{"css": css, "name": names_of(act)} for act, css in ACTS.items()],
    }


def _fits(row: dict[str, Any], asked: Asked) -> bool:
    return (
        row["act"] in asked.acts
        and asked.month in (None, row["month"])
        and asked.basis in ("", row["basis"])
        and asked.agency in ("", row["agency"])
    )


def _bodies(agencies: Iterable[str]) -> dict[str, str]:
    """Names of publishing bodies by the code in the log, or the public address of one without."""
    rows = directory.organisations(using=PUBLIC).filter(Q(code__in=agencies) | Q(slug__in=agencies))
    told = rows.select_related(None).values("code", "slug", "name_zh", "name_en")
    return {
        key: localized(one, "name") for one in told for key in (one["code"], one["slug"]) if key
    }


def _figures(chosen: list[dict[str, Any]], asked: Asked) -> list[dict[str, Any]]:
    counts: Counter[str] = Counter()
    for row in chosen:
        counts[row["act"]] += row["n"]
    return [
        {
            "value": counts[act],
            "label": names_of(act),
            "url": query(asked, act="" if asked.acts == (act,) else act),
        }
        for act in ACTS
    ]


def _months(chosen: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One to two years, month by month: a stack for each on a field of 100 by 40, and figures."""
    counts: defaultdict[date, Counter[str]] = defaultdict(Counter)
    for row in chosen:
        counts[row["month"]][row["act"]] += row["n"]
    if not counts:
        return []
    last = max(counts)
    first = min(*counts, date(last.year - (last.month < 12), last.month % 12 + 1, 1))
    shown = list(_every_month(first, last))[-MONTHS:]
    top = max(sum(counts.get(month, Counter()).values()) for month in shown) or 1
    step = 100 / len(shown)
    return [
        {
            "month": month,
            "total": sum(counts.get(month, Counter()).values()),
            "cells": [(names_of(act), counts.get(month, Counter())[act]) for act in ACTS],
            "parts": _stack(counts.get(month, Counter()), position * step, step, 38 / top),
        }
        for position, month in enumerate(shown)
    ]


def _every_month(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _stack(counts: "Counter[str]", x: float, step: float, unit: float) -> list[dict[str, str]]:
    drawn, top = [], 40.0
    for act, css in ACTS.items():
        height = counts[act] * unit
        if height:
            top -= height
            place = {"x": f"{x + step * 0.14:.2f}", "width": f"{step * 0.72:.2f}"}
            drawn.append({**place, "css": css, "y": f"{top:.2f}", "height": f"{height:.2f}"})
    return drawn


def _by_body(
    chosen: list[dict[str, Any]], bodies: dict[str, str], asked: Asked, named: str
) -> dict[str, Any]:
    """The table of the bodies with most, of all or of those with this text in the name; `found` is
    how many there are."""
    text = named.casefold()
    agencies = {row["agency"] for row in chosen}
    fit = {code for code in agencies if text in bodies.get(code, code).casefold()}
    rows = [row for row in chosen if row["agency"] in fit] if text else chosen
    return {
        "by_body": _table(rows, "agency", lambda code: bodies.get(code, code), asked, BODIES),
        "found": len(fit),
        "named": named,
        "has_finder": bool(named) or len(agencies) > BODIES,
        "kept_filters": list(parse_qsl(query(asked).removeprefix("?"))),
    }


def _table(
    chosen: list[dict[str, Any]],
    key: str,
    name: Callable[[str], str],
    asked: Asked,
    most: int,
) -> list[dict[str, Any]]:
    """Counts by one key with a bar each, the largest first, at most so many."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in chosen:
        counts[row[key]][row["act"]] += row["n"]
    totals = {code: sum(found.values()) for code, found in counts.items()}
    top = max(totals.values(), default=1)
    return [
        {
            "name": name(code),
            "total": total,
            "width": f"{100 * total / top:.1f}",
            "cells": [(names_of(act), counts[code][act]) for act in ACTS],
            "url": query(asked, **{"body" if key == "agency" else key: code}),
        }
        for code, total in sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:most]
    ]


def _choices(
    found: list[dict[str, Any]], asked: Asked, basis: Callable[[str], str], bodies: dict[str, str]
) -> list[dict[str, Any]]:
    """What the list can be narrowed by: all that occurs, whatever is chosen; of the bodies those
    with most, and the one that is asked for."""
    months = sorted({row["month"] for row in found}, reverse=True)
    counts: Counter[str] = Counter()
    for row in found:
        counts[row["agency"]] += row["n"]
    most = {code for code, _n in counts.most_common(OFFERED)} | ({asked.agency} & counts.keys())
    agencies = sorted(most, key=lambda code: bodies.get(code, code))
    one_act = asked.acts[0] if len(asked.acts) == 1 else ""
    return [
        _choice("month", _("Calendar month"), f"{asked.month:%Y-%m}" if asked.month else "",
                [(f"{month:%Y-%m}", f"{month:%Y-%m}") for month in months]),
        _choice("act", _("Kind of removal"), one_act, [(act, names_of(act)) for act in ACTS]),
        _choice("basis", _("Legal ground"), asked.basis,
                [(code, basis(code)) for code in sorted({row["basis"] for row in found})]),
        _choice("body", _("Publishing body"), asked.agency,
                [(code, bodies.get(code, code)) for code in agencies]),
    ]  # fmt: skip


def _choice(name: str, title: str, chosen: str, values: list[tuple[str, str]]) -> dict[str, Any]:
    return {"name": name, "title": title, "chosen": chosen, "values": values}


def _told(row: dict[str, Any], bodies: dict[str, str]) -> dict[str, Any]:
    reason = row["removal__reason"]
    return {
        **row,
        "act_name": names_of(row["act"]),
        "tone": {"withdraw": "red", "repair": "green", "correct": "amber"}.get(row["act"], ""),
        "reason": str(Removal.Reason(reason).label) if reason else "",
        "basis": {"name_zh": row["basis__name_zh"], "name_en": row["basis__name_en"]},
        "body": bodies.get(row["agency"], row["agency"]),
        "entry": row["leaf_index"] + 1 if row["leaf_index"] is not None else None,
        "gone": row["act"] != Act.CORRECT,
    }


# -- the list as CSV -----------------------------------------------------------------------------


def csv_lines(asked: Asked) -> Iterator[str]:
    """The list as CSV, line by line; the same words as on the page."""
    bodies = _bodies({row["agency"] for row in removals.counts(asked)})
    yield "\ufeff" + _line(
        [_("Reference"), _("Kind of removal"), _("When"), _("Kind of reason"),
         _("Code of the ground"), _("Legal ground"), _("Code of the body"),
         _("Publishing body"), _("Ledger entry")]
    )  # fmt: skip
    for row in chain(removals.not_noted(asked), removals.entries(asked).iterator(500)):
        yield _cells(_told(row, bodies))


def _cells(one: dict[str, Any]) -> str:
    day = clock.day_of(one["at"])
    ground = localized(one["basis"], "name")
    return _line(
        [one["ref"], one["act_name"], day, one["reason"], one["basis_id"], ground, one["agency"],
         one["body"], one["entry"]]
    )  # fmt: skip


def _line(cells: list[Any]) -> str:
    quoted = ('"' + guard(cell).replace('"', '""') + '"' for cell in cells)
    return ",".join(quoted) + "\r\n"
