"""`/staff/clock/`: in demonstration mode the clock can be moved, forwards only."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from credit_portal.accounts.who import user_of
from credit_portal.common import acts, clock
from credit_portal.common.api import idempotency_key
from credit_portal.common.errors import DomainError
from credit_portal.common.forms import show_refusal
from credit_portal.desk.forms import ClockForm
from credit_portal.desk.services import move_clock


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def demo_clock(request: HttpRequest) -> HttpResponse:
    """Choose a day; 404 outside of demonstration mode."""
    if not settings.DEMO and not settings.TESTING:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    form = ClockForm(posted, initial={"day": clock.today() + timedelta(days=1)})
    if form.is_bound and form.is_valid() and _moved(request, form):
        messages.success(request, _("The clock has been moved."))
        return redirect("desk:clock")
    context = {"form": form, "now": clock.now()}
    return render(request, "desk/clock.html", context, status=422 if form.errors else 200)


def _moved(request: HttpRequest, form: ClockForm) -> bool:
    """Move it to nine in the morning of the day; a refusal goes to the form."""
    moment = datetime.combine(form.cleaned_data["day"], time(9), tzinfo=clock.TZ)
    key = idempotency_key(request)
    try:
        acts.run(move_clock, actor=user_of(request), to=moment, idempotency_key=key)
    except DomainError as error:
        show_refusal(form, error)
        return False
    return True
