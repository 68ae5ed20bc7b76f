"""`/staff/next/`: from a case to the next one of my work."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from credit_portal.accounts.who import user_of
from credit_portal.common import clock
from credit_portal.desk import worklist
from credit_portal.workflow.selectors import my_work


@login_required
@require_safe
def next_case(request: HttpRequest) -> HttpResponse:
    """The case that stands after `?after=` in my work, else the first; of the kind that was chosen
    on the list. With none left, the list, which says so."""
    items, after = my_work(user_of(request)), request.GET.get("after", "")
    kind = request.session.get(worklist.CHOSEN, "")
    found = worklist.following(
        [item for item in items if kind in {"", item.kind}], after, clock.today()
    )
    if found is not None:
        return redirect(found.url)
    if kind and items:
        messages.success(request, _("Nothing more of this kind: %(kind)s.") % {"kind": kind})
    return redirect("desk:home")
