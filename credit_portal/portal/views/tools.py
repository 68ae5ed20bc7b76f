"""The calculator and the ledger page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from credit_portal.common import clock
from credit_portal.ledger import selectors as ledger
from credit_portal.ledger import witnessing
from credit_portal.portal import queries
from credit_portal.portal.caching import public_page
from credit_portal.workdays.forms import CalculatorForm


@public_page
def deadlines(request: HttpRequest) -> HttpResponseBase:
    """A period counted in the open: a form, the last day, every day with its reason."""
    bound = bool(request.GET.get("start"))
    form = (
        CalculatorForm(request.GET)
        if bound
        else CalculatorForm(initial={"start": clock.today(), "count": 5})
    )
    result = form.result()
    context = {"form": form, "result": result, "here": "deadlines"}
    return render(request, "portal/deadlines.html", context)


@public_page
def ledger_page(request: HttpRequest) -> HttpResponse:
    """The public ledger for people: size, newest signed head, growth, how to check it."""
    head = ledger.head(using=queries.PUBLIC)
    context = {
        "head": head,
        "note": ledger.served(head, using=queries.PUBLIC),
        "waiting": ledger.unsigned_since(using=queries.PUBLIC),
        "witnesses": witnesses(head.size),
        "root": queries.root_of(head),
        "growth": bars(queries.growth()),
        "leaves": queries.newest_leaves(10),
        "key": ledger.verifier_line(),
        "base": request.build_absolute_uri("/ledger/"),
        "here": "ledger",
    }
    return render(request, "portal/ledger.html", context)


def witnesses(size: int) -> list[dict[str, Any]]:
    """Those that are asked, and others that once signed: newest cosignature, whether it is of the
    newest head (`size` entries)."""
    rows = ledger.cosignatures(using=queries.PUBLIC)
    keys = {one.name: one.key.line() for one in witnessing.configured()}
    return [
        {
            "name": name,
            "key": keys.get(name, ""),
            "row": rows.get(name),
            "is_current": name in rows and rows[name].size == size,
        }
        for name in [*keys, *sorted(rows.keys() - keys.keys())]
    ]


def bars(months: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rectangles of the growth chart on a field of 100 by 40, and the figures of its table."""
    if not months:
        return []
    top = months[-1]["size"]
    step = 100 / max(len(months), 12)
    drawn, before = [], 0
    for position, month in enumerate(months):
        height = 38 * month["size"] / top
        drawn.append(
            {
                **month,
                "added": month["size"] - before,
                "x": f"{position * step + step * 0.12:.2f}",
                "width": f"{step * 0.76:.2f}",
                "y": f"{40 - height:.2f}",
                "height": f"{height:.2f}",
            }
        )
        before = month["size"]
    return drawn
