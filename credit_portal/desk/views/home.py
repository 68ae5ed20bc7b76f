"""`/staff/`: my work, sorted by what is due."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from credit_portal.common import clock
from credit_portal.workflow.selectors import my_work


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Work items of all apps; what is due first comes first."""
    context = {"items": my_work(request.user), "today": clock.today()}
    return render(request, "desk/home.html", context)
