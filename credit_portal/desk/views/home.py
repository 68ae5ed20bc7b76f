"""`/staff/`: my work, sorted by what is due."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import clock
from credit_portal.desk import worklist
from credit_portal.workflow.selectors import my_work


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Work items of all apps by how pressing they are; `?kind=` shows one kind only."""
    items, today = my_work(user_of(request)), clock.today()
    kinds = worklist.kinds(items)
    kind = request.GET.get("kind", "")
    kind = kind if kind in kinds else ""
    if request.session.get(worklist.CHOSEN, "") != kind:
        request.session[worklist.CHOSEN] = kind
    shown = [item for item in items if kind in {"", item.kind}]
    groups = worklist.groups(shown, today)
    context = {
        "groups": groups,
        "presses": any(group.code in worklist.PRESSING for group in groups),
        "total": len(items),
        "kinds": kinds,
        "kind": kind,
        "today": today,
    }
    return render(request, "desk/home.html", context)
